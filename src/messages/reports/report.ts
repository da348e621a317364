import type { Report, ReportKind, Step } from '../../domain/reports/report.ts';
import { isBreakdown } from '../../domain/reports/view.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { reportButtons } from './buttons.ts';
import { clockOf, periodText, weekdayText } from './dates.ts';
import { noteLines } from './notes.ts';
import { amountText, countText } from './numbers.ts';
import { rankingBlocks } from './ranking.ts';
import { netAmounts, netOf, sumBlocks, wholeComparison } from './sums.ts';

const icons: Readonly<Record<ReportKind, string>> = {
  daily: '📊',
  geo: '🌍',
  creatives: '🎨',
  campaigns: '📣',
  teams: '👥',
  weekly: '📅',
  monthly: '🗓',
};

/** One or two rankings have room for all that came with them, more for their first rows only. */
const mostRows = { alone: 10, among: 3 } as const;

/** Any report: the first line answers how much; the rest compares, breaks down and says how far it can be relied on. */
export function reportMessage(report: Report, reader: Reader): Message {
  const { locale } = reader;
  const isRanked = isBreakdown(report.kind);
  const rows = report.rankings.length > 2 ? mostRows.among : mostRows.alone;
  const rankings = report.rankings.flatMap((ranking) => rankingBlocks(ranking, locale, rows));
  const blocks: Block[] = [
    { kind: 'lines', lines: headLines(report, reader) },
    ...(isRanked ? rankings : sumBlocks(report, locale)),
    ...(isRanked ? [] : [textBlock(...dayLines(report, locale), customersText(report, locale))]),
    ...(isRanked ? [] : rankings),
    textBlock(...noteLines(report, reader)),
  ];
  return { blocks: blocks.filter(saysSomething), buttons: reportButtons(report, locale) };
}

function saysSomething(block: Block): boolean {
  return block.kind !== 'lines' || block.lines.length > 0;
}

function headLines(report: Report, reader: Reader): readonly Line[] {
  return [[bold(headlineOf(report, reader.locale))], ...headTexts(report, reader).map((words) => [plain(words)])];
}

/** What stands under the first line: of what it is, what it comes to in all, how it stands against other times. */
export function headTexts(report: Report, { locale, zone }: Reader): readonly string[] {
  const title = text(locale, `report-title-${report.kind}`, { period: periodText(report.period, locale) });
  return [
    title,
    ...filterLines(report, locale),
    ...(report.late === null ? [] : [text(locale, 'report-late', { time: clockOf(report.late, report.period, zone) })]),
    ...baseLines(report, locale),
    ...(isBreakdown(report.kind) || report.base ? wholeComparison(report, locale) : []),
    ...movesLine(report, locale, zone),
  ];
}

/** `📊 1234.56 USD + 300.00 EUR net · 45 purchases`. */
export function headlineOf(report: Report, locale: Locale): string {
  return `${icons[report.kind]} ${answerOf(report, locale)}`;
}

/** How much, in one line. */
export function answerOf({ basis, purchases, totals }: Report, locale: Locale): string {
  const amounts = netAmounts({ totals }, basis);
  if (amounts.length === 0) return text(locale, 'report-nothing');
  return text(locale, 'report-headline', {
    amounts: amounts.map((one) => amountText(one, locale)).join(' + '),
    purchases: text(locale, 'purchases-count', { count: purchases }),
  });
}

function filterLines({ currency, filter }: Report, locale: Locale): readonly string[] {
  const parts = [
    ...(currency === null ? [] : [currency]),
    ...(filter?.countries ?? []),
    ...(filter?.campaigns ?? []).map((word) => text(locale, 'report-campaigns-with', { word })),
  ];
  return parts.length > 0 ? [text(locale, 'report-only', { what: parts.join(', ') })] : [];
}

/** All currencies in the base one; what is missing in it is said among the notes. */
function baseLines(report: Report, locale: Locale): readonly string[] {
  const { base, basis } = report;
  if (base === null) return [];
  const amount = amountText(netOf(base.measures, base.currency, basis), locale);
  const left = [...new Set(base.missing.map(({ currency }) => currency))];
  const words =
    left.length > 0
      ? text(locale, 'report-base-without', { amount, currencies: left.join(', ') })
      : text(locale, 'report-base', { amount });
  return [words];
}

/** Places are compared with an earlier hour of the same day, or with the time before. */
function movesLine({ comparisons, rankings, period }: Report, locale: Locale, zone: string): readonly string[] {
  const [comparison] = comparisons;
  if (comparison?.kind !== 'hour_before' || rankings.length === 0) return [];
  return [text(locale, 'report-moves-since', { time: clockOf(comparison.upTo, period, zone) })];
}

function dayLines(report: Report, locale: Locale): readonly string[] {
  const { best, worst } = report;
  if (best === null || worst === null || best.date === worst.date) return [];
  const line = (id: 'best' | 'worst', step: Step) =>
    text(locale, `report-day-${id}`, { day: weekdayText(step.date, locale), sums: stepText(step, report, locale) });
  return [line('best', best), line('worst', worst)];
}

/** `300.00 USD · 12 purchases`: in one sum where the rates are known. */
function stepText(step: Step, { basis, base }: Report, locale: Locale): string {
  const inBase = base && step.inBase && netOf(step.inBase, base.currency, basis);
  const amounts = inBase ? [inBase] : netAmounts(step, basis);
  if (amounts.length === 0) return text(locale, 'report-no-sales');
  const sum = `${inBase ? '≈ ' : ''}${amounts.map((one) => amountText(one, locale)).join(' + ')}`;
  return `${sum} · ${text(locale, 'purchases-count', { count: step.purchases })}`;
}

function customersText({ customers }: Report, locale: Locale): string | null {
  if (customers === null || customers.all === 0) return null;
  return text(locale, 'report-customers', {
    count: customers.all,
    new: countText(customers.new, locale),
    returning: countText(customers.returning, locale),
  });
}
