import { moneyOf } from '../../domain/metrics/catalogue.ts';
import { type Measures, noMeasures } from '../../domain/metrics/measures.ts';
import type { Currency, Money } from '../../domain/money.ts';
import type { Basis, Comparison, Report, Sums, Total } from '../../domain/reports/report.ts';
import { spanOf } from '../../domain/reports/view.ts';
import { type Block, type Line, plain } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { weekdayText } from './dates.ts';
import { amountText, changeOf, changeText, countText, manifold, shareText, sumText } from './numbers.ts';

/** Of more currencies than these only one line is said each. */
const mostTables = 3;

/** What is left of the sales: which money back is taken off is said by the report's basis. */
export function netOf(measures: Measures, currency: Currency, basis: Basis): Money {
  return moneyOf(basis === 'sale' ? 'netOfSales' : 'net', measures, currency) as Money;
}

function hasAny({ measures }: Total): boolean {
  return Object.values(measures).some((value) => value !== 0);
}

/** Money came or went: a try to pay that came to nothing is no sum. */
function hasMoved({ measures: m }: Total): boolean {
  return m.payments + m.refunds + m.disputes > 0 || m.grossMinor !== 0 || m.refundedMinor + m.disputedMinor !== 0;
}

/** Those in which anything happened, now or then. */
function currenciesOf({ totals, comparisons }: Report): readonly Currency[] {
  const before = comparisons.find(({ kind }) => kind !== 'hour_before');
  const shown = [...totals, ...(before?.totals ?? [])].filter(hasAny);
  return [...new Set(shown.map(({ currency }) => currency))];
}

function measuresOf({ totals }: Pick<Sums, 'totals'>, currency: Currency): Measures {
  return totals.find((total) => total.currency === currency)?.measures ?? noMeasures;
}

/** `1234.56 USD + 300.00 EUR`; nothing where nothing was sold and nothing went back. */
export function netAmounts({ totals }: Pick<Sums, 'totals'>, basis: Basis): readonly Money[] {
  return totals.filter(hasMoved).map(({ currency, measures }) => netOf(measures, currency, basis));
}

/** The sums of each currency, against each time that they are compared with. */
export function sumBlocks(report: Report, locale: Locale): readonly Block[] {
  const currencies = currenciesOf(report);
  const rest = currencies
    .slice(mostTables)
    .filter((currency) => hasMoved({ currency, measures: measuresOf(report, currency) }))
    .map((code) => [plain(shortSums(report, code, locale))]);
  return [
    ...currencies.slice(0, mostTables).flatMap((code) => currencyBlocks(report, code, locale)),
    ...(rest.length > 0 ? [{ kind: 'lines', lines: rest } as const] : []),
  ];
}

function shortSums(report: Report, code: Currency, locale: Locale): string {
  const now = measuresOf(report, code);
  const purchases = text(locale, 'purchases-count', { count: now.purchases });
  return `${amountText(netOf(now, code, report.basis), locale)} · ${purchases}`;
}

function currencyBlocks(report: Report, code: Currency, locale: Locale): readonly Block[] {
  const now = measuresOf(report, code);
  const compared = report.comparisons.filter(({ kind }) => kind !== 'hour_before');
  const lines = compared.map((comparison): Line => [plain(comparisonText(report, comparison, code, locale))]);
  const before = compared[0] && measuresOf(compared[0], code);
  const isGone = report.totals.some(hasAny) && !hasAny({ currency: code, measures: now });
  if (isGone) return [{ kind: 'lines', lines }];
  return [
    ...(lines.length > 0 ? [{ kind: 'lines', lines } as const] : []),
    { kind: 'table', header: headerOf(code, compared[0], locale), rows: rowsOf(report, now, before, code, locale) },
  ];
}

function headerOf(code: Currency, compared: Comparison | undefined, locale: Locale): readonly string[] {
  return compared ? [code, '', text(locale, 'report-column-change')] : [code, ''];
}

type Entry = Readonly<{ label: string; value: string; change: string }>;

