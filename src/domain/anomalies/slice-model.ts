import { type CountBaseline, countBaseline, type RevenueBaseline, revenueBaseline, trainingSpan } from './baseline.ts';
import type { Columns } from './columns.ts';
import { type SuccessBaseline, successBaseline } from './success-baseline.ts';

/** What one slice is expected to do on one day; made once a day, from hours that end a day before it. */
export type SliceModel = Readonly<{
  columns: Columns;
  counts: CountBaseline;
  revenue: RevenueBaseline | null;
  success: SuccessBaseline | null;
}>;

/** Null where history is too short (two weeks) or nothing was sold in it. `dayStart`: index of the day's first hour. */
export function learnSlice(columns: Columns, dayStart: number): SliceModel | null {
  const span = trainingSpan(dayStart);
  const counts = span && countBaseline(columns, columns.purchases, span);
  if (!span || !counts) return null;
  return { columns, counts, revenue: revenueBaseline(columns, counts), success: successBaseline(columns, span) };
}
