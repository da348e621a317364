import type { Statistics } from './statistics.ts';
import type { Span } from './weekly-profile.ts';

const dayHours = 24;
const recentDays = 14;
/** A day's weight halves every so many days: new enough for a trend, long enough against chance. */
const halfLifeDays = 5;
/** 3 % a day is more than doubling in a month: what looks steeper is not carried on. */
const steepestPerDay = 0.03;

export type Level = Readonly<{
  /** Units per hour of average rate, at the end of the span. */
  atEnd: number;
  /** Growth of its logarithm in an hour. */
  growthPerHour: number;
  /** How many of the latest days its noise equals: the sum of weights squared over the sum of squared weights. */
  effectiveDays: number;
}>;

/** Total of each day over what its hours are worth by the profile, newest first; single odd days are drawn in. */
function dailyRatios(
  values: Float64Array,
  worth: (hour: number) => number,
  { from, until }: Span,
  statistics: Statistics,
): readonly number[] {
  const days = Math.min(2 * recentDays, Math.floor((until - from) / dayHours));
  const raw = Array.from({ length: days }, (_, day) => {
    let observed = 0;
    let worthSum = 0;
    for (let hour = until - (day + 1) * dayHours; hour < until - day * dayHours; hour += 1) {
      observed += values[hour] ?? 0;
      worthSum += worth(hour);
    }
    return worthSum > 0 ? observed / worthSum : 0;
  });
  return [...drawnIn(raw.slice(0, recentDays), statistics), ...drawnIn(raw.slice(recentDays), statistics)];
}

/** Values further than 2.5 robust deviations from their median count as that far. */
function drawnIn(values: readonly number[], { medianOf, robustDeviation }: Statistics): readonly number[] {
  const middle = medianOf(values);
  const reach = 2.5 * Math.max(robustDeviation(values), 0.02 * middle);
  return values.map((value) => Math.min(middle + reach, Math.max(middle - reach, value)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The slope between the two latest fortnights, drawn towards none by as much as chance may have made it. */
function growthPerDay(ratios: readonly number[], { robustDeviation }: Statistics): number {
  const [recent, before] = [ratios.slice(0, recentDays), ratios.slice(recentDays)];
  if (before.length < recentDays / 2 || mean(before) <= 0 || mean(recent) <= 0) return 0;
  const gapDays = (recent.length + before.length) / 2;
  const slope = Math.log(mean(recent) / mean(before)) / gapDays;
  const errors = [recent, before].map((days) => (robustDeviation(days) / mean(days)) ** 2 / days.length);
  const variance = mean(errors) * (2 / gapDays ** 2);
  const shrunk = slope === 0 ? 0 : (slope * slope ** 2) / (slope ** 2 + variance);
  return Math.max(-steepestPerDay, Math.min(steepestPerDay, shrunk));
}

/** The level of the latest fortnight, newer days counting more, carried to the end of the span along its trend. */
export function latestLevel(
  values: Float64Array,
  worth: (hour: number) => number,
  span: Span,
  statistics: Statistics,
): Level {
  const ratios = dailyRatios(values, worth, span, statistics);
  const growth = growthPerDay(ratios, statistics);
  const weights = ratios.slice(0, recentDays).map((_, day) => 0.5 ** (day / halfLifeDays));
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const carried = ratios
    .slice(0, recentDays)
    .reduce((sum, ratio, day) => sum + (weights[day] ?? 0) * ratio * Math.exp(growth * (day + 0.5)), 0);
  return {
    atEnd: carried / weightSum,
    growthPerHour: growth / dayHours,
    effectiveDays: weightSum ** 2 / weights.reduce((sum, weight) => sum + weight ** 2, 0),
  };
}
