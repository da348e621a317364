import type { Statistics } from './statistics.ts';

/** Hours of a local week. */
export const weekHours = 168;
const dayHours = 24;
/** An hour of the week is averaged with its neighbours where it has fewer sales than this: its median would be 0. */
const smoothBelow = 10;

/** The hours `from` (included) to `until` (excluded) of a series, by index. */
export type Span = Readonly<{ from: number; until: number }>;

/**
 * What the variance of counts has beyond Poisson, as squared coefficient of variation of the rate behind them, by
 * moments: Σ((x−e)²−e) / Σe². Never negative.
 */
export function excessVariance(pairs: Iterable<readonly [observed: number, expected: number]>): number {
  let excess = 0;
  let weight = 0;
  for (const [observed, expected] of pairs) {
    excess += (observed - expected) ** 2 - expected;
    weight += expected * expected;
  }
  return weight > 0 ? Math.max(0, excess / weight) : 0;
}

/** Mean per hour over the seven days around each day, so that every level holds each day of the week once. */
export function levelsByHour(values: Float64Array, { from, until }: Span): Float64Array {
  const levels = new Float64Array(values.length);
  const days = Math.floor((until - from) / dayHours);
  const first = until - days * dayHours;
  const daySums = Array.from({ length: days }, (_, day) => {
    const start = first + day * dayHours;
    return values.subarray(start, start + dayHours).reduce((sum, value) => sum + value, 0);
  });
  for (let day = 0; day < days; day += 1) {
    const start = Math.max(0, Math.min(day - 3, days - 7));
    const week = daySums.slice(start, start + 7);
    const level = week.reduce((sum, value) => sum + value, 0) / (week.length * dayHours);
    levels.fill(level, first + day * dayHours, first + (day + 1) * dayHours);
  }
  levels.fill(levels[first] ?? 0, from, first);
  return levels;
}

type Cells = Readonly<{ observed: Float64Array; exposure: Float64Array }>;

function cellsOf(values: Float64Array, levels: Float64Array, weekHour: Uint8Array, span: Span): Cells {
  const observed = new Float64Array(weekHours);
  const exposure = new Float64Array(weekHours);
  for (let hour = span.from; hour < span.until; hour += 1) {
    const cell = weekHour[hour] ?? 0;
    observed[cell] = (observed[cell] ?? 0) + (values[hour] ?? 0);
    exposure[cell] = (exposure[cell] ?? 0) + (levels[hour] ?? 0);
  }
  return { observed, exposure };
}

/** Ratio of observed to exposure, by hour of day or by day of week. */
function ratios(cells: Cells, groups: number, groupOf: (cell: number) => number): Float64Array {
  const observed = new Float64Array(groups);
  const exposure = new Float64Array(groups);
  for (let cell = 0; cell < weekHours; cell += 1) {
    const group = groupOf(cell);
    observed[group] = (observed[group] ?? 0) + (cells.observed[cell] ?? 0);
    exposure[group] = (exposure[group] ?? 0) + (cells.exposure[cell] ?? 0);
  }
  return observed.map((sum, group) => ((sum + 0.5) / ((exposure[group] ?? 0) + 0.5)) as number);
}

/** By hour of the week: rate relative to the level of its week, and how uncertain it is (squared share of it). */
export type MeanProfile = Readonly<{ profile: Float64Array; uncertainty: Float64Array }>;

/**
 * Few weeks tell little about one hour of the week, so each is drawn towards day-of-week × hour-of-day by as much as
 * the data say (Gamma-Poisson empirical Bayes).
 */
export function meanProfile(values: Float64Array, levels: Float64Array, weekHour: Uint8Array, span: Span): MeanProfile {
  const cells = cellsOf(values, levels, weekHour, span);
  const byHour = ratios(cells, dayHours, (cell) => cell % dayHours);
  const byDay = ratios(cells, 7, (cell) => Math.floor(cell / dayHours));
  const usual = (cell: number) => (byHour[cell % dayHours] ?? 1) * (byDay[Math.floor(cell / dayHours)] ?? 1);
  const expected = cells.exposure.map((exposure, cell) => exposure * usual(cell));
  const spread = Math.max(
    0.002,
    excessVariance(Array.from(expected, (e, cell) => [cells.observed[cell] ?? 0, e] as const)),
  );
  const weight = expected.map((e) => e + 1 / spread);
  return {
    profile: cells.observed.map((observed, cell) => (usual(cell) * (observed + 1 / spread)) / (weight[cell] ?? 1)),
    uncertainty: weight.map((cellWeight) => 1 / cellWeight),
  };
}

/**
 * Median over the weeks, on the log scale, of each hour of the week relative to its week's level: one odd week, however
 * odd, moves nothing. `volume` is what an hour usually sells, in sales.
 */
export function logMedianProfile(
  values: Float64Array,
  levels: Float64Array,
  weekHour: Uint8Array,
  span: Span & { volume: number },
  { medianOf }: Statistics,
): Float64Array {
  const reach = span.volume < smoothBelow ? 1 : 0;
  const logs: number[][] = Array.from({ length: weekHours }, () => []);
  for (let hour = span.from + reach; hour < span.until - reach; hour += 1) {
    let sum = 0;
    for (let near = hour - reach; near <= hour + reach; near += 1) sum += values[near] ?? 0;
    const level = (levels[hour] ?? 0) * (2 * reach + 1);
    if (level > 0) logs[weekHour[hour] ?? 0]?.push(Math.log(sum / level + 0.02));
  }
  return Float64Array.from(logs, (cell) => (cell.length === 0 ? 1 : Math.max(0, Math.exp(medianOf(cell)) - 0.02)));
}
