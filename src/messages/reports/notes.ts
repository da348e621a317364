import type { InBase } from '../../domain/metrics/rates.ts';
import type { Report } from '../../domain/reports/report.ts';
import { isBreakdown } from '../../domain/reports/view.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Locale, text } from '../text.ts';
import { clockOf, dateText, dayMonthText, daysText } from './dates.ts';
import { rateText } from './numbers.ts';

/** Of more rates than these only the number is said: the file has them all. */
const mostRates = 3;
const mostDays = 5;

/** What a number means and how far it can be relied on, one line each. */
export function noteLines(report: Report, reader: Reader): readonly string[] {
  const { locale } = reader;
  return [
    completeText(report, reader),
    basisText(report, locale),
    ...revisedText(report, locale),
    ...newText(report, locale),
    ...historyText(report, locale),
    ...(report.base ? rateLines(report.base, locale) : []),
    ...rankingRates(report, locale),
  ];
}

function completeText({ completeUntil, period }: Report, { locale, zone }: Reader): string {
  if (completeUntil === null) return text(locale, 'report-complete-never');
  if (period.isWhole && completeUntil >= period.upTo) return text(locale, 'report-complete');
  return text(locale, 'report-complete-until', { time: clockOf(completeUntil, period, zone) });
}

/** Which day money back counts on; a ranking may differ from the sums above it. */
function basisText({ basis, rankings }: Report, locale: Locale): string {
  const hasSales = rankings.some((ranking) => ranking.basis === 'sale');
  if (basis === 'sale') return text(locale, 'report-basis-sale');
  return text(locale, hasSales ? 'report-basis-both' : 'report-basis-day');
}

function revisedText({ revised }: Report, locale: Locale): readonly string[] {
  if (revised.length === 0) return [];
  const days = revised.slice(0, mostDays).map((date) => dayMonthText(date, locale));
  const more = revised.length > mostDays ? [text(locale, 'bot-more', { count: revised.length - mostDays })] : [];
  return [text(locale, 'report-revised', { days: [...days, ...more].join(', ') })];
}

function newText({ kind, customers }: Report, locale: Locale): readonly string[] {
  if (isBreakdown(kind) || !customers?.newSince || customers.all === 0) return [];
  return [text(locale, 'report-new-since', { day: dateText(customers.newSince, locale) })];
}

function historyText({ historySince, period, comparisons }: Report, locale: Locale): readonly string[] {
  const oldest = [period.from, ...comparisons.map(({ from }) => from)].toSorted()[0] ?? period.from;
  if (historySince === null || historySince <= oldest) return [];
  return [text(locale, 'report-history-since', { day: dateText(historySince, locale) })];
}

/** Sums take each day at its rate, rankings all days at one: over several days their sums may differ a little. */
function rankingRates({ rankings, period }: Report, locale: Locale): readonly string[] {
  const isConverted = period.from !== period.to && rankings.some(({ base, rows }) => base !== null && rows.length > 0);
  return isConverted ? [text(locale, 'report-rates-ranking')] : [];
}

function rateLines({ used, missing, currency }: InBase, locale: Locale): readonly string[] {
  const told = used
    .slice(0, mostRates)
    .map(({ currency: from, rate, date }) =>
      text(locale, 'report-rate', { from, rate: rateText(rate), base: currency, day: dayMonthText(date, locale) }),
    );
  const more = used.length > mostRates ? [text(locale, 'bot-more', { count: used.length - mostRates })] : [];
  const gaps = missing.map(({ currency: code, from, to }) =>
    text(locale, 'report-rate-missing', { code, days: daysText({ from, to }, locale), base: currency }),
  );
  return [
    ...(told.length > 0 ? [text(locale, 'report-rates', { rates: [...told, ...more].join(', ') })] : []),
    ...gaps,
  ];
}
