import type { Direction, Expected, Metric } from './anomaly.ts';
import { rateAt, windows } from './baseline.ts';
import { sumOver } from './columns.ts';
import type { SliceModel } from './slice-model.ts';

/** Special days (holidays, sales) may differ by so much more, as squared share of the expected. */
const specialCv2 = 0.35 ** 2;
/** Parts of a business move against each other from week to week: so much more a part may differ. */
const partCv2 = 0.1 ** 2;
/** The logarithm of the sum of a handful of orders is no normal: revenue needs so many times the least volume. */
const revenueVolume = 2.5;
const tailDegrees = 6;

/**
 * Trailing hours that end before the hour `end`, with the sales expected in them and how uncertain that is. `rest`: what
 * all else did meanwhile, where a part is judged: a part that only fell with the rest is no news of its own.
 */
export type LookedAt = Readonly<{ end: number; hours: number; sales: number; cv2: number; rest: Rest }>;

/** Sales over expected sales, and success rate over the learned rate; never above 1. */
type Rest = Readonly<{ sales: number; success: number }>;
const usualRest: Rest = { sales: 1, success: 1 };

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

function restOf(part: SliceModel, whole: SliceModel, end: number, hours: number, sales: number): Rest {
  let expected = -sales;
  for (let hour = end - hours; hour < end; hour += 1) expected += whole.forecast.sales[hour - whole.forecast.from] ?? 0;
  const beside = (name: 'purchases' | 'attempts' | 'succeeded') =>
    sumOver(whole.columns[name], end, hours) - sumOver(part.columns[name], end, hours);
  const attempts = beside('attempts');
  const rate = whole.success?.rate ?? 0;
  return {
    sales: expected > 1 ? Math.min(1, beside('purchases') / expected) : 1,
    success: attempts > 0 && rate > 0 ? Math.min(1, beside('succeeded') / attempts / rate) : 1,
  };
}

/** The windows that end at `end` with enough expected sales. `whole`: the total, where `model` is a part of it. */
export function windowsAt(
  model: SliceModel,
  end: number,
  minVolume: number,
  whole: SliceModel | null,
): readonly LookedAt[] {
  const { columns, forecast } = model;
  const looked: LookedAt[] = [];
  let [sales, uncertain, special, hour] = [0, 0, 0, end];
  for (const hours of windows) {
    while (hour > end - hours && hour > 0) {
      hour -= 1;
      sales += forecast.sales[hour - forecast.from] ?? 0;
      uncertain += forecast.uncertain[hour - forecast.from] ?? 0;
      special = Math.max(special, columns.isSpecial[hour] ?? 0);
    }
    if (sales < minVolume) continue;
    const rest = whole ? restOf(model, whole, end, hours, sales) : usualRest;
    const cv2 =
      (model.counts.cv2.get(hours) ?? 0) + uncertain / sales ** 2 + special * specialCv2 + (whole ? partCv2 : 0);
    looked.push({ end, hours, sales: sales * rest.sales, cv2, rest });
  }
  return looked;
}

/** Purchases: negative binomial (Gamma-Poisson predictive) tail. */
export function lookAtPurchases({ columns, statistics }: SliceModel, { end, hours, sales, cv2 }: LookedAt): Look {
  const actual = sumOver(columns.purchases, end, hours);
  const variance = sales + cv2 * sales ** 2;
  return {
    ...{ metric: 'purchases', hours, value: sales, actual, changePercent: changeOf(actual, sales) },
    tail: (direction) =>
      direction === 'fell'
        ? statistics.negativeBinomialAtMost(actual, sales, cv2)
        : statistics.negativeBinomialAtLeast(actual, sales, cv2),
    interval: () => ({
      value: sales,
      low: statistics.gammaQuantile(0.025, sales, variance),
      high: statistics.gammaQuantile(0.975, sales, variance),
    }),
  };
}

/**
 * Revenue: log(actual/expected) over the learned robust deviation, in a Student tail for what medians leave out. No
 * revenue at all counts as half an order: how rare silence is, the purchases know better.
 */
export function lookAtRevenue(model: SliceModel, window: LookedAt, minVolume: number): Look | null {
  const { end, hours, sales, cv2, rest } = window;
  const { columns, revenue, statistics } = model;
  const noise = revenue?.noise.get(hours);
  if (!revenue || !noise) return null;
  let value = 0;
  for (let hour = end - hours; hour < end; hour += 1) value += rateAt(revenue, hour, columns.weekHour[hour] ?? 0);
  value *= rest.sales;
  if (!(value > 0 && sales >= revenueVolume * minVolume)) return null;
  const actual = sumOver(columns.revenueMinor, end, hours);
  const scale = Math.sqrt(noise.scale ** 2 * Math.max(1, noise.volume / sales) + cv2);
  const leastSeen = value / sales / 2;
  const t = Math.log(Math.max(actual, leastSeen) / value) / scale;
  const reach = () => Math.exp(statistics.studentQuantile(0.975, tailDegrees) * scale);
  return {
    ...{ metric: 'revenue', hours, value, actual, changePercent: changeOf(actual, value) },
    tail: (direction) => statistics.studentAtMost(direction === 'fell' ? t : -t, tailDegrees),
    interval: () => ({ value, low: value / reach(), high: value * reach() }),
  };
}

/**
 * Success rate: binomial tail against the learned rate. Attempts and successes are divided by how much more the rate
 * varies than coins would, and by how uncertain it is itself.
 */
export function lookAtSuccess(model: SliceModel, { end, hours, rest }: LookedAt, minVolume: number): Look | null {
  const { columns, success, statistics } = model;
  const attempts = sumOver(columns.attempts, end, hours);
  if (!success || attempts < minVolume || rest.success <= 0) return null;
  const succeeded = sumOver(columns.succeeded, end, hours);
  const { dispersion } = success;
  const rate = success.rate * rest.success;
  const error = Math.sqrt(dispersion * rate * (1 - rate) * (1 / attempts + 1 / success.attempts));
  const reach = statistics.normalQuantile(0.975) * error;
  const actual = succeeded / attempts;
  const scaled = (count: number) => count / (dispersion * (1 + attempts / success.attempts));
  return {
    ...{ metric: 'success', hours, value: rate, actual, changePercent: changeOf(actual, rate) },
    tail: (direction) =>
      direction === 'fell'
        ? statistics.binomialAtMost(scaled(succeeded), scaled(attempts), rate)
        : statistics.binomialAtMost(scaled(attempts - succeeded), scaled(attempts), 1 - rate),
    interval: () => ({ value: rate, low: Math.max(0, rate - reach), high: Math.min(1, rate + reach) }),
  };
}

function changeOf(actual: number, expected: number): number {
  return (actual / expected - 1) * 100;
}
