import type { Columns } from './columns.ts';
import { type Level, latestLevel } from './level.ts';
import type { Statistics } from './statistics.ts';
import {
  excessVariance,
  levelsByHour,
  logMedianProfile,
  type MeanProfile,
  meanProfile,
  type Span,
  weekHours,
} from './weekly-profile.ts';

/** Trailing hours that are judged together: short ones find an outage soon, long ones a slow leak or a small shop. */
export const windows = [1, 2, 3, 4, 6, 8, 12, 18, 24] as const;
const longestWindow = 24;
const trainingWeeks = 8;
/** Less history than this judges nothing: an hour of the week must have been seen twice. */
const fewestHours = 14 * 24;
/** No forecast is better than this (5 % of the expected), whatever a short history looks like. */
const leastCv2 = 0.05 ** 2;
const oddBlockHours = 6;
const oddBelow = 1e-4;

/** What one series is expected to do from `span.until` on, learned from the hours of `span` alone. */
export type Baseline = Readonly<{
  span: Span;
  profile: Float64Array;
  level: Level;
  /** Uncertainty of the forecast that is common to all hours of a window, as squared share of it, by window length. */
  cv2: ReadonlyMap<number, number>;
}>;

/** The expected value of an hour. */
export function rateAt({ profile, level, span }: Baseline, hour: number, weekHour: number): number {
  return level.atEnd * Math.exp(level.growthPerHour * (hour - span.until)) * (profile[weekHour] ?? 0);
}

/** The span to learn from for hours of the day that begins at `dayStart`; null where history is too short. */
export function trainingSpan(dayStart: number): Span | null {
  const until = dayStart - longestWindow;
  const from = Math.max(0, until - trainingWeeks * weekHours);
  return until - from < fewestHours ? null : { from, until };
}

type Fit = MeanProfile & Readonly<{ levels: Float64Array }>;

function fitMean(values: Float64Array, weekHour: Uint8Array, span: Span): Fit {
  const levels = levelsByHour(values, span);
  return { levels, ...meanProfile(values, levels, weekHour, span) };
}

/** Values with special days and blocks of hours that are surely odd (outages, bursts) replaced by what was expected. */
function withoutOddities(
  columns: Columns,
  values: Float64Array,
  fit: Fit,
  span: Span,
  { negativeBinomialAtLeast, negativeBinomialAtMost }: Statistics,
): Float64Array {
  const usual = values.slice();
  const fitted = (hour: number) => (fit.levels[hour] ?? 0) * (fit.profile[columns.weekHour[hour] ?? 0] ?? 0);
  for (let start = span.from; start < span.until; start += oddBlockHours) {
    const end = Math.min(span.until, start + oddBlockHours);
    let [observed, expected, isSpecial] = [0, 0, false];
    for (let hour = start; hour < end; hour += 1) {
      observed += values[hour] ?? 0;
      expected += fitted(hour);
      isSpecial ||= columns.isSpecial[hour] === 1;
    }
    const cv2 = 0.03;
    const tail = Math.min(
      negativeBinomialAtMost(observed, expected, cv2),
      negativeBinomialAtLeast(observed, expected, cv2),
    );
    if (!isSpecial && tail > oddBelow) continue;
    for (let hour = start; hour < end; hour += 1) usual[hour] = fitted(hour);
  }
  return usual;
}

/** Sums of observed and fitted over back-to-back windows of `hours`, newest first. */
function windowPairs(values: Float64Array, fitted: Float64Array, span: Span, hours: number): [number, number][] {
  const pairs: [number, number][] = [];
  for (let end = span.until; end - hours >= span.from; end -= hours) {
    let [observed, expected] = [0, 0];
    for (let hour = end - hours; hour < end; hour += 1) {
      observed += values[hour] ?? 0;
      expected += fitted[hour] ?? 0;
    }
    pairs.push([observed, expected]);
  }
  return pairs;
}

function fittedHours({ levels, profile }: Pick<Fit, 'levels' | 'profile'>, weekHour: Uint8Array): Float64Array {
  return levels.map((level, hour) => level * (profile[weekHour[hour] ?? 0] ?? 0));
}

