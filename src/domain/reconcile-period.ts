import type { Window } from './ports.ts';
import { type BusinessDate, type Instant, plusMs } from './time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone } from './zone.ts';

const longestDays = 3_660;

function isDate(word: string | undefined): word is BusinessDate {
  return word !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(word) && !Number.isNaN(Date.parse(word));
}

/** `today`, `yesterday`, `7d`, a day, or two days; yesterday and today where nothing is said. Null: not understood. */
export function periodOf(words: string, now: Instant, zone: Zone): Window | null {
  const [first, second, more] = words
    .trim()
    .toLowerCase()
    .split(/\s*(?:…|\.\.|\s)\s*/);
  const today = businessDateOf(now, zone);
  const days = (from: BusinessDate, to: BusinessDate): Window | null => {
    const window = { from: startOfDay(from, zone), to: startOfDay(plusDays(to, 1), zone) };
    return window.from < window.to ? window : null;
  };
  if (more !== undefined) return null;
  if (!first) return days(plusDays(today, -1), today);
  if (first === 'today') return { from: startOfDay(today, zone), to: plusMs(now, 1) };
  if (first === 'yesterday') return days(plusDays(today, -1), plusDays(today, -1));
  const count = Number(/^(\d{1,4})d$/.exec(first)?.[1] ?? 0);
  if (count > 0 && count <= longestDays) return days(plusDays(today, 1 - count), today);
  return isDate(first) && (second === undefined || isDate(second)) ? days(first, second ?? first) : null;
}
