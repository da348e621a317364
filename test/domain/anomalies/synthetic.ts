import { type HourPoint, type SliceSeries, total } from '../../../src/domain/anomalies/anomaly.ts';
import { dayMs, hourMs, instantOf } from '../../../src/domain/time.ts';

/** A number below 1 at each call; the same seed, the same numbers (mulberry32). */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export function poisson(random: Random, mean: number): number {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** `size` 0.5: half of the sales are lost. `provider`: attempts go on and fail; `traffic`: nobody comes. */
export type Outage = Readonly<{ from: number; until: number; size: number; kind: 'provider' | 'traffic' }>;

export type Account = Readonly<{
  series: readonly SliceSeries[];
  /** Index of the first judged hour; what lies before is history. */
  judgedFrom: number;
  outages: readonly Outage[];
  /** What would have been sold on average without outages: what a perfect test knows. */
  trueRate: readonly number[];
}>;

export type AccountOptions = Readonly<{
  salesPerHour: number;
  historyDays: number;
  judgedDays: number;
  /** Local days of one public holiday a month: −35 % to +30 %. */
  holidays: boolean;
  /** Standard deviation of a day's common luck, as a share. */
  dayNoise: number;
  outages: (random: Random, judgedFrom: number, hours: number) => readonly Outage[];
  /** How many slices by dimension. */
  slices: Readonly<Record<string, number>>;
}>;

const startMs = Date.parse('2026-05-04T00:00:00.000Z');

function rates(random: Random, { salesPerHour, holidays, dayNoise }: AccountOptions, hours: number): readonly number[] {
  const [swing, second, peak] = [between(random, 0.3, 1), between(random, -0.3, 0.3), between(random, 10, 21)];
  const byDay = Array.from(
    { length: 7 },
    (_, day) => Math.exp(0.08 * normal(random)) * (day > 4 ? between(random, 0.75, 1.2) : 1),
  );
  const perMonth = between(random, -0.2, 0.2);
  const turn = (hour: number) => (2 * Math.PI * (hour - peak)) / 24;
  const shape = (hour: number) => Math.exp(swing * Math.cos(turn(hour)) + second * Math.cos(2 * turn(hour)));
  const meanShape = Array.from({ length: 24 }, (_, hour) => shape(hour)).reduce((a, b) => a + b, 0) / 24;
  let [luck, holiday] = [0, 1];
  return Array.from({ length: hours }, (_, hour) => {
    if (hour % 24 === 0) {
      luck = 0.5 * luck + Math.sqrt(0.75) * dayNoise * normal(random);
      holiday = holidays && random() < 1 / 30 ? between(random, 0.65, 1.3) : 1;
    }
    const trend = Math.exp((perMonth * (hour - hours / 2)) / 720);
    return (
      salesPerHour *
      (shape(hour % 24) / meanShape) *
      (byDay[Math.floor(hour / 24) % 7] ?? 1) *
      trend *
      Math.exp(luck) *
      holiday
    );
  });
}

type Sums = { revenueMinor: number; purchases: number; attempts: number; succeeded: number };

function emptySums(): Sums {
  return { revenueMinor: 0, purchases: 0, attempts: 0, succeeded: 0 };
}

/** Shares of a dimension's values, which wander from week to week; the first values are the large ones. */
function wander(random: Random, shares: number[]): void {
  for (const [index, share] of shares.entries()) shares[index] = share * Math.exp(0.1 * normal(random));
}

function pick(random: Random, shares: readonly number[]): number {
  let left = random() * shares.reduce((sum, share) => sum + share, 0);
  for (const [index, share] of shares.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  return shares.length - 1;
}

/** One account, hour by hour: every attempt has an outcome, an amount, and a value in each dimension. */
export function makeAccount(seed: number, options: AccountOptions): Account {
  const random = randomOf(seed);
  const hours = (options.historyDays + options.judgedDays) * 24;
  const judgedFrom = options.historyDays * 24;
  const trueRate = rates(random, options, hours);
  const outages = options.outages(random, judgedFrom, hours);
  const success = between(random, 0.75, 0.95);
  const price = between(random, 900, 9000);
  const dimensions = Object.entries(options.slices).map(([dimension, count]) => ({
    dimension,
    shares: Array.from({ length: count }, (_, index) => 1 / (index + 1)),
    sums: Array.from({ length: count }, () => [] as Sums[]),
  }));
  const whole: Sums[] = [];
  for (let hour = 0; hour < hours; hour += 1) {
    if (hour % 168 === 0) for (const { shares } of dimensions) wander(random, shares);
    const outage = outages.find(({ from, until }) => hour >= from && hour < until);
    const [lost, failing] = outage ? (outage.kind === 'traffic' ? [outage.size, 0] : [0, outage.size]) : [0, 0];
    const sums = emptySums();
    whole.push(sums);
    for (const { sums: ofValues } of dimensions) for (const ofValue of ofValues) ofValue.push(emptySums());
    const attempts = poisson(random, ((trueRate[hour] ?? 0) / success) * (1 - lost));
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const isSold = random() < success * (1 - failing);
      const amount = isSold ? Math.round(price * Math.exp(0.6 * normal(random) - 0.18)) : 0;
      const touched = dimensions.map(({ shares, sums: ofValues }) => ofValues[pick(random, shares)]?.[hour]);
      for (const sum of [sums, ...touched]) {
        if (!sum) continue;
        sum.attempts += 1;
        sum.revenueMinor += amount;
        sum.purchases += isSold ? 1 : 0;
        sum.succeeded += isSold ? 1 : 0;
      }
    }
  }
  const series = (dimension: string, value: string, sums: readonly Sums[]): SliceSeries => ({
    slice: { dimension, value },
    points: sums.map(
      (sum, hour): HourPoint => ({ at: instantOf(startMs + hour * hourMs), weekHour: hour % 168, ...sum }),
    ),
  });
  return {
    series: [
      series(total.dimension, total.value, whole),
      ...dimensions.flatMap(({ dimension, sums }) =>
        sums.map((ofValue, index) => series(dimension, `${dimension} ${index + 1}`, ofValue)),
      ),
    ],
    judgedFrom,
    outages,
    trueRate,
  };
}

/** Outages about twelve days apart: −30 % to −100 %, one to twenty-four hours. */
export function usualOutages(random: Random, judgedFrom: number, hours: number): readonly Outage[] {
  const outages: Outage[] = [];
  const gap = () => Math.round(between(random, 6, 18) * (dayMs / hourMs));
  for (let from = gap(); from < hours - 30; from += gap()) {
    if (from < judgedFrom && random() < 0.5) continue;
    const length = Math.max(1, Math.round(Math.exp(between(random, 0, Math.log(24)))));
    outages.push({
      from,
      until: from + length,
      size: between(random, 0.3, 1),
      kind: random() < 0.5 ? 'provider' : 'traffic',
    });
  }
  return outages;
}

export function noOutages(): readonly Outage[] {
  return [];
}
