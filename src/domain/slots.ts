import { type BusinessDate, type Instant, instantOf, msOf } from './time.ts';
import { businessDateOf, hourOfDay, plusDays, weekdayOf, type Zone } from './zone.ts';

/** At an hour of every day of the business zone, of one weekday (1 is Monday), or of one day of the month (1 to 28). */
export type Calendar = Readonly<{ hour: number; weekday?: number; day?: number }>;
/** Counted in UTC, so the hour that an autumn night repeats is an hour of its own. */
export type Interval = Readonly<{ everyMs: number }>;
export type Timetable = Calendar | Interval;

/**
 * Calendar slots are keyed by their business date, interval slots by their instant: the same slot on every replica, over
 * restarts, clock jumps and daylight saving.
 */
export type Slot = Readonly<{ key: string; dueAt: Instant }>;

/** Older ones are not worth a row. */
const missedLimit = 100;

function isInterval(table: Timetable): table is Interval {
  return 'everyMs' in table;
}

function isOnCalendar(date: BusinessDate, { weekday, day }: Calendar): boolean {
  if (day !== undefined && Number(date.slice(8)) !== day) return false;
  return weekday === undefined || weekdayOf(date) === weekday;
}

function slotOn(date: BusinessDate, { hour }: Calendar, zone: Zone): Slot {
  return { key: date, dueAt: hourOfDay(date, hour, zone) };
}

function intervalSlot(ms: number): Slot {
  return { key: instantOf(ms), dueAt: instantOf(ms) };
}

/** The slot whose time came last. */
export function latestSlot(table: Timetable, now: Instant, zone: Zone): Slot {
  if (isInterval(table)) return intervalSlot(Math.floor(msOf(now) / table.everyMs) * table.everyMs);
  for (let date = businessDateOf(now, zone); ; date = plusDays(date, -1)) {
    const slot = slotOn(date, table, zone);
    if (slot.dueAt <= now && isOnCalendar(date, table)) return slot;
  }
}

/** Slots after the one that was seen last and before the latest, the newest first: nobody was there at their time. */
export function missedSlots(table: Timetable, seen: string, latest: Slot): readonly string[] {
  const missed: string[] = [];
  if (isInterval(table)) {
    const firstMs = msOf(latest.dueAt) - table.everyMs;
    for (let ms = firstMs; instantOf(ms) > seen && missed.length < missedLimit; ms -= table.everyMs)
      missed.push(instantOf(ms));
    return missed;
  }
  const first = plusDays(latest.key as BusinessDate, -1);
  for (let date = first; date > seen && missed.length < missedLimit; date = plusDays(date, -1)) {
    if (isOnCalendar(date, table)) missed.push(date);
  }
  return missed;
}

/** The next `count` slots after now, the soonest first. */
export function nextSlots(table: Timetable, now: Instant, zone: Zone, count: number): readonly Slot[] {
  const slots: Slot[] = [];
  if (isInterval(table)) {
    const nextMs = msOf(latestSlot(table, now, zone).dueAt) + table.everyMs;
    return Array.from({ length: count }, (_, n) => intervalSlot(nextMs + n * table.everyMs));
  }
  for (let date = businessDateOf(now, zone); slots.length < count; date = plusDays(date, 1)) {
    const slot = slotOn(date, table, zone);
    if (slot.dueAt > now && isOnCalendar(date, table)) slots.push(slot);
  }
  return slots;
}
