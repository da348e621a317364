import type { AlertFinding } from '../../domain/alerts/finding.ts';
import { total } from '../../domain/anomalies/anomaly.ts';
import { newCountries, type SurgeKind, surge } from '../../domain/anomalies/rules.ts';
import { judgeSilence } from '../../domain/anomalies/silence.ts';
import { doubleChargeMs, judgeCharges } from '../../domain/double-charges.ts';
import type { Measures } from '../../domain/metrics/measures.ts';
import { type BusinessDate, dayMs, hourMs, type Instant, msOf } from '../../domain/time.ts';
import { businessDateOf, plusDays, startOfDay } from '../../domain/zone.ts';
import * as statistics from '../../lib/stats.ts';
import { readCharges } from '../../store/find-doubles.ts';
import { findFirstDay, listNearEqual, listPaidTimes } from '../../store/recent-sales.ts';
import { sumRollups } from '../../store/rollups.ts';
import type { FlowDeps } from '../deps.ts';
import { measure } from '../metrics/measure.ts';

const surgeDays = 28;
const newForDays = 7;
/** Of a younger business every country is new. */
const knownForDays = 14;
const pausesLookedAt = 2_000;
const silenceFalseAlarmsPerMonth = 0.2;
const pairsAtMost = 1_000;

/** What all findings begin with. */
export function plainFinding(
  deps: Pick<FlowDeps, 'policy'>,
  found: Pick<AlertFinding, 'rule' | 'level' | 'since' | 'until' | 'unit' | 'actual' | 'firstStep'> &
    Partial<AlertFinding>,
): AlertFinding {
  return {
    slice: total,
    period: null,
    zone: deps.policy.zone.name,
    expected: null,
    changePercent: null,
    currency: null,
    revenue: null,
    causes: [],
    forecastMinor: null,
    ...found,
  };
}

async function ageDays(deps: FlowDeps, today: BusinessDate): Promise<number> {
  const first = await findFirstDay(deps.store.reader);
  return first === null ? 0 : Math.round((Date.parse(today) - Date.parse(first)) / dayMs);
}

/** Countries that bought in the last days and never before. */
export async function judgeCountries(deps: FlowDeps, until: Instant): Promise<readonly AlertFinding[]> {
  const { zone, values } = deps.policy;
  const today = businessDateOf(until, zone);
  if (values.alert_new_country === 0 || (await ageDays(deps, today)) < knownForDays + newForDays) return [];
  const since = plusDays(today, 1 - newForDays);
  const window = { from: startOfDay(since, zone), to: until };
  const now = new Map<string, number>();
  for (const { value, measures } of await measure(deps, { window, dimensions: ['country'] }))
    if (value !== '') now.set(value, (now.get(value) ?? 0) + measures.starts);
  const range = { from: '', to: plusDays(since, -1) };
  const before = await sumRollups(deps.store.scanner, 'day', 'country', range, { byBucket: false });
  const soldBefore = new Set(before.filter(({ measures }) => measures.payments > 0).map(({ value }) => value));
  return newCountries(now, soldBefore, values.alert_new_country).map(({ country, purchases, level, firstStep }) =>
    plainFinding(deps, {
      rule: 'new_country',
      slice: { dimension: 'country', value: country },
      level,
      since: window.from,
      until,
      unit: 'count',
      actual: purchases,
      firstStep,
    }),
  );
}

/** Counts of each day, oldest first; today's, up to now, is the last. */
async function countsByDay(
  deps: FlowDeps,
  days: readonly BusinessDate[],
  until: Instant,
  of: readonly (keyof Measures)[],
): Promise<readonly (readonly number[])[]> {
  const [first] = days;
  if (first === undefined) return of.map(() => []);
  const window = { from: startOfDay(first, deps.policy.zone), to: until };
  const slices = await measure(deps, { window, grain: 'day', dimensions: ['total'] });
  return of.map((name) =>
    days.map((day) => slices.reduce((sum, { bucket, measures }) => (bucket === day ? sum + measures[name] : sum), 0)),
  );
}

