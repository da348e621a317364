import type { Incident } from '../../domain/alerts/incident.ts';
import type { Measures } from '../../domain/metrics/measures.ts';
import type { Slice } from '../../domain/metrics/tally.ts';
import type { Currency } from '../../domain/money.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { hourMs, type Instant, instantOf, minuteMs, msOf, plusMs } from '../../domain/time.ts';
import { businessDateOf } from '../../domain/zone.ts';
import { findIncident, listOfGroup } from '../../store/incidents.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { measure } from '../metrics/measure.ts';
import { type OneCurrency, oneCurrency } from './series.ts';

const hoursShown = 48;
const weeks = 4;
const weekMs = 7 * 24 * hourMs;

/** What one hour brought, and what the same hour of the weeks before brought; null: there was nothing to divide by. */
export type ChartHour = Readonly<{
  at: Instant;
  actual: number | null;
  before: readonly (number | null)[];
  isFound: boolean;
}>;
export type IncidentChart = Readonly<{
  incident: Incident;
  unit: 'money' | 'count' | 'share';
  currency: Currency;
  hours: readonly ChartHour[];
}>;

function sumOf(unit: IncidentChart['unit'], slices: readonly Slice[], money: OneCurrency): number | null {
  const sum = (of: (measures: Measures, currency: Currency) => number) =>
    slices.reduce((all, { measures, currency }) => all + of(measures, currency), 0);
  switch (unit) {
    case 'money':
      return sum(({ grossMinor }, currency) => money.amountOf(currency, grossMinor));
    case 'count':
      return sum(({ starts }) => starts);
    case 'share': {
      const attempts = sum((measures) => measures.attempts);
      return attempts === 0 ? null : sum(({ succeeded }) => succeeded) / attempts;
    }
  }
}

async function findOne(deps: FlowDeps, id: string): Promise<Incident | null> {
  const { reader } = deps.store;
  if (!id.startsWith('ing_')) return findIncident(reader, id);
  const [only, ...others] = await listOfGroup(reader, id);
  return others.length === 0 ? (only ?? null) : null;
}

/** The hours before and after an incident began, beside the same hours of four weeks before; null where it has none. */
export async function incidentChart(deps: FlowDeps, actor: Actor, id: string): Promise<IncidentChart | null> {
  if (!may(actor, 'see_alerts')) return null;
  const incident = await findOne(deps, id);
  if (!incident) return null;
  const { finding, resolved } = incident;
  const unit = finding.unit === 'time' ? 'count' : finding.unit;
  const end = resolved ? plusMs(resolved.at, 3 * hourMs) : nowOf(deps);
  const untilMs = Math.min(Math.floor(msOf(end) / hourMs), Math.floor(deps.clock.nowMs() / hourMs)) * hourMs;
  const ends = Array.from({ length: weeks + 1 }, (_, index) => untilMs - index * weekMs);
  const read = ends.map((ms) => {
    const window = { from: instantOf(ms - hoursShown * hourMs), to: instantOf(ms) };
    return measure(deps, { window, grain: 'hour', dimensions: [finding.slice.dimension as 'total'] });
  });
  const own = (await Promise.all(read)).map((slices) => slices.filter(({ value }) => value === finding.slice.value));
  const money = await oneCurrency(deps, own.flat(), businessDateOf(nowOf(deps), deps.policy.zone));
  const byHour = own.map((slices) => Map.groupBy(slices, ({ bucket }) => bucket));
  const hours = Array.from({ length: hoursShown }, (_, index): ChartHour => {
    const ms = untilMs - (hoursShown - index) * hourMs;
    const [actual = null, ...before] = byHour.map((buckets, week) =>
      sumOf(unit, buckets.get(instantOf(ms - week * weekMs)) ?? [], money),
    );
    const at = instantOf(ms);
    return { at, actual, before, isFound: at >= plusMs(incident.since, -minuteMs) && at < finding.until };
  });
  return { incident, unit, currency: money.currency, hours };
}
