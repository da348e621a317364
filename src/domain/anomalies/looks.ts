import {
  binomialAtMost,
  gammaQuantile,
  negativeBinomialAtLeast,
  negativeBinomialAtMost,
  normalQuantile,
  studentAtMost,
  studentQuantile,
} from '../../lib/stats.ts';
import type { Direction, Expected, Metric } from './anomaly.ts';
import { rateAt, windows } from './baseline.ts';
import { sumOver } from './columns.ts';
import type { SliceModel } from './slice-model.ts';

/** Special days (holidays, sales) may differ by so much more, as squared share of the expected. */
const specialCv2 = 0.35 ** 2;
const tailDegrees = 6;

/** Trailing hours that end before the hour `end`, with the sales expected in them and how uncertain that is. */
export type LookedAt = Readonly<{ end: number; hours: number; sales: number; cv2: number }>;

/** One metric in one window. Tail and interval are computed where asked for: most looks end with the change. */
export type Look = Readonly<{
  metric: Metric;
  hours: number;
  value: number;
  actual: number;
  changePercent: number;
  tail: (direction: Direction) => number;
  interval: () => Expected;
}>;

/** The windows that end at `end` with enough expected sales. */
export function windowsAt({ columns, counts }: SliceModel, end: number, minVolume: number): readonly LookedAt[] {
  const looked: LookedAt[] = [];
  let [sales, uncertain, special, hour] = [0, 0, 0, end];
  for (const hours of windows) {
    while (hour > end - hours && hour > 0) {
      hour -= 1;
      const cell = columns.weekHour[hour] ?? 0;
      const rate = rateAt(counts, hour, cell);
      sales += rate;
      uncertain += rate ** 2 * (counts.uncertainty[cell] ?? 0);
      special = Math.max(special, columns.isSpecial[hour] ?? 0);
    }
    if (sales < minVolume) continue;
    const cv2 = (counts.cv2.get(hours) ?? 0) + uncertain / sales ** 2 + special * specialCv2;
    looked.push({ end, hours, sales, cv2 });
  }
  return looked;
}

/** Purchases: negative binomial (Gamma-Poisson predictive) tail. */
export function lookAtPurchases({ columns }: SliceModel, { end, hours, sales, cv2 }: LookedAt): Look {
  const actual = sumOver(columns.purchases, end, hours);
  const variance = sales + cv2 * sales ** 2;
  return {
    ...{ metric: 'purchases', hours, value: sales, actual, changePercent: changeOf(actual, sales) },
    tail: (direction) =>
      direction === 'fell' ? negativeBinomialAtMost(actual, sales, cv2) : negativeBinomialAtLeast(actual, sales, cv2),
    interval: () => ({
      value: sales,
      low: gammaQuantile(0.025, sales, variance),
      high: gammaQuantile(0.975, sales, variance),
    }),
  };
}

/** Revenue: log(actual/expected) over the learned robust deviation, in a Student tail for what medians leave out. */
export function lookAtRevenue(model: SliceModel, { end, hours, sales, cv2 }: LookedAt): Look | null {
  const { columns, revenue } = model;
  const noise = revenue?.noise.get(hours);
  if (!revenue || !noise) return null;
  let value = 0;
  for (let hour = end - hours; hour < end; hour += 1) value += rateAt(revenue, hour, columns.weekHour[hour] ?? 0);
  if (!(value > 0)) return null;
  const actual = sumOver(columns.revenueMinor, end, hours);
  const scale = Math.sqrt(noise.scale ** 2 * Math.max(1, noise.volume / sales) + cv2);
  const t = Math.log(Math.max(actual, value / 1000) / value) / scale;
  const reach = () => Math.exp(studentQuantile(0.975, tailDegrees) * scale);
  return {
    ...{ metric: 'revenue', hours, value, actual, changePercent: changeOf(actual, value) },
    tail: (direction) => studentAtMost(direction === 'fell' ? t : -t, tailDegrees),
    interval: () => ({ value, low: value / reach(), high: value * reach() }),
  };
}

/** Success rate: binomial tail against the learned rate, attempts and successes divided by the learned dispersion. */
export function lookAtSuccess(model: SliceModel, { end, hours }: LookedAt, minVolume: number): Look | null {
  const { columns, success } = model;
  const attempts = sumOver(columns.attempts, end, hours);
  if (!success || attempts < minVolume) return null;
  const succeeded = sumOver(columns.succeeded, end, hours);
  const { rate, dispersion } = success;
  const error = Math.sqrt(dispersion * rate * (1 - rate) * (1 / attempts + 1 / success.attempts));
  const reach = normalQuantile(0.975) * error;
  const actual = succeeded / attempts;
  const scaled = (count: number) => count / dispersion;
  return {
    ...{ metric: 'success', hours, value: rate, actual, changePercent: changeOf(actual, rate) },
    tail: (direction) =>
      direction === 'fell'
        ? binomialAtMost(scaled(succeeded), scaled(attempts), rate)
        : binomialAtMost(scaled(attempts - succeeded), scaled(attempts), 1 - rate),
    interval: () => ({ value: rate, low: Math.max(0, rate - reach), high: Math.min(1, rate + reach) }),
  };
}

function changeOf(actual: number, expected: number): number {
  return (actual / expected - 1) * 100;
}
