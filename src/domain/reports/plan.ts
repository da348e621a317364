import type { Dimension } from '../metrics/dimensions.ts';
import { type Days, firstOf, mondayOf, parseDays } from '../period-words.ts';
import type { Window } from '../ports.ts';
import { type BusinessDate, earlier, hourMs, type Instant, later, plusMs } from '../time.ts';
import { daysBetween, localTime, plusDays, sameTimeOn, startOfDay, type Zone } from '../zone.ts';
import type { Basis, Comparison, ReportKind, ReportPeriod } from './report.ts';

/** Longer periods would read too much at once. */
export const mostDays = 400;
/** What is accepted as a period, for those who typed something else. */
export const periodExamples = [
  'today',
  'yesterday',
  'last week',
  'this month',
  '7d',
  '2026-11',
  '2026-11-01..2026-11-15',
];

/** What a kind of report breaks down, how many rows of it are shown, and how money back is counted. */
const kinds: Readonly<Record<ReportKind, Readonly<{ by: readonly Dimension[]; top: number | 'all'; basis: Basis }>>> = {
  daily: { by: ['country', 'campaign'], top: 5, basis: 'day' },
  geo: { by: ['country'], top: 3, basis: 'day' },
  creatives: { by: ['creative'], top: 5, basis: 'sale' },
  campaigns: { by: ['campaign'], top: 10, basis: 'sale' },
  // All of them, with what is nobody's.
  teams: { by: ['team'], top: 'all', basis: 'sale' },
  weekly: { by: ['campaign', 'creative', 'country', 'method'], top: 5, basis: 'day' },
  monthly: { by: ['campaign', 'creative', 'country', 'method'], top: 5, basis: 'day' },
};

/** What one campaign is broken down by. */
const campaignBy: readonly Dimension[] = ['creative', 'adset', 'country'];
const campaignTop = 5;

/** What a report breaks down, and how many rows of it are shown. */
export function breakdownOf(
  kind: ReportKind,
  campaign: string | null,
): Readonly<{ by: readonly Dimension[]; top: number | 'all' }> {
  return campaign === null ? kinds[kind] : { by: campaignBy, top: campaignTop };
}

export function basisOfKind(kind: ReportKind): Basis {
  return kinds[kind].basis;
}

/** Where nothing is said: the day so far, seven days with today, or the last whole week or month. */
function usualDays(kind: ReportKind, today: BusinessDate): Days {
  const thisWeek = mondayOf(today);
  const lastMonthEnd = plusDays(firstOf(today), -1);
  switch (kind) {
    case 'daily':
    case 'geo':
    case 'creatives':
      return { from: today, to: today };
    case 'campaigns':
    case 'teams':
      return { from: plusDays(today, -6), to: today };
    case 'weekly':
      return { from: plusDays(thisWeek, -7), to: plusDays(thisWeek, -1) };
    case 'monthly':
      return { from: firstOf(lastMonthEnd), to: lastMonthEnd };
  }
}

/** The days that were asked for, in words or as dates; null where they cannot be told or are too many. */
export function daysOf(kind: ReportKind, asked: string | Days | undefined, today: BusinessDate): Days | null {
  if (asked === undefined || asked === '') return usualDays(kind, today);
  const days = typeof asked === 'string' ? parseDays(asked, today) : parseDays(`${asked.from}..${asked.to}`, today);
  return days && daysBetween(days.from, days.to) < mostDays ? days : null;
}

export function periodOf({ from, to }: Days, now: Instant, zone: Zone): ReportPeriod {
  const end = startOfDay(plusDays(to, 1), zone);
  const upTo = earlier(now, end);
  const isWhole = upTo === end;
  return { from, to, zone: zone.name, upTo, upToLocal: isWhole ? '24:00' : localTime(upTo, zone), isWhole };
}

export function windowOf({ from, upTo }: Readonly<{ from: BusinessDate; upTo: Instant }>, zone: Zone): Window {
  return { from: startOfDay(from, zone), to: upTo };
}

/** Another time that the period is compared with. */
export type Span = Readonly<Pick<Comparison, 'kind' | 'from' | 'to' | 'upTo'>>;
/** A mean is of several spans; any other comparison of one. */
export type PlannedComparison = Readonly<{ kind: Comparison['kind']; spans: readonly Span[] }>;

/** A period of the same length, or an unfinished one up to the same local time. */
function spanOf(kind: Span['kind'], { from, to }: Days, { upTo, isWhole }: ReportPeriod, zone: Zone): Span {
  const end = startOfDay(plusDays(to, 1), zone);
  return { kind, from, to, upTo: isWhole ? end : earlier(end, sameTimeOn(to, upTo, zone)) };
}

function daysEarlier(kind: Span['kind'], days: number, period: ReportPeriod, zone: Zone): Span {
  return spanOf(kind, { from: plusDays(period.from, -days), to: plusDays(period.to, -days) }, period, zone);
}

/** The month before: whole against whole, else up to the same day of it. */
function monthEarlier(period: ReportPeriod, zone: Zone): Span {
  const lastOfBefore = plusDays(period.from, -1);
  const from = firstOf(lastOfBefore);
  const sameDay = plusDays(from, daysBetween(period.from, period.to));
  const isWholeMonth = period.isWhole && firstOf(plusDays(period.to, 1)) !== period.from;
  const to = isWholeMonth || sameDay > lastOfBefore ? lastOfBefore : sameDay;
  return spanOf('previous_period', { from, to }, period, zone);
}

function isWithinMonth({ from, to }: ReportPeriod): boolean {
  return from === firstOf(from) && firstOf(to) === from && from !== to;
}

/** The week before and the mean of the four before. */
function weekComparisons(period: ReportPeriod, zone: Zone): readonly PlannedComparison[] {
  const before = [7, 14, 21, 28].map((days) => daysEarlier('four_week_mean', days, period, zone));
  return [
    { kind: 'previous_period', spans: [daysEarlier('previous_period', 7, period, zone)] },
    { kind: 'four_week_mean', spans: before },
  ];
}

/** `since`: up to when the report before this one was told; an hour ago where that is not known. */
function hourEarlier(period: ReportPeriod, since: Instant | undefined, zone: Zone): readonly PlannedComparison[] {
  const start = startOfDay(period.from, zone);
  const upTo = since ?? plusMs(period.upTo, -hourMs);
  if (period.isWhole || upTo <= start || upTo >= period.upTo) return [];
  const { from, to } = period;
  return [{ kind: 'hour_before', spans: [{ kind: 'hour_before', from, to, upTo: later(start, upTo) }] }];
}

/** What a report's numbers are compared with. The first one also gives the places before. */
export function comparisonsOf(
  kind: ReportKind,
  period: ReportPeriod,
  zone: Zone,
  since?: Instant,
): readonly PlannedComparison[] {
  const one = (span: Span): PlannedComparison => ({ kind: span.kind, spans: [span] });
  const days = daysBetween(period.from, period.to) + 1;
  if (days === 1) {
    const dayBefore = one(daysEarlier('day_before', 1, period, zone));
    const sameWeekday = one(daysEarlier('same_weekday', 7, period, zone));
    const hourBefore = kind === 'geo' ? hourEarlier(period, since, zone) : [];
    return kind === 'daily' ? [sameWeekday, dayBefore] : [...hourBefore, dayBefore, sameWeekday];
  }
  if (isWithinMonth(period)) return [one(monthEarlier(period, zone))];
  if (kind === 'weekly' && days <= 7) return weekComparisons(period, zone);
  return [one(daysEarlier('previous_period', days, period, zone))];
}
