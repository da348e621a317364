import type { BusinessDate, Instant } from '../../domain/time.ts';
import { dayMs, hourMs, minuteMs, msOf } from '../../domain/time.ts';
import { type Locale, text } from '../text.ts';

/** How a reader is spoken to: his language, and the business zone all times are told in. */
export type Reader = Readonly<{ locale: Locale; zone: string }>;

/** `14:05` in the business zone. */
export function clockText(instant: Instant, zone: string): string {
  return localText(instant, zone).slice(11, 16);
}

/** `14:05:07`, or `20.11. 14:05:07` where the day is another than that of `base`. */
export function momentText(instant: Instant, base: Instant, zone: string): string {
  const local = localText(instant, zone);
  const isSameDay = local.slice(0, 10) === localText(base, zone).slice(0, 10);
  return isSameDay ? local.slice(11) : `${dayMonth(local)} ${local.slice(11)}`;
}

/** `20.11.2026 14:05`. */
export function dateTimeText(instant: Instant, zone: string): string {
  const local = localText(instant, zone);
  return `${dayMonth(local)}${local.slice(0, 4)} ${local.slice(11, 16)}`;
}

/** `Friday, 20 November`, `пятница, 20 ноября`. */
export function dayText(date: BusinessDate, locale: Locale): string {
  return formatDay(date, locale, 'long');
}

/** `Fri, 13 Nov`, `пт, 13 нояб.`. */
export function shortDayText(date: BusinessDate, locale: Locale): string {
  return formatDay(date, locale, 'short');
}

function formatDay(date: BusinessDate, locale: Locale, width: 'long' | 'short'): string {
  const format = { weekday: width, day: 'numeric', month: width, timeZone: 'UTC' } as const;
  const day = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'ru', format).format(Date.parse(date));
  return day.replace(/^(\w+) /, '$1, ');
}

/** `15 min`, `3 h`, `4 d`: in one unit, rounded down. */
export function durationText(from: Instant, to: Instant, locale: Locale): string {
  const ms = Math.max(0, msOf(to) - msOf(from));
  if (ms < 2 * hourMs) return text(locale, 'bot-minutes', { count: Math.floor(ms / minuteMs) });
  if (ms < 2 * dayMs) return text(locale, 'bot-hours', { count: Math.floor(ms / hourMs) });
  return text(locale, 'bot-days', { count: Math.floor(ms / dayMs) });
}

function dayMonth(local: string): string {
  return `${local.slice(8, 10)}.${local.slice(5, 7)}.`;
}

/** `2026-11-20 14:05:07` (Sweden writes it so). */
function localText(instant: Instant, zone: string): string {
  const format = { dateStyle: 'short', timeStyle: 'medium', timeZone: zone } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(msOf(instant));
}
