import { describe, expect, test } from 'vitest';
import { gapProbability, judgeCompleteness, judgeSilence } from '../../../src/domain/anomalies/silence.ts';
import { instantOf, minuteMs } from '../../../src/domain/time.ts';
import * as statistics from '../../../src/lib/stats.ts';
import { randomOf } from './synthetic.ts';

const now = instantOf(Date.parse('2026-11-20T12:00:00Z'));
const ago = (minutes: number) => instantOf(Date.parse(now) - minutes * minuteMs);
const random = randomOf(3);
/** Ten minutes on average, exponential. */
const gaps = Array.from({ length: 600 }, () => -10 * minuteMs * Math.log(1 - random()));

describe('silence', () => {
  test('of exponential pauses is as likely as it truly is', () => {
    for (const minutes of [20, 40, 60, 90]) {
      const known = Math.exp(-minutes / 10);
      const ratio = gapProbability(minutes * minuteMs, gaps, statistics) / known;
      expect(Math.abs(Math.log(ratio))).toBeLessThan(0.3 * (minutes / 10) * 0.5 + 0.4);
    }
  });

  test('is told when so long a pause comes less often than the owner puts up with', () => {
    const facts = { now, pastGapsMs: gaps, gapsPerMonth: 4320 };
    expect(judgeSilence({ ...facts, lastAt: ago(45) }, 0.5, statistics)).toBeNull();
    expect(judgeSilence({ ...facts, lastAt: ago(150) }, 0.5, statistics)).toMatchObject({
      kind: 'silence',
      silentMs: 150 * minuteMs,
    });
    expect(judgeSilence({ ...facts, lastAt: ago(600) }, 0.5, statistics)?.level).toBe('critical');
  });

  test('is never told from fewer than thirty pauses', () => {
    expect(
      judgeSilence({ now, lastAt: ago(9999), pastGapsMs: gaps.slice(0, 29), gapsPerMonth: 30 }, 0.5, statistics),
    ).toBeNull();
  });
});

describe('completeness', () => {
  const pastLagsMs = Array.from({ length: 200 }, (_, index) => (4 + (index % 3)) * minuteMs);

  test('a usual lag bounds what is judged', () => {
    const completeUntil = ago(12);
    expect(judgeCompleteness({ now, completeUntil, pastLagsMs }, statistics)).toEqual({
      state: 'complete',
      judgeUntil: completeUntil,
    });
  });

  test('an unusual lag is a sync that stands, and nothing is judged', () => {
    const judged = judgeCompleteness({ now, completeUntil: ago(60), pastLagsMs }, statistics);
    expect(judged).toMatchObject({
      state: 'stalled',
      stalled: { kind: 'sync_stalled', firstStep: 'check_sync', level: 'warning' },
    });
    expect(judgeCompleteness({ now, completeUntil: ago(600), pastLagsMs }, statistics)).toMatchObject({
      stalled: { level: 'critical' },
    });
  });

  test('where sweeps are rare, an hour is no stall', () => {
    const rare = pastLagsMs.map(() => 60 * minuteMs);
    expect(judgeCompleteness({ now, completeUntil: ago(100), pastLagsMs: rare }, statistics).state).toBe('complete');
  });
});
