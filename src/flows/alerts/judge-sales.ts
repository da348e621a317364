import type { AlertFinding, Cause } from '../../domain/alerts/finding.ts';
import { isRuleName } from '../../domain/alerts/rule.ts';
import {
  type Anomaly,
  type AnomalySettings,
  defaultSettings,
  type SliceSeries,
} from '../../domain/anomalies/anomaly.ts';
import { judgeHours } from '../../domain/anomalies/backtest.ts';
import { type DimensionChange, explainChange } from '../../domain/anomalies/explain-change.ts';
import type { Slice } from '../../domain/metrics/tally.ts';
import type { Window } from '../../domain/ports.ts';
import type { SettingValues } from '../../domain/settings.ts';
import { hourMs, type Instant, instantOf, msOf, plusMs } from '../../domain/time.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { inPieces } from '../../lib/pieces.ts';
import * as statistics from '../../lib/stats.ts';
import type { FlowDeps } from '../deps.ts';
import { measure } from '../metrics/measure.ts';
import { oneCurrency, partDimensions, readSeries, type Series } from './series.ts';

/** Eight weeks to learn from, a day in between, and what is judged. */
export const learnDays = 58;
const week = 7 * 24 * hourMs;
const weeksCompared = 4;
/** After a pause hours further back are not judged any more: nobody can do anything about them. */
const judgedBackMs = 24 * hourMs;
/** More than all of it never falls: the rule is off. */
const never = 101;

/** The engine's, with what was set in the chat. */
export function anomalySettings({ alert_revenue_drop, alert_success_drop }: SettingValues): AnomalySettings {
  const sales = alert_revenue_drop || never;
  return {
    ...defaultSettings,
    minDropPercent: { revenue: sales, purchases: sales, success: alert_success_drop || never },
  };
}

const units = { revenue: 'money', purchases: 'count', success: 'share' } as const;

function metricOf({ kind }: Anomaly): keyof typeof units {
  return kind.slice(0, kind.indexOf('_')) as keyof typeof units;
}

function revenueIn(series: SliceSeries, from: Instant, to: Instant): number {
  return series.points.reduce((sum, { at, revenueMinor }) => (at >= from && at < to ? sum + revenueMinor : sum), 0);
}

/** The same hours of the weeks before, on the average: what money it is about. */
function revenueOf(series: SliceSeries | undefined, { from, to }: Window): AlertFinding['revenue'] {
  const first = series?.points[0]?.at;
  if (!series || first === undefined) return null;
  const before = Array.from({ length: weeksCompared }, (_, index) => -(index + 1) * week).filter(
    (shift) => plusMs(from, shift) >= first,
  );
  if (before.length === 0) return null;
  const sum = before.reduce((all, shift) => all + revenueIn(series, plusMs(from, shift), plusMs(to, shift)), 0);
  return { actualMinor: revenueIn(series, from, to), expectedMinor: Math.round(sum / before.length) };
}

function sumsBy(slices: readonly Slice[], amountOf: (slice: Slice) => number): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const slice of slices) {
    const key = `${slice.dimension}\n${slice.value}`;
    sums.set(key, (sums.get(key) ?? 0) + amountOf(slice));
  }
  return sums;
}

/** Which values explain it, in money, against the same hours of the weeks before. */
async function causesOf(deps: FlowDeps, { from, to }: Window): Promise<readonly Cause[]> {
  const read = (window: Window) => measure(deps, { window, dimensions: ['total', ...partDimensions] });
  const now = await read({ from, to });
  const before: Slice[] = [];
  for (let weeks = 1; weeks <= weeksCompared; weeks += 1)
    before.push(...(await read({ from: plusMs(from, -weeks * week), to: plusMs(to, -weeks * week) })));
  const money = await oneCurrency(deps, before, businessDateOf(to, deps.policy.zone));
  const amountOf = ({ currency, measures }: Slice) => money.amountOf(currency, measures.grossMinor);
  const [actual, expected] = [sumsBy(now, amountOf), sumsBy(before, amountOf)];
  const keys = [...new Set([...actual.keys(), ...expected.keys()])];
  const changes = partDimensions.map((dimension): DimensionChange => {
    const own = keys.filter((key) => key.startsWith(`${dimension}\n`));
    const values = own.map((key) => ({
      value: key.slice(dimension.length + 1),
      actualMinor: actual.get(key) ?? 0,
      expectedMinor: (expected.get(key) ?? 0) / weeksCompared,
    }));
    return { dimension, values };
  });
  return explainChange(changes, 2).flatMap(({ dimension, values }) =>
    values.map(({ value, changeMinor, explains }) => ({
      dimension,
      value,
      changeMinor: Math.round(changeMinor),
      share: explains,
    })),
  );
}

async function findingOf(deps: FlowDeps, anomaly: Anomaly, { series, currency }: Series): Promise<AlertFinding | null> {
  const { kind, slice, window, actual, expected, changePercent, level, firstStep } = anomaly;
  if (!isRuleName(kind)) return null;
  const own = series.find((one) => one.slice.dimension === slice.dimension && one.slice.value === slice.value);
  return {
    rule: kind,
    slice,
    level,
    period: null,
    zone: deps.policy.zone.name,
    since: window.from,
    until: window.to,
    unit: units[metricOf(anomaly)],
    actual,
    expected,
    changePercent,
    currency,
    revenue: revenueOf(own, window),
    causes: slice.dimension === 'total' ? await causesOf(deps, window) : [],
    forecastMinor: null,
    firstStep,
  };
}

export type SalesJudged = Readonly<{
  findings: readonly AlertFinding[];
  /** The end of the newest hour that was judged. */
  judgedUntil: Instant;
  slices: number;
}>;

function wholeHour(at: Instant): Instant {
  return instantOf(Math.floor(msOf(at) / hourMs) * hourMs);
}

/**
 * Judges every whole hour since the last one that was, as the backtest would; null where no new hour is whole yet or
 * nothing was ever sold. The findings of a later hour stand after those of an earlier one.
 */
export async function judgeSales(
  deps: FlowDeps,
  completeUntil: Instant,
  judgedBefore: Instant | null,
  signal?: AbortSignal,
): Promise<SalesJudged | null> {
  const until = wholeHour(completeUntil);
  const earliest = plusMs(until, judgedBefore === null ? -hourMs : -judgedBackMs);
  const from = judgedBefore !== null && judgedBefore > earliest ? judgedBefore : earliest;
  if (from >= until) return null;
  const read = await readSeries(deps, learnDays + 2, until);
  if (!read) return null;
  const anomalies: Anomaly[] = [];
  await inPieces(judgeHours(read.series, { from, until }, anomalySettings(deps.policy.values), statistics), {
    signal,
    each: (judged) => anomalies.push(...(judged?.anomalies ?? [])),
  });
  const findings: AlertFinding[] = [];
  for (const anomaly of anomalies) {
    const finding = await findingOf(deps, anomaly, read);
    if (finding) findings.push(finding);
  }
  return { findings, judgedUntil: until, slices: read.series.length };
}