async function doubleChargesIn(deps: FlowDeps, from: Instant, to: Instant): Promise<readonly Instant[]> {
  const { scanner } = deps.store;
  const ids = await listNearEqual(scanner, { from, to }, doubleChargeMs, pairsAtMost);
  const lines = await readCharges(scanner, ids);
  const timeOf = new Map(lines.map(({ externalId, paidAt }) => [externalId, paidAt]));
  return judgeCharges(lines).flatMap(({ kind, subjects }) => {
    const at = timeOf.get(subjects.at(-1) ?? '');
    return kind === 'double_charge' && at !== undefined && at >= from ? [at] : [];
  });
}

const fewestDoubles = 3;

/** The past is read only where today looks like something. */
async function doubleChargeDays(deps: FlowDeps, days: readonly BusinessDate[], until: Instant) {
  const { zone } = deps.policy;
  const today = days.at(-1) as BusinessDate;
  const now = await doubleChargesIn(deps, startOfDay(today, zone), until);
  if (now.length < fewestDoubles) return days.map(() => 0);
  const all = await doubleChargesIn(deps, startOfDay(days[0] as BusinessDate, zone), until);
  return days.map((day) => all.filter((at) => businessDateOf(at, zone) === day).length);
}

/** Many more refunds, disputes or double charges today than on other days. */
export async function judgeSurges(deps: FlowDeps, until: Instant): Promise<readonly AlertFinding[]> {
  const { zone, values } = deps.policy;
  if (!values.alert_surges) return [];
  const today = businessDateOf(until, zone);
  const back = Math.min(surgeDays, await ageDays(deps, today));
  const days = Array.from({ length: back + 1 }, (_, index) => plusDays(today, index - back));
  const [refunds = [], disputes = []] = await countsByDay(deps, days, until, ['refunds', 'disputes']);
  const kinds: Readonly<Record<SurgeKind, readonly number[]>> = {
    refunds,
    disputes,
    double_charges: await doubleChargeDays(deps, days, until),
  };
  return Object.entries(kinds).flatMap(([kind, counts]) => {
    const found = surge(kind as SurgeKind, counts.at(-1) ?? 0, counts.slice(0, -1), statistics);
    if (!found) return [];
    const { actual, expected, level, firstStep } = found;
    return [
      plainFinding(deps, {
        rule: found.kind,
        level,
        since: startOfDay(today, zone),
        until,
        unit: 'count',
        actual,
        expected: { value: expected, low: null, high: null },
        changePercent: (actual / expected - 1) * 100,
        firstStep,
      }),
    ];
  });
}

/** Pauses that began at about the same hour: a night is quieter than a day. */
function likePauses(times: readonly Instant[]): readonly number[] {
  const hourOf = (at: Instant) => Number(at.slice(11, 13));
  const [last] = times;
  if (last === undefined) return [];
  return times.slice(1).flatMap((at, index) => {
    const apart = Math.abs(hourOf(at) - hourOf(last));
    return Math.min(apart, 24 - apart) <= 1 ? [msOf(times[index] as Instant) - msOf(at)] : [];
  });
}

/** Nothing was sold for much longer than it ever takes at this time of the day. */
export async function judgeQuiet(deps: FlowDeps, until: Instant): Promise<readonly AlertFinding[]> {
  if (!deps.policy.values.alert_silence) return [];
  const times = await listPaidTimes(deps.store.reader, until, pausesLookedAt);
  const [lastAt] = times;
  const firstAt = times.at(-1);
  if (lastAt === undefined || firstAt === undefined) return [];
  const months = Math.max(1 / 30, (msOf(lastAt) - msOf(firstAt)) / (30 * dayMs));
  const gapsPerMonth = Math.max(1, times.length / months);
  const facts = { now: until, lastAt, pastGapsMs: likePauses(times), gapsPerMonth };
  const found = judgeSilence(facts, silenceFalseAlarmsPerMonth, statistics);
  // An hour without a sale is nothing that anybody gets up for, however many there are usually.
  if (!found || found.silentMs < hourMs / 2) return [];
  return [
    plainFinding(deps, {
      rule: 'silence',
      level: found.level,
      since: lastAt,
      until,
      unit: 'time',
      actual: found.silentMs,
      expected: { value: found.usualMs, low: null, high: null },
      firstStep: found.firstStep,
    }),
  ];
}
