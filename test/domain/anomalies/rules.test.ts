import { describe, expect, test } from 'vitest';
import { newCountries, revenueDrop, successDrop, surge, targetProgress } from '../../../src/domain/anomalies/rules.ts';
import * as statistics from '../../../src/lib/stats.ts';

describe('the plain rules', () => {
  test('revenue: from 30 % on, never below the least volume, critical from 80 %', () => {
    expect(revenueDrop({ actualMinor: 70_00, beforeMinor: 100_00, purchases: 50 })).toMatchObject({ level: 'warning' });
    expect(revenueDrop({ actualMinor: 70_01, beforeMinor: 100_00, purchases: 50 })).toBeNull();
    expect(revenueDrop({ actualMinor: 0, beforeMinor: 100_00, purchases: 19 })).toBeNull();
    expect(revenueDrop({ actualMinor: 20_00, beforeMinor: 100_00, purchases: 50 })).toMatchObject({
      level: 'critical',
    });
    expect(revenueDrop({ actualMinor: 0, beforeMinor: 0, purchases: 50 })).toBeNull();
  });

  test('success: 90 % to 72 % is a drop of 20 %', () => {
    const before = { attempts: 100, succeeded: 90 };
    expect(successDrop({ attempts: 100, succeeded: 72 }, before)?.dropPercent).toBeCloseTo(20, 8);
    expect(successDrop({ attempts: 100, succeeded: 73 }, before)).toBeNull();
    expect(successDrop({ attempts: 29, succeeded: 0 }, before)).toBeNull();
  });

  test('a country is new with five purchases and none before', () => {
    const now = new Map([
      ['BR', 5],
      ['US', 90],
      ['PT', 4],
      ['ID', 7],
    ]);
    expect(newCountries(now, new Set(['US'])).map(({ country }) => country)).toEqual(['ID', 'BR']);
  });
});

describe('a surge', () => {
  const calm = [1, 0, 2, 1, 1, 0, 3, 1, 2, 0, 1, 1, 0, 2, 1];

  test('is far more than the days before, and no small number', () => {
    expect(surge('refunds', 9, calm, statistics)).toMatchObject({
      kind: 'refunds_surge',
      firstStep: 'read_refund_reasons',
    });
    expect(
      surge(
        'refunds',
        4,
        calm.map(() => 0),
        statistics,
      ),
    ).toBeNull();
    expect(surge('refunds', 5, calm, statistics)).toBeNull();
    expect(
      surge(
        'disputes',
        3,
        calm.map(() => 0),
        statistics,
      ),
    ).toMatchObject({ level: 'critical', firstStep: 'answer_disputes' });
  });

  test('is not told where days like that are usual, or few days are known', () => {
    expect(
      surge(
        'double_charges',
        9,
        calm.map((count) => count + 6),
        statistics,
      ),
    ).toBeNull();
    expect(surge('refunds', 50, calm.slice(0, 13), statistics)).toBeNull();
  });
});

describe('progress towards a target', () => {
  const facts = { netMinor: 760_00, targetMinor: 1000_00, shareOfPeriod: 0.5, toldPercent: 50 };

  test('tells the highest step newly reached, once', () => {
    expect(targetProgress(facts)).toEqual({ percent: 76, reached: 75, forecastMinor: 1520_00 });
    expect(targetProgress({ ...facts, toldPercent: 75 }).reached).toBeNull();
    expect(targetProgress({ ...facts, netMinor: 1300_00 }).reached).toBe(125);
  });

  test('forecasts nothing from the first tenth of the period, and knows no target of 0', () => {
    expect(targetProgress({ ...facts, shareOfPeriod: 0.09 }).forecastMinor).toBeNull();
    expect(targetProgress({ ...facts, targetMinor: 0 })).toMatchObject({ percent: 0, reached: null });
  });
});
