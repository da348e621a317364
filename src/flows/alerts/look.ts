import type { Incident, IncidentEvent } from '../../domain/alerts/incident.ts';
import type { Silence } from '../../domain/alerts/silence.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { dayMs, type Instant, msOf, plusMs } from '../../domain/time.ts';
import {
  findIncident,
  type IncidentFilter,
  listEvents,
  listIncidents,
  listIncidentsSince,
  listOfGroup,
  listOpenIncidents,
} from '../../store/incidents.ts';
import { listSilences } from '../../store/silences.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const mostShown = 200;
const mostCounted = 5_000;

export async function openAlerts(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ incidents: readonly Incident[]; silences: readonly Silence[]; now: Instant }>> {
  if (!may(actor, 'see_alerts')) return forbidden;
  const { reader } = deps.store;
  const now = nowOf(deps);
  const silences = (await listSilences(reader)).filter(({ until }) => until > now);
  return { ok: true, incidents: await listOpenIncidents(reader), silences, now };
}

/** The newest first; `before` is the id of the last one seen. */
export async function alertHistory(
  deps: FlowDeps,
  actor: Actor,
  filter: IncidentFilter,
  before: string | null,
  limit: number,
): Promise<Result<{ incidents: readonly Incident[] }>> {
  if (!may(actor, 'see_alerts')) return forbidden;
  return { ok: true, incidents: await listIncidents(deps.store.reader, filter, before, Math.min(limit, mostShown)) };
}

export type Story = Readonly<{ incident: Incident; events: readonly IncidentEvent[] }>;

/** An incident, or those of a message, each with what happened to it. */
export async function incidentStories(
  deps: FlowDeps,
  actor: Actor,
  id: string,
): Promise<Result<{ stories: readonly Story[] }>> {
  if (!may(actor, 'see_alerts')) return forbidden;
  const { reader } = deps.store;
  const one = id.startsWith('ing_') ? null : await findIncident(reader, id);
  const incidents = one ? [one] : await listOfGroup(reader, id);
  if (incidents.length === 0) return { ok: false, reason: 'not_found' };
  const stories = incidents.map(async (incident) => ({ incident, events: await listEvents(reader, incident.id) }));
  return { ok: true, stories: await Promise.all(stories) };
}

export type AlertDashboard = Readonly<{
  at: Instant;
  open: Readonly<{ firing: number; acked: number; silenced: number; critical: number; warning: number; info: number }>;
  openedLastDay: number;
  openedLastWeek: number;
  /** Of those of the last week; null where there was none. */
  meanAckMs: number | null;
  meanResolveMs: number | null;
  /** The last week's incidents by rule, the most first. */
  byRule: readonly Readonly<{ rule: string; count: number }>[];
  silences: number;
}>;

function meanMs(incidents: readonly Incident[], end: (incident: Incident) => Instant | undefined): number | null {
  const spans = incidents.flatMap((one) => {
    const at = end(one);
    return at === undefined ? [] : [msOf(at) - msOf(one.openedAt)];
  });
  return spans.length === 0 ? null : Math.round(spans.reduce((sum, ms) => sum + ms, 0) / spans.length);
}

export async function alertDashboard(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ dashboard: AlertDashboard; incidents: readonly Incident[] }>> {
  const found = await openAlerts(deps, actor);
  if (!found.ok) return found;
  const { incidents, silences, now } = found;
  const week = await listIncidentsSince(deps.store.reader, plusMs(now, -7 * dayMs), mostCounted);
  const count = (list: readonly Incident[], is: (one: Incident) => boolean) => list.filter(is).length;
  const rules = Map.groupBy(week, ({ finding }) => finding.rule);
  const dashboard: AlertDashboard = {
    at: now,
    open: {
      firing: count(incidents, ({ state }) => state === 'firing'),
      acked: count(incidents, ({ state }) => state === 'acked'),
      silenced: count(incidents, ({ state }) => state === 'silenced'),
      critical: count(incidents, ({ level }) => level === 'critical'),
      warning: count(incidents, ({ level }) => level === 'warning'),
      info: count(incidents, ({ level }) => level === 'info'),
    },
    openedLastDay: count(week, ({ openedAt }) => openedAt >= plusMs(now, -dayMs)),
    openedLastWeek: week.length,
    meanAckMs: meanMs(week, ({ acked }) => acked?.at),
    meanResolveMs: meanMs(week, ({ resolved }) => resolved?.at),
    byRule: [...rules].map(([rule, of]) => ({ rule, count: of.length })).sort((a, b) => b.count - a.count),
    silences: silences.length,
  };
  return { ok: true, dashboard, incidents };
}
