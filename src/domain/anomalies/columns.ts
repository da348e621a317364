import { hourMs, msOf } from '../time.ts';
import type { HourPoint, SliceSeries } from './anomaly.ts';

/** A series as arrays by hour: a baseline reads some thousand hours of each of some sixty slices a day. */
export type Columns = Readonly<{
  startMs: number;
  length: number;
  weekHour: Uint8Array;
  isSpecial: Uint8Array;
  revenueMinor: Float64Array;
  purchases: Float64Array;
  attempts: Float64Array;
  succeeded: Float64Array;
}>;

function column(points: readonly HourPoint[], value: (point: HourPoint) => number): Float64Array {
  return Float64Array.from(points, value);
}

/** Throws a RangeError where the hours do not follow each other: a gap would shift every later hour. */
export function columnsOf({ points }: SliceSeries): Columns {
  const first = points[0];
  const startMs = first ? msOf(first.at) : 0;
  for (const [index, { at }] of points.entries()) {
    if (msOf(at) !== startMs + index * hourMs) throw new RangeError(`hours do not follow each other at ${at}`);
  }
  return {
    startMs,
    length: points.length,
    weekHour: Uint8Array.from(points, ({ weekHour }) => weekHour),
    isSpecial: Uint8Array.from(points, ({ isSpecial }) => (isSpecial ? 1 : 0)),
    revenueMinor: column(points, ({ revenueMinor }) => revenueMinor),
    purchases: column(points, ({ purchases }) => purchases),
    attempts: column(points, ({ attempts }) => attempts),
    succeeded: column(points, ({ succeeded }) => succeeded),
  };
}

/** Sum over `hours` hours that end before the hour `end`. */
export function sumOver(values: Float64Array, end: number, hours: number): number {
  let sum = 0;
  for (let hour = Math.max(0, end - hours); hour < end; hour += 1) sum += values[hour] ?? 0;
  return sum;
}
