import type { Change } from '../../domain/alerts/decide.ts';
import { groupIntervalMs, groupWaitMs, type IncidentGroup, paced, placeIncidents } from '../../domain/alerts/group.ts';
import type { Incident } from '../../domain/alerts/incident.ts';
import { type NewDelivery, priorities, type Route } from '../../domain/deliveries.ts';
import type { IncidentGroupId, IncidentId } from '../../domain/ids.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { Tx } from '../../store/database.ts';
import { enqueueDeliveries } from '../../store/enqueue.ts';
import {
  appendEvents,
  findGroup,
  listGroupsSince,
  listToldPlaces,
  saveGroup,
  saveIncident,
} from '../../store/incidents.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { findAlertRoutes } from '../notice-routes.ts';

export type Written = NonNullable<Change>;
/** What people do shows at once; what happens by itself, paced. */
export type Hand = 'person' | 'itself';

export const newIncidentId = (deps: FlowDeps): IncidentId => deps.newId('inc') as IncidentId;

/**
 * Writes what was decided and owes what is to be told of it, in the transaction that it is true in. One message for each
 * incident and place: a new one gets its message here, an old one's is owed again and shows the newest state.
 */
export async function writeChanges(
  tx: Tx,
  deps: FlowDeps,
  changes: readonly Written[],
  hand: Hand,
): Promise<readonly Incident[]> {
  const now = nowOf(deps);
  const fresh = changes.filter(({ incident }) => incident.state === 'firing' && incident.groupId === null);
  const recent = await listGroupsSince(tx, plusMs(now, -groupIntervalMs - groupWaitMs));
  const newGroupId = () => deps.newId('ing') as IncidentGroupId;
  const placed = placeIncidents(
    fresh.map(({ incident }) => incident),
    recent,
    now,
    newGroupId,
  );
  const byId = new Map(placed.incidents.map((incident) => [incident.id, incident]));
  const incidents = changes.map(({ incident }) => byId.get(incident.id) ?? incident);
  for (const incident of incidents) await saveIncident(tx, incident);
  await appendEvents(
    tx,
    changes.flatMap(({ events }) => events),
  );
  const touched = new Set(
    changes.flatMap(({ told }, index) => {
      const groupId = incidents[index]?.groupId;
      return told && groupId ? [groupId] : [];
    }),
  );
  const known = new Map(placed.groups.map((group) => [group.id, group]));
  for (const id of touched) {
    const group = known.get(id) ?? (await findGroup(tx, id));
    if (group) await owe(tx, deps, group, hand, now);
  }
  return incidents;
}

/** Everywhere where alerts go, and where this message stands already. */
async function placesOf(tx: Tx, deps: FlowDeps, groupId: string): Promise<readonly Route[]> {
  const routes = await findAlertRoutes(tx, deps);
  const told = await listToldPlaces(tx, groupId);
  const isKnown = (one: Route) =>
    routes.some(({ destination, address }) => destination === one.destination && address === one.address);
  return [...routes, ...told.filter((one) => !isKnown(one))];
}

async function owe(tx: Tx, deps: FlowDeps, group: IncidentGroup, hand: Hand, now: Instant): Promise<void> {
  const isSent = now >= group.tellAt;
  const next = isSent && hand === 'itself' ? paced(group, now) : { dueAt: isSent ? now : group.tellAt, group };
  await saveGroup(tx, next.group);
  const deliveries = (await placesOf(tx, deps, group.id)).map(
    (route): NewDelivery => ({
      route,
      kind: 'incidents',
      subjectId: group.id,
      priority: priorities.alert,
      dueAt: next.dueAt,
    }),
  );
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
}

/** A message of its own with a sound, for those of one message together; each time is another one. */
export async function oweReminder(tx: Tx, deps: FlowDeps, groupId: IncidentGroupId): Promise<void> {
  const now = nowOf(deps);
  const deliveries = (await findAlertRoutes(tx, deps)).map(
    (route): NewDelivery => ({
      route,
      kind: 'reminder',
      subjectId: `${groupId}~${now}`,
      priority: priorities.alert,
      dueAt: now,
    }),
  );
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
}
