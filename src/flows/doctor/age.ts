import { type Said, said } from '../../domain/said.ts';
import { type Instant, minuteMs, msOf } from '../../domain/time.ts';

/** How long ago, in the largest unit that says enough. */
export function ageOf(since: Instant, now: Instant): Said {
  const minutes = Math.max(0, Math.floor((msOf(now) - msOf(since)) / minuteMs));
  if (minutes < 60) return said('minutes', { count: minutes });
  if (minutes < 48 * 60) return said('hours', { count: Math.floor(minutes / 60) });
  return said('days', { count: Math.floor(minutes / 1_440) });
}
