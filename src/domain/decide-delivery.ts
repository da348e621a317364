import type { Outcome } from './outcomes.ts';
import type { DeliveryResult } from './ports.ts';
import { dayMs, hourMs, type Instant, minuteMs, plusMs, secondMs } from './time.ts';

/** Waits between tries that did not arrive; together more than 72 h. */
export const retryScheduleMs: readonly number[] = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** Told to come back later than this, a delivery is given up, visibly. */
export const longestWaitMs = dayMs;
/** An answer that nobody knows is tried so often before the delivery is given up. */
const unrecognisedTries = 3;
/** The code of a try in which our own code failed: nobody outside has said anything. */
export const ownError = 'own_error';
/** The code of a delivery that is set aside because it breaks or kills whoever takes it. */
export const poison = 'poison';
/** So many errors of our own make a delivery poison. */
const poisonErrors = 5;

/**
 * How a worker ended: by an error that nobody caught, or without a word, as by kill -9. The first is likely the fault of
 * what was under way, the second hardly ever: two crashes make a delivery poison, or ten silent deaths.
 */
export type Death = 'crashed' | 'silent';
export const deathWeight: Readonly<Record<Death, number>> = { crashed: 5, silent: 1 };
const poisonWeight = 10;
/** From here on it is tried alone, so that the next death says whose fault it is. */
const suspectWeight = 5;
/** Jitter is added, never taken off: a told time is never undercut. */
const jitter = 0.2;

/** 0: no try is in doubt; 1: one is, and its repeat is still to come; 2: the one repeat was made. */
export type Doubt = 0 | 1 | 2;

export type DeliveryStep = Readonly<
  { state: 'delivered' } | { state: 'waiting'; dueAt: Instant; doubt: Doubt; countsAsTry: boolean } | { state: 'dead' }
>;

export type DeliverySituation = Readonly<{
  /** Tries so far, this one included. */
  attempts: number;
  doubt: Doubt;
  /** A repeat does no harm: rows by key, edits of a known message. */
  isRepeatable: boolean;
  /** Tries so far in which our own code failed, this one included. */
  ownErrors: number;
  /** Waits between tries, where the destination has its own. */
  scheduleMs?: readonly number[] | undefined;
}>;

function jittered(ms: number, random: number): number {
  return Math.round(ms * (1 + jitter * random));
}

/**
 * What follows from one try; pure. `random` is in [0, 1). Telegram and Slack have no idempotency key, so a try whose
 * end nobody knows is repeated exactly once, marked; tries that certainly did not arrive do not use that repeat up.
 */
export function nextStep(
  result: DeliveryResult,
  at: DeliverySituation,
  env: { now: Instant; random: number },
): DeliveryStep {
  const later = (ms: number, doubt: Doubt = at.doubt, countsAsTry = true): DeliveryStep => ({
    state: 'waiting',
    dueAt: plusMs(env.now, jittered(ms, env.random)),
    doubt,
    countsAsTry,
  });
  const bySchedule = (doubt: Doubt = at.doubt): DeliveryStep => {
    const waitMs = (at.scheduleMs ?? retryScheduleMs)[at.attempts - 1];
    return waitMs === undefined ? { state: 'dead' } : later(waitMs, doubt);
  };
  switch (result.outcome) {
    case 'delivered':
      return { state: 'delivered' };
    case 'not_sent':
      return bySchedule();
    case 'told_when':
      return (result.retryAfterMs ?? 0) > longestWaitMs
        ? { state: 'dead' }
        : later(result.retryAfterMs ?? secondMs, at.doubt, false);
    case 'ambiguous':
      if (at.isRepeatable) return bySchedule();
      return at.doubt === 0 ? bySchedule(1) : { state: 'dead' };
    case 'ours':
      return { state: 'dead' };
    case 'config':
    case 'gone':
      return later(minuteMs, at.doubt, false);
    case 'unrecognised':
      if (result.code === ownError) return at.ownErrors >= poisonErrors ? { state: 'dead' } : bySchedule();
      return at.attempts >= unrecognisedTries ? { state: 'dead' } : bySchedule();
  }
}

/**
 * What becomes of a try whose worker died in it; pure. The one repeat of a new message was allowed for a reason, a
 * second is not. What may be repeated freely is, until it is poison.
 */
export function stepAfterCrash(
  at: Readonly<{ crashes: number; doubt: Doubt; isRepeatable: boolean }>,
  now: Instant,
): DeliveryStep {
  if (isPoison(at.crashes)) return { state: 'dead' };
  if (at.isRepeatable) return { state: 'waiting', dueAt: now, doubt: at.doubt, countsAsTry: false };
  return at.doubt === 0 ? { state: 'waiting', dueAt: now, doubt: 1, countsAsTry: true } : { state: 'dead' };
}

/** `crashes`: the weights of the deaths together. */
export function isPoison(crashes: number): boolean {
  return crashes >= poisonWeight;
}

export function isSuspect(crashes: number): boolean {
  return crashes >= suspectWeight;
}

/** The destination as a whole seems to be down, not just this delivery wrong. */
export function isOutage(outcome: Outcome): boolean {
  return outcome === 'not_sent' || outcome === 'ambiguous';
}

/** So many failures in a row open the breaker: one notice instead of hundreds, and one probe at a time. */
export const breakerFailures = 5;
const probeScheduleMs: readonly number[] = [5 * secondMs, 15 * secondMs, 30 * secondMs, minuteMs, 2 * minuteMs];

/** How long to wait before probe number `n` (from 1) of an open breaker. */
export function probeWaitMs(n: number): number {
  return probeScheduleMs[Math.min(n, probeScheduleMs.length) - 1] as number;
}
