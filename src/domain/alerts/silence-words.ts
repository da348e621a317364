import type { Level } from '../anomalies/anomaly.ts';
import { isDimension } from '../metrics/dimensions.ts';
import { dayMs, hourMs, type Instant, minuteMs, plusMs } from '../time.ts';
import { businessDateOf, hourOfDay, plusDays, weekdayOf, type Zone } from '../zone.ts';
import type { RuleName } from './rule.ts';
import type { Matcher } from './silence.ts';

/** What people call the rules; the first is what help shows. */
const ruleWords: Readonly<Record<string, readonly RuleName[]>> = {
  sales: ['purchases_fell', 'revenue_fell'],
  продажи: ['purchases_fell', 'revenue_fell'],
  revenue: ['revenue_fell'],
  выручка: ['revenue_fell'],
  success: ['success_fell'],
  оплаты: ['success_fell'],
  refunds: ['refunds_surge'],
  возвраты: ['refunds_surge'],
  disputes: ['disputes_surge'],
  споры: ['disputes_surge'],
  doubles: ['double_charges_surge'],
  двойные: ['double_charges_surge'],
  countries: ['new_country'],
  страны: ['new_country'],
  targets: ['daily_target', 'monthly_target'],
  планы: ['daily_target', 'monthly_target'],
  data: ['sync_stalled', 'silence'],
  данные: ['sync_stalled', 'silence'],
};
const everything: ReadonlySet<string> = new Set(['all', 'everything', 'всё', 'все']);
const levelWords: Readonly<Record<string, Level>> = { info: 'info', warning: 'warning', critical: 'critical' };
const units: Readonly<Record<string, number>> = {
  m: minuteMs,
  min: minuteMs,
  м: minuteMs,
  мин: minuteMs,
  h: hourMs,
  ч: hourMs,
  d: dayMs,
  д: dayMs,
};
const beforeTime: ReadonlySet<string> = new Set(['until', 'till', 'до']);
const beforeSpan: ReadonlySet<string> = new Set(['for', 'на']);

type Said = { rules: RuleName[]; slices: Matcher['slice'][]; level: Level | undefined; isAll: boolean };

/** `4h`, `30м`, `2d`; null for anything else. */
export function spanMs(word: string): number | null {
  const [, count = '', unit = ''] = /^(\d{1,4})([a-zа-я]+)\.?$/i.exec(word) ?? [];
  const ms = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  return ms === undefined || Number(count) === 0 ? null : Number(count) * ms;
}

/** The next `18:30` of the business zone. */
function timeOfDay(word: string, now: Instant, zone: Zone): Instant | null {
  const [, hour = '', minute = '00'] = /^([01]?\d|2[0-3])(?::([0-5]\d))?$/.exec(word) ?? [];
  if (hour === '') return null;
  const today = businessDateOf(now, zone);
  const at = (date: typeof today) => plusMs(hourOfDay(date, Number(hour), zone), Number(minute) * minuteMs);
  return at(today) > now ? at(today) : at(plusDays(today, 1));
}

function takeWord(word: string, said: Said): boolean {
  const lower = word.toLowerCase();
  if (everything.has(lower)) said.isAll = true;
  else if (Object.hasOwn(ruleWords, lower)) said.rules.push(...(ruleWords[lower] ?? []));
  else if (Object.hasOwn(levelWords, lower)) said.level = levelWords[lower];
  else {
    const slice = sliceOf(word);
    if (slice === null) return false;
    said.slices.push(slice);
  }
  return true;
}

/** `campaign=Brand`, `US`. */
function sliceOf(word: string): NonNullable<Matcher['slice']> | null {
  if (/^[A-Z]{2}$/.test(word)) return { dimension: 'country', value: word };
  const [, dimension = '', value = ''] = /^([a-z_]+)[=:](.+)$/.exec(word) ?? [];
  return value !== '' && isDimension(dimension) ? { dimension, value } : null;
}

function matchersOf({ rules, slices, level }: Said): readonly Matcher[] {
  const ofRules = rules.length === 0 ? [{}] : rules.map((rule): Matcher => ({ rule }));
  const all =
    slices.length === 0
      ? ofRules
      : ofRules.flatMap((one) => slices.map((slice) => ({ ...one, ...(slice && { slice }) })));
  return level === undefined ? all : all.map((one) => ({ ...one, level }));
}

export type SilenceSaid = Readonly<{ matchers: readonly Matcher[]; until: Instant; reason: string | null }>;

/**
 * What `/silence sales US 4h holiday` asks for: what, for how long, and why, in any order but the reason, which ends it.
 * Null where it does not say both what and for how long.
 */
export function readSilence(words: string, now: Instant, zone: Zone): SilenceSaid | null {
  const parts = words.trim().split(/\s+/);
  const said: Said = { rules: [], slices: [], level: undefined, isAll: false };
  let until: Instant | null = null;
  let at = 0;
  for (; at < parts.length; at += 1) {
    const word = parts[at] ?? '';
    const lower = word.toLowerCase();
    const next = parts[at + 1] ?? '';
    if (until === null && beforeTime.has(lower)) {
      until = timeOfDay(next, now, zone);
      if (until === null) break;
      at += 1;
      continue;
    }
    if (until === null && beforeSpan.has(lower) && spanMs(next) !== null) continue;
    const ms = until === null ? spanMs(word) : null;
    if (ms !== null) until = plusMs(now, ms);
    else if (!takeWord(word, said)) break;
  }
  const isAbout = said.isAll || said.rules.length + said.slices.length > 0 || said.level !== undefined;
  if (until === null || !isAbout) return null;
  const reason = parts.slice(at).join(' ');
  return { matchers: matchersOf(said), until, reason: reason === '' ? null : reason };
}

export const untilChoices = ['day', 'morning', 'monday', 'week'] as const;
export type UntilChoice = (typeof untilChoices)[number];
const morningHour = 9;

/** What the buttons offer: for a day or a week, until the next morning or the next Monday's. */
export function untilOf(choice: UntilChoice, now: Instant, zone: Zone): Instant {
  const today = businessDateOf(now, zone);
  switch (choice) {
    case 'day':
      return plusMs(now, dayMs);
    case 'week':
      return plusMs(now, 7 * dayMs);
    case 'morning': {
      const early = hourOfDay(today, morningHour, zone);
      return early > plusMs(now, hourMs) ? early : hourOfDay(plusDays(today, 1), morningHour, zone);
    }
    case 'monday':
      return hourOfDay(plusDays(today, 8 - weekdayOf(today)), morningHour, zone);
  }
}
