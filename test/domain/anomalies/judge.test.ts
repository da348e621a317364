import { describe, expect, test } from 'vitest';
import {
  type AnomalySettings,
  defaultSettings,
  type HourPoint,
  type SliceSeries,
  total,
} from '../../../src/domain/anomalies/anomaly.ts';
import { type JudgedHour, judgeHours } from '../../../src/domain/anomalies/backtest.ts';
import { hourMs, instantOf } from '../../../src/domain/time.ts';
import * as statistics from '../../../src/lib/stats.ts';
import { makeAccount, type Outage } from './synthetic.ts';

const historyDays = 58;
const start = historyDays * 24;
const options = {
  historyDays,
  judgedDays: 4,
  holidays: false,
  dayNoise: 0.02,
  salesPerHour: 30,
  slices: { country: 3 },
};

function account(outages: readonly Outage[]): readonly SliceSeries[] {
  return makeAccount(5, { ...options, outages: () => outages }).series;
}

function judge(
  series: readonly SliceSeries[],
  from: number,
  until: number,
  settings: AnomalySettings = defaultSettings,
) {
  const at = (hour: number) => instantOf(Date.parse(series[0]?.points[0]?.at ?? '') + hour * hourMs);
  const hours = [...judgeHours(series, { from: at(from), until: at(until) }, settings, statistics)];
  return hours.filter((hour): hour is JudgedHour => hour !== undefined);
}

function anomalies(hours: readonly JudgedHour[]) {
  return hours.flatMap((hour) => hour.anomalies);
}

function changed(series: SliceSeries, from: number, change: (point: HourPoint) => Partial<HourPoint>): SliceSeries {
  return {
    ...series,
    points: series.points.map((point, hour) => (hour >= from ? { ...point, ...change(point) } : point)),
  };
}

const outage: Outage = { from: start + 36, until: start + 44, size: 0.9, kind: 'provider' };

describe('an outage', () => {
  const found = anomalies(judge(account([outage]), start, start + 96));

  test('is told as what it is, with the interval left and the first step', () => {
    const [first] = found;
    expect(first).toMatchObject({ kind: 'success_fell', slice: total, firstStep: 'check_provider', level: 'critical' });
    expect(first?.actual).toBeLessThan(first?.expected.low ?? 0);
    expect(first?.also).toContain('purchases_fell');
    expect(first?.changePercent).toBeLessThan(-50);
  });

  test('is told once for its cause: no slice of it beside the total', () => {
    expect(found.filter(({ slice }) => slice.dimension !== 'total')).toEqual([]);
  });

  test('is not told before it begins, nor long after it ends', () => {
    const told = judge(account([outage]), start, start + 96).filter((hour) => hour.anomalies.length > 0);
    const hours = told.map(({ hourStart }) => Date.parse(hourStart));
    const zero = Date.parse(account([])[0]?.points[0]?.at ?? '');
    expect(Math.min(...hours)).toBe(zero + outage.from * hourMs);
    expect(Math.max(...hours)).toBeLessThan(zero + (outage.until + 3) * hourMs);
  });

  test('of visitors is traffic, not the provider', () => {
    const [first] = anomalies(judge(account([{ ...outage, kind: 'traffic' }]), start, start + 48));
    expect(first).toMatchObject({ kind: 'purchases_fell', firstStep: 'check_traffic' });
  });
});

describe('what is not judged', () => {
  test('hours after the bound of completeness, whatever is missing in them', () => {
    const silent = account([]).map((series) =>
      changed(series, start + 30, () => ({ revenueMinor: 0, purchases: 0, attempts: 0, succeeded: 0 })),
    );
    expect(anomalies(judge(silent, start, start + 30))).toEqual([]);
    expect(anomalies(judge(silent, start, start + 34)).length).toBeGreaterThan(0);
  });

  test('a shop too small to be judged, and a history too short', () => {
    const small = makeAccount(6, { ...options, salesPerHour: 0.1, outages: () => [outage] }).series;
    expect(anomalies(judge(small, start, start + 96))).toEqual([]);
    const young = account([outage]).map((series) => ({ ...series, points: series.points.slice(start - 240) }));
    expect(anomalies(judge(young, 240, 336))).toEqual([]);
  });

  test('a drop smaller than what is to be told', () => {
    const settings = { ...defaultSettings, minDropPercent: { revenue: 99, purchases: 99, success: 99 } };
    expect(anomalies(judge(account([outage]), start, start + 96, settings))).toEqual([]);
  });

  test('a rise, unless it is asked for', () => {
    const rising = account([]).map((series) =>
      changed(series, start + 40, (point) => ({
        purchases: point.purchases * 3,
        attempts: point.attempts * 3,
        succeeded: point.succeeded * 3,
      })),
    );
    expect(anomalies(judge(rising, start, start + 48))).toEqual([]);
    const asked = anomalies(judge(rising, start, start + 48, { ...defaultSettings, direction: 'rose' }));
    expect(asked[0]).toMatchObject({ kind: 'purchases_rose', level: 'info', firstStep: 'confirm_promotion' });
  });

  test('a milder drop on a day known to be special', () => {
    const quiet = account([]).map((series) =>
      changed(series, start + 24, (point) => ({
        purchases: Math.round(point.purchases * 0.6),
        revenueMinor: Math.round(point.revenueMinor * 0.6),
        attempts: Math.round(point.attempts * 0.6),
        succeeded: Math.round(point.succeeded * 0.6),
      })),
    );
    const special = quiet.map((series) => changed(series, start + 24, () => ({ isSpecial: true })));
    expect(anomalies(judge(quiet, start, start + 48)).length).toBeGreaterThan(0);
    expect(anomalies(judge(special, start, start + 48))).toEqual([]);
  });
});

test('one country that falls alone is told as that country', () => {
  const [whole, large, ...others] = account([]);
  if (!whole || !large) throw new Error('no series');
  const small = others.at(-1);
  if (!small) throw new Error('no small country');
  const fallen = changed(small, start + 24, () => ({ revenueMinor: 0, purchases: 0, attempts: 0, succeeded: 0 }));
  const rest = {
    ...whole,
    points: whole.points.map((point, hour) =>
      hour < start + 24 ? point : { ...point, purchases: point.purchases - (small.points[hour]?.purchases ?? 0) },
    ),
  };
  const found = anomalies(judge([rest, large, ...others.slice(0, -1), fallen], start, start + 72));
  expect(new Set(found.map(({ slice }) => slice.value))).toEqual(new Set([small.slice.value]));
  expect(found[0]).toMatchObject({ kind: 'purchases_fell', firstStep: 'check_slice' });
});

test('judging the newest hour alone says what the backtest says of it', () => {
  const series = account([outage]);
  const newest = outage.from + 3;
  const live = judge(series, newest, newest + 1);
  const told = judge(series, start, newest + 1).at(-1);
  expect(live).toEqual([told]);
  expect(live[0]?.anomalies.length).toBeGreaterThan(0);
});

test('hours that do not follow each other are refused', () => {
  const [whole] = account([]);
  const broken = { slice: total, points: whole?.points.toSpliced(100, 1) ?? [] };
  expect(() => judge([broken], start, start + 1)).toThrow('hours do not follow each other');
});
