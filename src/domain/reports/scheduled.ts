import { type Days, firstOf } from '../period-words.ts';
import type { Instant } from '../time.ts';
import { businessDateOf, plusDays, type Zone } from '../zone.ts';
import type { ScheduledKind } from './report.ts';

/**
 * The days that a scheduled report is about, by its slot's own time, so that one made late is still about the same days:
 * the morning's is of the day before, the week's and the month's of the last whole one, the others of the day so far or
 * of the seven days before.
 */
export function scheduledDays(kind: ScheduledKind, dueAt: Instant, zone: Zone): Days {
  const date = businessDateOf(dueAt, zone);
  const yesterday = plusDays(date, -1);
  switch (kind) {
    case 'geo':
    case 'creatives':
      return { from: date, to: date };
    case 'daily':
      return { from: yesterday, to: yesterday };
    case 'campaigns':
    case 'weekly':
      return { from: plusDays(date, -7), to: yesterday };
    case 'monthly': {
      const lastOfBefore = plusDays(firstOf(date), -1);
      return { from: firstOf(lastOfBefore), to: lastOfBefore };
    }
  }
}
