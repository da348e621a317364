import { describe, expect, it } from 'vitest';
import {
  type Doubt,
  nextStep,
  ownError,
  probeWaitMs,
  retryScheduleMs,
  stepAfterCrash,
} from '../../src/domain/decide-delivery.ts';
import type { DeliveryResult } from '../../src/domain/ports.ts';
import { dayMs, hourMs, instantOf, minuteMs, msOf, plusMs } from '../../src/domain/time.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 12));

function failed(outcome: Exclude<DeliveryResult['outcome'], 'delivered'>, retryAfterMs?: number): DeliveryResult {
  return { outcome, code: 'x', detail: 'x', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

type At = Readonly<{ attempts?: number; doubt?: Doubt; isRepeatable?: boolean; ownErrors?: number; random?: number }>;

function stepAfter(result: DeliveryResult, at: At = {}) {
  const { attempts = 1, doubt = 0, isRepeatable = false, ownErrors = 0, random = 0 } = at;
  return nextStep(result, { attempts, doubt, isRepeatable, ownErrors }, { now, random });
}

function waits(ms: number, doubt: Doubt, countsAsTry = true) {
  return { state: 'waiting', dueAt: plusMs(now, ms), doubt, countsAsTry };
}

const dead = { state: 'dead' };
const first = retryScheduleMs[0] as number;

describe('what follows from a try', () => {
  it.each([
    ['delivered', 0, { state: 'delivered' }],
    ['delivered', 1, { state: 'delivered' }],
    ['not_sent', 0, waits(first, 0)],
    ['not_sent', 1, waits(first, 1)],
    ['ambiguous', 0, waits(first, 1)],
    ['ambiguous', 1, dead],
    ['ambiguous', 2, dead],
    ['ours', 0, dead],
    ['ours', 1, dead],
    ['config', 0, waits(minuteMs, 0, false)],
    ['config', 1, waits(minuteMs, 1, false)],
    ['gone', 0, waits(minuteMs, 0, false)],
    ['unrecognised', 0, waits(first, 0)],
    ['unrecognised', 1, waits(first, 1)],
  ] as const)('%s with doubt %i', (outcome, doubt, step) => {
    const result: DeliveryResult =
      outcome === 'delivered' ? { outcome, remoteId: null, shownHash: null } : failed(outcome);
    expect(stepAfter(result, { doubt })).toEqual(step);
  });

  it('is a wait of exactly the told time at least, which is no try', () => {
    expect(stepAfter(failed('told_when', 3_000))).toEqual(waits(3_000, 0, false));
  });

  it('is the end where the told time is more than a day', () => {
    expect(stepAfter(failed('told_when', dayMs + 1))).toEqual(dead);
  });

  it('is another try by the schedule where a repeat does no harm, however often nobody knows', () => {
    expect(stepAfter(failed('ambiguous'), { isRepeatable: true, doubt: 1 })).toEqual(waits(first, 1));
  });

  it('is the end at the third answer that nobody knows', () => {
    expect([
      stepAfter(failed('unrecognised'), { attempts: 2 }).state,
      stepAfter(failed('unrecognised'), { attempts: 3 }).state,
    ]).toEqual(['waiting', 'dead']);
  });

  it('is the end at the fifth error of our own, whatever else was tried', () => {
    const broken: DeliveryResult = { outcome: 'unrecognised', code: ownError, detail: 'x' };
    const states = [4, 5].map((ownErrors) => stepAfter(broken, { attempts: 6, ownErrors }).state);
    expect(states).toEqual(['waiting', 'dead']);
  });

  it('is the end when the schedule is over, and not before', () => {
    const states = [retryScheduleMs.length, retryScheduleMs.length + 1].map(
      (attempts) => stepAfter(failed('not_sent'), { attempts }).state,
    );
    expect(states).toEqual(['waiting', 'dead']);
  });

  it.each([
    [0, 1],
    [0.5, 1.1],
    [0.999, 1.2],
  ])('waits, with chance at %d, %d times the schedule', (random, factor) => {
    const step = stepAfter(failed('not_sent'), { random });
    const waitedMs = step.state === 'waiting' ? msOf(step.dueAt) - msOf(now) : 0;
    expect(waitedMs / first).toBeCloseTo(factor, 2);
  });
});

describe('a death of the worker', () => {
  const stepFor = (at: { crashes: number; doubt: Doubt; isRepeatable: boolean }) => stepAfterCrash(at, now).state;

  it('is repeated once, and the second is the end, even where a repeat does no harm', () => {
    const crashes = [1, 5, 9, 10];
    expect(crashes.map((n) => stepFor({ crashes: n, doubt: 0, isRepeatable: true }))).toEqual([
      'waiting',
      'waiting',
      'waiting',
      'dead',
    ]);
    expect(crashes.map((n) => stepFor({ crashes: n, doubt: 0, isRepeatable: false }))).toEqual([
      'waiting',
      'waiting',
      'waiting',
      'dead',
    ]);
  });

  it('in the one repeat of a new message is the end', () => {
    expect(stepFor({ crashes: 1, doubt: 1, isRepeatable: false })).toBe('dead');
  });
});

describe('the schedules', () => {
  it('of tries reaches over more than 72 hours and never shrinks', () => {
    expect(retryScheduleMs.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(72 * hourMs);
    expect([...retryScheduleMs].sort((a, b) => a - b)).toEqual(retryScheduleMs);
  });

  it('of probes stays at two minutes in the end', () => {
    expect([probeWaitMs(1), probeWaitMs(5), probeWaitMs(500)]).toEqual([5_000, 120_000, 120_000]);
  });
});
