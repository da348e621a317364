import { dayMs, hourMs, type Instant, minuteMs, msOf, plusMs } from './time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone } from './zone.ts';

/** Of everything. */
export type WholeStop = Readonly<{
  by: string;
  reason: string | null;
  since: Instant;
  /** It ends by itself then. */
  until?: Instant | null;
  /** Somebody stopped what was stopped: whoever saw it before that must look again before ending it. */
  again?: Readonly<{ by: string; at: Instant }>;
}>;

/** Parts that are held by themselves; any other scope is the name of a destination. */
export const stopParts = ['notifications', 'sync', 'purchases'] as const;

/** Of a part: messages to people, sweeps, new orders, or one destination. */
export type GradedStop = Readonly<{
  scope: string;
  by: string;
  reason: string | null;
  since: Instant;
  until: Instant | null;
}>;

/** What a stop is known by: who resumes says which one was seen. */
export function stampOf(stop: WholeStop | GradedStop): Instant {
  return ('again' in stop && stop.again?.at) || stop.since;
}

export type StopRequest = Readonly<{ scope: string; until: Instant | null; reason: string | null }>;

const words: Readonly<Record<string, string>> = {
  all: 'all',
  everything: 'all',
  всё: 'all',
  все: 'all',
  уведомления: 'notifications',
  сообщения: 'notifications',
  синхронизация: 'sync',
  синхронизацию: 'sync',
  покупки: 'purchases',
  таблица: 'sheets',
  таблицу: 'sheets',
};

const unitsMs: readonly (readonly [RegExp, number])[] = [
  [/^(m|min|м|мин)$/, minuteMs],
  [/^(h|ч|час|часа|часов)$/, hourMs],
  [/^(d|д|дн|дня|дней)$/, dayMs],
];
const longestMs = 30 * dayMs;

/**
 * `slack 2h wrong prices`, `until 18:00`, `уведомления до 18:00 распродажа`. What is neither a part nor a time is the
 * reason; an unknown part stops everything, which is the safe direction.
 */
export function readStop(text: string, destinations: readonly string[], now: Instant, zoned: Zone): StopRequest {
  const rest = text.trim().split(/\s+/).filter(Boolean);
  const scope = scopeOf(rest[0], destinations);
  if (scope !== null) rest.shift();
  const { until, taken } = untilOf(rest, now, zoned);
  const reason = rest.slice(taken).join(' ');
  return { scope: scope ?? 'all', until, reason: reason === '' ? null : reason };
}

/** The part or destination that a word means, in either language; null where it means none. */
export function scopeOf(word: string | undefined, destinations: readonly string[]): string | null {
  const typed = (word ?? '').toLowerCase();
  const meant = Object.hasOwn(words, typed) ? (words[typed] as string) : typed;
  const known: readonly string[] = ['all', ...stopParts, ...destinations];
  return known.includes(meant) ? meant : null;
}

type Until = Readonly<{ until: Instant | null; taken: number }>;

function untilOf(rest: readonly string[], now: Instant, zoned: Zone): Until {
  const [first = '', second = ''] = rest.map((word) => word.toLowerCase());
  if (first === 'until' || first === 'till' || first === 'до') {
    const until = clockTime(second, now, zoned);
    return until ? { until, taken: 2 } : { until: null, taken: 0 };
  }
  const until = spanFrom(first, now);
  return until ? { until, taken: 1 } : { until: null, taken: 0 };
}

/** `2h`, `30m`, `2ч`: at most 30 days. */
export function spanFrom(word: string, now: Instant): Instant | null {
  const [, digits = '', unit = ''] = /^(\d{1,4})\s?([a-zа-я]+)\.?$/.exec(word.toLowerCase()) ?? [];
  const unitMs = unitsMs.find(([shape]) => shape.test(unit))?.[1];
  if (digits === '' || unitMs === undefined) return null;
  const ms = Number(digits) * unitMs;
  return ms > 0 && ms <= longestMs ? plusMs(now, ms) : null;
}

/** The next time that a local clock shows `18:00`. */
function clockTime(word: string, now: Instant, zoned: Zone): Instant | null {
  const [, hours = '', minutes = ''] = /^([01]?\d|2[0-3])[:.]([0-5]\d)$/.exec(word) ?? [];
  if (hours === '') return null;
  const today = businessDateOf(now, zoned);
  const ofDayMs = Number(hours) * hourMs + Number(minutes) * minuteMs;
  const at = plusMs(startOfDay(today, zoned), ofDayMs);
  return msOf(at) > msOf(now) ? at : plusMs(startOfDay(plusDays(today, 1), zoned), ofDayMs);
}
