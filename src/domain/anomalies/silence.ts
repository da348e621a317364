import { type Instant, msOf } from '../time.ts';
import type { FirstStep, Level } from './anomaly.ts';
import type { Statistics } from './statistics.ts';

type Quantiles = Pick<Statistics, 'quantileOf'>;

/** Too few pauses say nothing about the longest usual one. */
const fewestGaps = 30;
const tailShare = 0.1;

/**
 * How likely a pause of at least `gapMs` is, learned from past pauses: their own share where there are such long ones,
 * beyond that an exponential tail through the longest tenth (peaks over threshold; Pickands 1975 with shape 0). 1 where
 * fewer than thirty pauses are known.
 */
export function gapProbability(gapMs: number, pastGapsMs: readonly number[], { quantileOf }: Quantiles): number {
  if (pastGapsMs.length < fewestGaps) return 1;
  const threshold = quantileOf(pastGapsMs, 1 - tailShare);
  if (gapMs <= threshold)
    return Math.max(tailShare, pastGapsMs.filter((past) => past >= gapMs).length / pastGapsMs.length);
  const beyond = pastGapsMs.filter((past) => past > threshold).map((past) => past - threshold);
  const mean = beyond.reduce((sum, excess) => sum + excess, 0) / Math.max(1, beyond.length);
  return mean > 0 ? tailShare * Math.exp(-(gapMs - threshold) / mean) : 0;
}

export type Silence = Readonly<{
  kind: 'silence';
  lastAt: Instant;
  silentMs: number;
  /** The pause that comes once in a hundred. */
  usualMs: number;
  p: number;
  level: Level;
  firstStep: FirstStep;
}>;

/**
 * Data of one kind (purchases, webhooks of a provider, sweeps) that has stopped. Pauses are to be of like hours (a night
 * is quieter than a day): the caller passes those that began in a like hour of the day, or pauses counted in expected
 * purchases instead of milliseconds, which makes all hours alike (time rescaling). Null while the silence is usual.
 * `falseAlarmsPerMonth` and how many pauses a month has make the bound.
 */
export function judgeSilence(
  facts: Readonly<{ now: Instant; lastAt: Instant; pastGapsMs: readonly number[]; gapsPerMonth: number }>,
  falseAlarmsPerMonth: number,
  statistics: Quantiles,
): Silence | null {
  const silentMs = msOf(facts.now) - msOf(facts.lastAt);
  const p = gapProbability(silentMs, facts.pastGapsMs, statistics);
  const bound = falseAlarmsPerMonth / Math.max(1, facts.gapsPerMonth);
  if (p > bound) return null;
  const level = p < bound / 1000 ? 'critical' : 'warning';
  const usualMs = statistics.quantileOf(facts.pastGapsMs, 0.99);
  return { kind: 'silence', lastAt: facts.lastAt, silentMs, usualMs, p, level, firstStep: 'check_webhooks' };
}

export type SyncStalled = Readonly<{
  kind: 'sync_stalled';
  completeUntil: Instant;
  lagMs: number;
  usualLagMs: number;
  level: Level;
  firstStep: FirstStep;
}>;

export type Completeness =
  | Readonly<{ state: 'complete'; judgeUntil: Instant }>
  | Readonly<{ state: 'stalled'; stalled: SyncStalled }>;

/** Three sweeps missed in a row, whatever was learned. */
const leastStallMs = 15 * 60_000;

/**
 * The gate before all other judgements: hours after `completeUntil` are never judged, and where the data lag far more
 * than they use to, the alarm is that the sync stands, not that sales fell. `pastLagsMs`: recent lags, one a sweep.
 */
export function judgeCompleteness(
  facts: Readonly<{ now: Instant; completeUntil: Instant; pastLagsMs: readonly number[] }>,
  { quantileOf }: Quantiles,
): Completeness {
  const lagMs = Math.max(0, msOf(facts.now) - msOf(facts.completeUntil));
  const usualLagMs = quantileOf(facts.pastLagsMs, 0.99);
  const bound = Math.max(leastStallMs, 3 * usualLagMs);
  if (lagMs <= bound) return { state: 'complete', judgeUntil: facts.completeUntil };
  const level = lagMs > 4 * bound ? 'critical' : 'warning';
  const { completeUntil } = facts;
  return {
    state: 'stalled',
    stalled: { kind: 'sync_stalled', completeUntil, lagMs, usualLagMs, level, firstStep: 'check_sync' },
  };
}
