import { type Currency, decimalText, money, moneyText } from '../../domain/money.ts';
import type { DayReport, DayTotals, PeriodSums, RankedTotal } from '../../domain/views.ts';
import { type Block, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { open } from './buttons.ts';
import { clockText, dayText, type Reader, shortDayText } from './local-time.ts';

const topCount = 5;

/** `/today`: the first line answers how much; the rest compares, breaks down and says how far the data reaches. */
export function dayReportMessage(report: DayReport, reader: Reader): Message {
  const { locale } = reader;
  const blocks: Block[] = [
    { kind: 'lines', lines: [[bold(headline(report, reader))], [plain(subline(report, reader))]] },
    ...currenciesOf(report).map((code) => currencyBlock(report, code, reader)),
    ...ranking('bot-day-countries', report.countries, reader),
    ...ranking('bot-day-campaigns', report.campaigns, reader),
    textBlock(completeness(report, reader)),
  ];
  return { blocks, buttons: [[open(text(locale, 'bot-button-refresh'), 'refresh_today')]] };
}

function headline({ sums: { totals, purchases } }: DayReport, { locale }: Reader): string {
  const active = totals.filter((total) => total.payments > 0 || total.reversedMinor > 0);
  if (active.length === 0) return text(locale, 'bot-day-nothing');
  const amounts = active.map((total) => moneyText(money(netOf(total), total.currency))).join(' + ');
  return text(locale, 'bot-day-headline', {
    amounts,
    purchases: text(locale, 'purchases-count', { count: purchases }),
  });
}

function subline(report: DayReport, { locale }: Reader): string {
  return text(locale, 'bot-day-until', {
    day: dayText(report.date, locale),
    time: report.upToLocal,
    zone: report.zone,
  });
}

function currenciesOf({ sums, before }: DayReport): readonly Currency[] {
  return [...new Set([...sums.totals, ...before.totals].map((total) => total.currency))];
}

const nothing = { grossMinor: 0, reversedMinor: 0, purchases: 0, payments: 0 };

function currencyBlock(report: DayReport, code: Currency, { locale }: Reader): Block {
  const find = ({ totals }: PeriodSums) => totals.find((total) => total.currency === code);
  const now = find(report.sums) ?? { ...nothing, currency: code };
  const before = find(report.before);
  const amount = (minor: number) => decimalText(money(minor, code));
  const average = now.purchases > 0 ? amount(Math.round(now.grossMinor / now.purchases)) : '–';
  const lines: Line[] = [
    [bold(text(locale, 'bot-day-revenue', { code, gross: amount(now.grossMinor), net: amount(netOf(now)) }))],
    [plain(text(locale, 'bot-day-purchases', { count: now.purchases, average }))],
    [plain(comparison(now, before, report, locale))],
  ];
  return { kind: 'lines', lines };
}

/** Net against net, in words with an arrow and a percentage. */
function comparison(
  now: DayTotals,
  before: DayTotals | undefined,
  report: DayReport,
  locale: Reader['locale'],
): string {
  const day = shortDayText(report.beforeDate, locale);
  const time = report.upToLocal;
  const netBefore = before ? netOf(before) : 0;
  if (!before || netBefore <= 0) return text(locale, 'bot-day-before-nothing', { day, time });
  const percent = Math.round(((netOf(now) - netBefore) / netBefore) * 100);
  const purchases = text(locale, 'purchases-count', { count: before.purchases });
  const was = decimalText(money(netBefore, now.currency));
  const args = { day, time, percent: Math.abs(percent), was, purchases };
  if (percent === 0) return text(locale, 'bot-day-same', args);
  return text(locale, percent > 0 ? 'bot-day-up' : 'bot-day-down', args);
}

function netOf({ grossMinor, reversedMinor }: Pick<DayTotals, 'grossMinor' | 'reversedMinor'>): number {
  return grossMinor - reversedMinor;
}

function ranking(title: string, rows: readonly RankedTotal[], { locale }: Reader): readonly Block[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, topCount);
  const lines = shown.map(({ name, currency, grossMinor, payments }, index) => [
    plain(
      `${index + 1}. ${name || text(locale, 'bot-unknown')} · ${moneyText(money(grossMinor, currency))} · ${text(locale, 'payments-count', { count: payments })}`,
    ),
  ]);
  const more = rows.length - shown.length;
  const rest = more > 0 ? [[plain(text(locale, 'bot-more', { count: more }))]] : [];
  return [
    { kind: 'heading', text: text(locale, title) },
    { kind: 'lines', lines: [...lines, ...rest] },
  ];
}

function completeness({ completeUntil, zone }: DayReport, { locale }: Reader): string {
  if (completeUntil === null) return text(locale, 'bot-day-complete-never');
  return text(locale, 'bot-day-complete', { time: clockText(completeUntil, zone) });
}
