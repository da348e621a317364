import type { BusinessDate, Instant } from './time.ts';
import { businessDateOf, hourOfDay, plusDays, weekdayOf, type Zone } from './zone.ts';

/** At an hour of every day of the business zone, or of one weekday (1 is Monday). */
export type Timetable = Readonly<{ hour: number; weekday?: number }>;
/** Keyed by its date: the same slot on every replica, over restarts, clock jumps and daylight saving. */
export type Slot = Readonly<{ date: BusinessDate; dueAt: Instant }>;

/** Older ones are not worth a row. */
const missedLimit = 60;

function isOnTable(date: BusinessDate, { weekday }: Timetable): boolean {
  return weekday === undefined || weekdayOf(date) === weekday;
}

/** The slot whose time came last. */
export function latestSlot(table: Timetable, now: Instant, zone: Zone): Slot {
  for (let date = businessDateOf(now, zone); ; date = plusDays(date, -1)) {
    const dueAt = hourOfDay(date, table.hour, zone);
    if (dueAt <= now && isOnTable(date, table)) return { date, dueAt };
  }
}

/** Slots after the one that was seen last and before the latest: nobody was there when their time came. */
export function missedDates(table: Timetable, seen: string, latest: Slot): readonly BusinessDate[] {
  const missed: BusinessDate[] = [];
  for (let date = plusDays(latest.date, -1); date > seen && missed.length < missedLimit; date = plusDays(date, -1)) {
    if (isOnTable(date, table)) missed.push(date);
  }
  return missed;
}

/** The next `count` slots after now, the soonest first. */
export function nextSlots(table: Timetable, now: Instant, zone: Zone, count: number): readonly Slot[] {
  const slots: Slot[] = [];
  for (let date = businessDateOf(now, zone); slots.length < count; date = plusDays(date, 1)) {
    const dueAt = hourOfDay(date, table.hour, zone);
    if (dueAt > now && isOnTable(date, table)) slots.push({ date, dueAt });
  }
  return slots;
}
