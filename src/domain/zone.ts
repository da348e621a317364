import { Temporal } from 'temporal-polyfill';
import { type BusinessDate, type Instant, instantOf, msOf } from './time.ts';

/** The business zone: an IANA name or an offset like `+01:00`. Days, weeks and schedules are in it. */
export type Zone = Readonly<{ name: string }>;

/** Throws a RangeError for what is no zone. */
export function zone(name: string): Zone {
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
  return { name };
}

function local(instant: Instant, { name }: Zone): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(msOf(instant)).toZonedDateTimeISO(name);
}

export function businessDateOf(instant: Instant, zoned: Zone): BusinessDate {
  return local(instant, zoned).toPlainDate().toString() as BusinessDate;
}

export function plusDays(date: BusinessDate, days: number): BusinessDate {
  return Temporal.PlainDate.from(date).add({ days }).toString() as BusinessDate;
}

/** How many days later the second is; negative where it is earlier. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;
}

/** The first instant of the day; days of 23 and 25 hours included. */
export function startOfDay(date: BusinessDate, { name }: Zone): Instant {
  return instantOf(Temporal.PlainDate.from(date).toZonedDateTime(name).epochMilliseconds);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(date: BusinessDate): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

/** An hour of a day; where daylight saving skips it, the first instant after. */
export function hourOfDay(date: BusinessDate, hour: number, { name }: Zone): Instant {
  const there = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: name, plainTime: { hour } });
  return instantOf(there.epochMilliseconds);
}

/** The same local time of day on another date: `14:05` today against `14:05` last week, across daylight saving. */
export function sameTimeOn(date: BusinessDate, instant: Instant, zoned: Zone): Instant {
  const time = local(instant, zoned).toPlainTime();
  const there = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: zoned.name, plainTime: time });
  return instantOf(there.epochMilliseconds);
}

/** `14:05`. */
export function localTime(instant: Instant, zoned: Zone): string {
  return local(instant, zoned).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** `2026-11-20 14:05:59`. */
export function localDateTime(instant: Instant, zoned: Zone): string {
  return local(instant, zoned).toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' ');
}

/** When the zone's clocks change next, and the offsets before and after, `+01:00`; null where they never do. */
export function nextClockChange(now: Instant, zoned: Zone): Readonly<{ at: Instant; from: string; to: string }> | null {
  const here = local(now, zoned);
  const change = here.getTimeZoneTransition('next');
  return change && { at: instantOf(change.epochMilliseconds), from: here.offset, to: change.offset };
}