function rowsOf(
  { basis }: Report,
  now: Measures,
  before: Measures | undefined,
  code: Currency,
  locale: Locale,
): readonly (readonly string[])[] {
  const net = (of: Measures) => netOf(of, code, basis).amountMinor;
  const back = (of: Measures) => of.grossMinor - net(of);
  const average = (of: Measures) => moneyOf('averageOrder', of, code)?.amountMinor ?? 0;
  const entry = (id: string, of: (m: Measures) => number, write: (n: number) => string): Entry => ({
    label: text(locale, `report-row-${id}`),
    value: write(of(now)),
    change: before ? changeText(of(now), of(before), locale) : '',
  });
  const sum = (minor: number) => sumText(minor, code, locale);
  const count = (of: number) => countText(of, locale);
  const entries = [
    entry('net', net, sum),
    ...(back(now) === 0 ? [] : [entry('gross', (m) => m.grossMinor, sum), entry('back', back, sum)]),
    entry('purchases', (m) => m.purchases, count),
    ...(now.purchases > 0 ? [entry('average', average, sum)] : []),
    ...successEntry(now, before, locale),
  ];
  return entries.map(({ label, value, change }) => (before ? [label, value, change] : [label, value]));
}

/** Succeeded charges of all that were decided; a share moves by points. */
function successEntry(now: Measures, before: Measures | undefined, locale: Locale): readonly Entry[] {
  if (now.attempts === 0) return [];
  const rate = now.succeeded / now.attempts;
  const was = before && before.attempts > 0 ? before.succeeded / before.attempts : null;
  const points = was === null ? null : Math.round((rate - was) * 1_000) / 10;
  const change = points === null ? '–' : pointsText(points, locale);
  return [{ label: text(locale, 'report-row-success'), value: shareText(rate), change }];
}

function pointsText(points: number, locale: Locale): string {
  if (points === 0) return '=';
  return text(locale, 'report-points', { arrow: points > 0 ? '▲' : '▼', points: String(Math.abs(points)) });
}

/** `▲ up 12 % on Fri, 13 Nov (1102.00)`: in words, with an arrow and a percentage. */
function comparisonText(report: Report, comparison: Comparison, code: Currency, locale: Locale): string {
  const net = (sums: Pick<Sums, 'totals'>) => netOf(measuresOf(sums, code), code, report.basis).amountMinor;
  const was = { amountMinor: Math.round(net(comparison)), currency: code };
  return changeWords(net(report), net(comparison), amountText(was, locale), comparison, locale);
}

/** How it stands against other times, where one sum says it: in the only currency, else in the base one. */
export function wholeComparison(report: Report, locale: Locale): readonly string[] {
  const [code, ...others] = currenciesOf(report);
  const compared = report.comparisons.filter(({ kind }) => kind !== 'hour_before');
  if (others.length > 0) return [baseComparison(report, locale)].filter((words) => words !== null);
  return code === undefined ? [] : compared.map((one) => comparisonText(report, one, code, locale));
}

/** All currencies together, where each had its rate. */
export function baseComparison(report: Report, locale: Locale): string | null {
  const [comparison] = report.comparisons.filter(({ kind }) => kind !== 'hour_before');
  if (!report.base || !report.inBase || !comparison?.inBase) return null;
  const code = report.base.currency;
  const net = (measures: Measures) => netOf(measures, code, report.basis);
  const was = net(comparison.inBase);
  return changeWords(net(report.inBase).amountMinor, was.amountMinor, amountText(was, locale), comparison, locale);
}

function changeWords(now: number, before: number, was: string, comparison: Comparison, locale: Locale): string {
  const against = againstText(comparison, locale);
  const change = changeOf(now, before);
  if (change === null) return text(locale, 'report-nothing-before', { against: aboutText(comparison, locale) });
  const percent = Math.round(change * 100);
  if (percent === 0) return text(locale, 'report-same', { against, was });
  if (percent >= manifold)
    return text(locale, 'report-times', { times: countText(Math.round(change + 1), locale), against, was });
  return text(locale, percent > 0 ? 'report-up' : 'report-down', { percent: Math.abs(percent), against, was });
}

function againstText({ kind, from, to }: Comparison, locale: Locale): string {
  const span = spanOf({ from, to }, false) ?? 'other';
  return text(locale, `report-against-${kind}`, { day: weekdayText(from, locale), span });
}

function aboutText({ kind, from, to }: Comparison, locale: Locale): string {
  const span = spanOf({ from, to }, false) ?? 'other';
  return text(locale, `report-about-${kind}`, { day: weekdayText(from, locale), span });
}
