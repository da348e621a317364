import type { Level } from '../../domain/anomalies/anomaly.ts';
import { backtest } from '../../domain/anomalies/backtest.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { dayMs, hourMs, type Instant, instantOf, msOf, plusMs } from '../../domain/time.ts';
import { inPieces } from '../../lib/pieces.ts';
import * as statistics from '../../lib/stats.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { anomalySettings, learnDays } from './judge-sales.ts';
import { readSeries } from './series.ts';

export const mostBacktestDays = 60;
const firingsKept = 50;

export type BacktestFiring = Readonly<{
  rule: string;
  dimension: string;
  value: string;
  level: Level;
  from: Instant;
  until: Instant;
  hours: number;
  changePercent: number;
  actual: number;
  expected: number;
}>;
export type Backtest = Readonly<{
  days: number;
  slices: number;
  /** Null: there is not enough history to judge anything. */
  firstSale: Instant | null;
  count: number;
  /** The newest first. */
  firings: readonly BacktestFiring[];
}>;

/** What the rules, as they are set now, would have told, judged hour by hour with what was known at the time. */
export async function backtestAlerts(
  deps: FlowDeps,
  actor: Actor,
  days: number,
  signal?: AbortSignal,
): Promise<Result<{ backtest: Backtest }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const back = Math.min(mostBacktestDays, Math.max(1, Math.floor(days)));
  const until = instantOf(Math.floor(msOf(nowOf(deps)) / hourMs) * hourMs);
  const read = await readSeries(deps, back + learnDays, until);
  const none = { days: back, slices: 0, firstSale: null, count: 0, firings: [] };
  if (!read) return { ok: true, backtest: none };
  const { values } = deps.policy;
  const period = { from: plusMs(until, -back * dayMs), until };
  const work = backtest(read.series, period, anomalySettings(values), statistics, Math.max(1, values.alert_cooldown));
  const found = await inPieces(work, { signal });
  const firings = found
    .toSorted((a, b) => (a.from < b.from ? 1 : -1))
    .slice(0, firingsKept)
    .map(({ worst, from, until: end, hours }) => ({
      rule: worst.kind,
      ...worst.slice,
      level: worst.level,
      from,
      until: end,
      hours,
      changePercent: worst.changePercent,
      actual: worst.actual,
      expected: worst.expected.value,
    }));
  return {
    ok: true,
    backtest: { days: back, slices: read.series.length, firstSale: read.from, count: found.length, firings },
  };
}
