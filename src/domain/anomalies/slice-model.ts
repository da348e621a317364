import {
  type CountBaseline,
  countBaseline,
  type RevenueBaseline,
  rateAt,
  revenueBaseline,
  trainingSpan,
} from './baseline.ts';
import type { Columns } from './columns.ts';
import type { Statistics } from './statistics.ts';
import { type SuccessBaseline, successBaseline } from './success-baseline.ts';

/** What one slice is expected to do on one day; made once a day, from hours that end a day before it. */
export type SliceModel = Readonly<{
  columns: Columns;
  statistics: Statistics;
  counts: CountBaseline;
  forecast: Forecast;
  revenue: RevenueBaseline | null;
  success: SuccessBaseline | null;
}>;

/** Expected sales by hour, from a day before the judged day to its end, and their uncertainty (squared sales). */
export type Forecast = Readonly<{ from: number; sales: Float64Array; uncertain: Float64Array }>;

const dayHours = 24;

function forecastOf({ weekHour }: Columns, counts: CountBaseline, dayStart: number): Forecast {
  const from = dayStart - dayHours;
  const cells = Array.from({ length: 2 * dayHours }, (_, index) => weekHour[from + index] ?? 0);
  const sales = Float64Array.from(cells, (cell, index) => rateAt(counts, from + index, cell));
  return {
    from,
    sales,
    uncertain: sales.map((rate, index) => rate ** 2 * (counts.uncertainty[cells[index] ?? 0] ?? 0)),
  };
}

/** Null where history is too short (two weeks) or nothing was sold in it. `dayStart`: index of the day's first hour. */
export function learnSlice(columns: Columns, dayStart: number, statistics: Statistics): SliceModel | null {
  const span = trainingSpan(dayStart);
  const counts = span && countBaseline(columns, columns.purchases, span, statistics);
  if (!span || !counts) return null;
  return {
    ...{ columns, statistics, counts, forecast: forecastOf(columns, counts, dayStart) },
    revenue: revenueBaseline(columns, counts, statistics),
    success: successBaseline(columns, span, statistics),
  };
}