/** How much of the level is chance: what the latest days' counts and their common movement leave open. */
function levelCv2(level: Level, dayCv2: number): number {
  const countsPerDay = level.atEnd * 24;
  return countsPerDay > 0 ? (1 / countsPerDay + dayCv2) / level.effectiveDays : 1;
}

/** `usual`: the learned-from counts, oddities replaced. */
export type CountBaseline = Baseline & Readonly<{ uncertainty: Float64Array; usual: Float64Array }>;

/** The baseline of a series of counts; null where there is nothing to learn from. */
export function countBaseline(
  columns: Columns,
  values: Float64Array,
  span: Span,
  statistics: Statistics,
): CountBaseline | null {
  const first = fitMean(values, columns.weekHour, span);
  const usual = withoutOddities(columns, values, first, span, statistics);
  const fit = fitMean(usual, columns.weekHour, span);
  const level = latestLevel(usual, (hour) => fit.profile[columns.weekHour[hour] ?? 0] ?? 0, span, statistics);
  if (!(level.atEnd > 0)) return null;
  const fitted = fittedHours(fit, columns.weekHour);
  const learned = windows.map((hours) => excessVariance(windowPairs(usual, fitted, span, hours)));
  const ofLevel = levelCv2(level, learned.at(-1) ?? 0);
  const cv2 = new Map(windows.map((hours, index) => [hours, Math.max(leastCv2, learned[index] ?? 0) + ofLevel]));
  return { span, profile: fit.profile, uncertainty: fit.uncertainty, level, cv2, usual };
}

/** What is learned about revenue: `scale` is the robust deviation of log(actual/expected), at `volume` purchases. */
export type RevenueBaseline = Baseline &
  Readonly<{ noise: ReadonlyMap<number, Readonly<{ scale: number; volume: number }>> }>;

/**
 * Revenue by hour-of-week median on the log scale; noise by the median absolute deviation of past windows. Hours that
 * were odd in purchases are left out through the counts' baseline.
 */
export function revenueBaseline(
  columns: Columns,
  counts: CountBaseline,
  statistics: Statistics,
): RevenueBaseline | null {
  const { span } = counts;
  const raw = columns.revenueMinor;
  const perPurchase = averageOrder(columns, span, statistics);
  const revenue = raw.map((value, hour) => {
    const isOdd = counts.usual[hour] !== columns.purchases[hour];
    return isOdd ? (counts.usual[hour] ?? 0) * perPurchase : value;
  });
  const levels = levelsByHour(revenue, span);
  const profile = logMedianProfile(
    revenue,
    levels,
    columns.weekHour,
    { ...span, volume: counts.level.atEnd },
    statistics,
  );
  const level = latestLevel(revenue, (hour) => profile[columns.weekHour[hour] ?? 0] ?? 0, span, statistics);
  if (!(level.atEnd > 0)) return null;
  const fitted = fittedHours({ levels, profile }, columns.weekHour);
  const noise = new Map(windows.map((hours) => [hours, noiseOf(revenue, fitted, counts, hours, statistics)]));
  return { span, profile, level, cv2: counts.cv2, noise };
}

function averageOrder({ revenueMinor, purchases }: Columns, { from, until }: Span, { medianOf }: Statistics): number {
  const orders: number[] = [];
  for (let end = until; end - 24 >= from; end -= 24) {
    const sold = purchases.subarray(end - 24, end).reduce((sum, value) => sum + value, 0);
    const earned = revenueMinor.subarray(end - 24, end).reduce((sum, value) => sum + value, 0);
    if (sold > 0) orders.push(earned / sold);
  }
  return medianOf(orders);
}

function noiseOf(
  revenue: Float64Array,
  fitted: Float64Array,
  counts: CountBaseline,
  hours: number,
  { medianOf, robustDeviation }: Statistics,
) {
  const pairs = windowPairs(revenue, fitted, counts.span, hours);
  const sales = windowPairs(counts.usual, counts.usual, counts.span, hours).map(([sold]) => sold);
  const volume = medianOf(sales);
  const logs = pairs.flatMap(([observed, expected], index) =>
    observed > 0 && expected > 0 && (sales[index] ?? 0) >= volume ? [Math.log(observed / expected)] : [],
  );
  return { scale: Math.max(Math.sqrt(leastCv2), robustDeviation(logs)), volume: Math.max(1, volume) };
}
