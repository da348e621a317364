import { Temporal } from 'temporal-polyfill';
import type { Window } from '../../domain/ports.ts';
import { instantOf } from '../../domain/time.ts';

/**
 * Half-open window from two business dates (both included) or two instants. Null where they are neither, or the window
 * would be empty.
 */
export function windowOf(from: string, to: string, zone: string): Window | null {
  const start = startOf(from, zone, 0);
  const end = startOf(to, zone, 1);
  if (start === null || end === null || start >= end) return null;
  return { from: instantOf(start), to: instantOf(end) };
}

function startOf(text: string, zone: string, plusDays: number): number | null {
  try {
    if (!/^\d{4}-\d\d-\d\d$/.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    return Temporal.PlainDate.from(text).add({ days: plusDays }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}
