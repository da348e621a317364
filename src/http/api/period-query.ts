import type { Days } from '../../domain/period-words.ts';
import type { BusinessDate } from '../../domain/time.ts';
import { Problem } from '../problem.ts';
import { businessDate, currency } from './shapes.ts';

/** What every report takes: of when, and in which currency only. */
export const periodQuery = {
  date: businessDate.optional(),
  from: businessDate.optional(),
  to: businessDate.optional(),
  currency: currency.optional(),
};
type Asked = Readonly<{ date?: string | undefined; from?: string | undefined; to?: string | undefined }>;

/** A day, or two days and all between, or what is usual for the report. */
export function periodOf({ date, from, to }: Asked): Days | undefined {
  if (date !== undefined && (from ?? to) !== undefined)
    throw new Problem('invalid', { detail: 'Give date, or from and to, not both.' });
  const days = { from: date ?? from ?? to, to: date ?? to ?? from };
  return days.from === undefined ? undefined : (days as { from: BusinessDate; to: BusinessDate });
}
