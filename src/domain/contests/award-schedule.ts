import { dayMs, hourMs, type Instant, minuteMs, plusMs } from '../time.ts';

/** Tickets that could not be entered are tried again after so long; the last for ever: nothing owed is given up. */
const waitsMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs] as const;

/** `attempts`: those that failed, from 1. */
export function nextAwardTry(attempts: number, now: Instant): Instant {
  return plusMs(now, waitsMs[Math.min(Math.max(1, attempts), waitsMs.length) - 1] ?? dayMs);
}
