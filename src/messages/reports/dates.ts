import type { ReportPeriod } from '../../domain/reports/report.ts';
import { spanOf } from '../../domain/reports/view.ts';
import type { BusinessDate, Instant } from '../../domain/time.ts';
import { dateTimeText } from '../bot/local-time.ts';
import { type Locale, text } from '../text.ts';
import { languageOf } from './numbers.ts';

type Words = Readonly<{ format: (ms: number) => string; formatRange: (from: number, to: number) => string }>;

/** In a table or beside others a year needs no «г.» behind it. */
function format(locale: Locale, options: Intl.DateTimeFormatOptions): Words {
  const words = new Intl.DateTimeFormat(languageOf(locale), { ...options, timeZone: 'UTC' });
  const plain = (text: string) => text.replace(/\sг\.$/, '').replaceAll('\u2009', '');
  return {
    format: (ms) => plain(words.format(ms)),
    formatRange: (from, to) => plain(words.formatRange(from, to)),
  };
}

const ms = (date: BusinessDate): number => Date.parse(date);

/** `Fri, 20 November 2026`, `9–15 November 2026`, `November 2026`: what the report is of. */
export function daysText({ from, to }: Pick<ReportPeriod, 'from' | 'to'>, locale: Locale, isOver = true): string {
  const span = spanOf({ from, to }, isOver);
  if (span === 'day') return fullDayText(from, locale);
  const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  if (span === 'month' && isOver) return format(locale, { month: 'long', year: 'numeric' }).format(ms(from));
  return format(locale, date)
    .formatRange(ms(from), ms(to))
    .replaceAll(/\u2009/g, '');
}

/** `Fri, 20 November 2026`. */
export function fullDayText(date: BusinessDate, locale: Locale): string {
  const options = { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' } as const;
  return format(locale, options)
    .format(ms(date))
    .replace(/^(\w+) /, '$1, ');
}

/** `Fri, 20 Nov`. */
export function weekdayText(date: BusinessDate, locale: Locale): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return format(locale, options)
    .format(ms(date))
    .replace(/^(\w+) /, '$1, ');
}

/** `20 Nov`. */
export function dayMonthText(date: BusinessDate, locale: Locale): string {
  return format(locale, { day: 'numeric', month: 'short' }).format(ms(date));
}

/** `9–15 Nov`. */
export function shortRangeText({ from, to }: Pick<ReportPeriod, 'from' | 'to'>, locale: Locale): string {
  return format(locale, { day: 'numeric', month: 'short' }).formatRange(ms(from), ms(to));
}

/** `Mon 9`: under a chart there is no room for more. */
export function weekdayNumberText(date: BusinessDate, locale: Locale): string {
  return `${format(locale, { weekday: 'short' }).format(ms(date))} ${Number(date.slice(8))}`;
}

/** `Nov 2026`. */
export function monthText(date: BusinessDate, locale: Locale): string {
  return format(locale, { month: 'short', year: 'numeric' }).format(ms(date));
}

/** `20 Nov 2026`. */
export function dateText(date: BusinessDate, locale: Locale): string {
  return format(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(ms(date));
}

/** The period, and up to when where it is not over. */
export function periodText(period: ReportPeriod, locale: Locale): string {
  const days = daysText(period, locale, period.isWhole);
  if (period.isWhole) return days;
  return text(locale, 'report-until', { days, time: period.upToLocal, zone: period.zone });
}

/** `14:05`, or with its date where that is not the report's last day. */
export function clockOf(instant: Instant, { to }: Pick<ReportPeriod, 'to'>, zone: string): string {
  const [day = '', time = ''] = dateTimeText(instant, zone).split(' ');
  const isSameDay = day === `${to.slice(8)}.${to.slice(5, 7)}.${to.slice(0, 4)}`;
  return isSameDay ? time : `${day} ${time}`;
}
