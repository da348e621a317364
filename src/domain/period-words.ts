import type { BusinessDate } from './time.ts';
import { plusDays } from './zone.ts';

/** Both days are in it. */
export type Days = Readonly<{ from: BusinessDate; to: BusinessDate }>;

const named: Readonly<Record<string, (today: BusinessDate) => Days>> = {
  today: (today) => ({ from: today, to: today }),
  yesterday: (today) => daysBack(today, 1, 1),
  'day before yesterday': (today) => daysBack(today, 2, 2),
  'this week': (today) => ({ from: mondayOf(today), to: today }),
  'last week': (today) => ({ from: plusDays(mondayOf(today), -7), to: plusDays(mondayOf(today), -1) }),
  'this month': (today) => ({ from: firstOf(today), to: today }),
  'last month': (today) => monthOf(plusDays(firstOf(today), -1)),
};

/** Other words for the same, in both languages; `за`, `на` and the like before them are passed over. */
const alike: Readonly<Record<string, readonly string[]>> = {
  today: ['сегодня', 'day', 'день'],
  yesterday: ['вчера'],
  'day before yesterday': ['позавчера'],
  'this week': ['week', 'неделя', 'неделю', 'эта неделя', 'эту неделю', 'этой неделе', 'текущая неделя'],
  'last week': ['previous week', 'прошлая неделя', 'прошлую неделю', 'прошлой неделе'],
  'this month': ['month', 'месяц', 'этот месяц', 'этом месяце', 'текущий месяц'],
  'last month': ['previous month', 'прошлый месяц', 'прошлом месяце'],
};
const meant: ReadonlyMap<string, string> = new Map(
  Object.entries(alike).flatMap(([name, words]) => words.map((word) => [word, name] as const)),
);

function daysBack(today: BusinessDate, from: number, to: number): Days {
  return { from: plusDays(today, -from), to: plusDays(today, -to) };
}

export function mondayOf(date: BusinessDate): BusinessDate {
  return plusDays(date, -((new Date(date).getUTCDay() + 6) % 7));
}

function monthOf(date: BusinessDate): Days {
  const from = firstOf(date);
  return { from, to: plusDays(firstOf(plusDays(from, 31)), -1) };
}

export function firstOf(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 8)}01` as BusinessDate;
}

/** `2026-11-01`, `01.11.2026`, `1.11` (of the year that makes it no later than today); null for no day. */
function dayOf(word: string, today: BusinessDate): BusinessDate | null {
  const iso = /^(\d{4})-(\d\d)-(\d\d)$/.exec(word);
  if (iso) return realDay(word);
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?\.?$/.exec(word);
  if (!dotted) return wordDay(word, today);
  const [, day = '', month = '', year] = dotted;
  const inYear = (of: string) => realDay(`${of}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  if (year !== undefined) return inYear(year);
  const now = Number(today.slice(0, 4));
  const thisYear = inYear(String(now));
  return thisYear !== null && thisYear <= today ? thisYear : inYear(String(now - 1));
}

function wordDay(word: string, today: BusinessDate): BusinessDate | null {
  const days = named[meant.get(word) ?? word]?.(today);
  return days && days.from === days.to ? days.from : null;
}

function realDay(text: string): BusinessDate | null {
  const ms = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? (text as BusinessDate) : null;
}

/** `7d`, `last 7 days`, `7 дней`: so many days, today being the last. */
function lastDays(words: string, today: BusinessDate): Days | null {
  const match = /^(?:last |последние )?(\d{1,4}) ?(?:d|days?|д|дн|дней|дня|день)$/.exec(words);
  const count = Number(match?.[1] ?? 0);
  return count > 0 ? daysBack(today, count - 1, 0) : null;
}

/** `2026-11`: the whole month, or as much of it as there is. */
function namedMonth(words: string): Days | null {
  const first = /^\d{4}-\d\d$/.test(words) ? realDay(`${words}-01`) : null;
  return first && monthOf(first);
}

/**
 * The days that somebody names: `yesterday`, `last week`, `7d`, `2026-11`, `1.11 8.11`, `2026-11-01..2026-11-08`, in
 * English or Russian. Null where it is no period, runs backwards or begins after today.
 */
export function parseDays(text: string, today: BusinessDate): Days | null {
  const typed = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const words = typed.replace(/^(?:for|за|на|в|с|from) /, '');
  const days =
    named[meant.get(words) ?? words]?.(today) ?? lastDays(words, today) ?? namedMonth(words) ?? twoDays(words, today);
  if (days === null || days.from > days.to || days.from > today) return null;
  return { from: days.from, to: days.to > today ? today : days.to };
}

function twoDays(words: string, today: BusinessDate): Days | null {
  const [first = '', second = first, ...rest] = words.split(/ ?(?:[–—…]|\.{2,3}) ?| - | (?:to|до|по) | /);
  const [from, to] = [dayOf(first, today), dayOf(second, today)];
  return rest.length > 0 || from === null || to === null ? null : { from, to };
}
