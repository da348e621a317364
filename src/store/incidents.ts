import type { Selectable } from 'kysely';
import type { AlertFinding } from '../domain/alerts/finding.ts';
import type { IncidentGroup } from '../domain/alerts/group.ts';
import type { Incident, IncidentEvent } from '../domain/alerts/incident.ts';
import type { Level } from '../domain/anomalies/anomaly.ts';
import type { IncidentGroupId, IncidentId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { IncidentGroupTable, IncidentTable } from './schema-alerts.ts';

/** As many as a check or a person can look at; what is beyond comes when those are over. */
const mostOpen = 500;

function incidentOf(row: Selectable<IncidentTable>): Incident {
  return {
    id: row.id as IncidentId,
    fingerprint: row.fingerprint,
    state: row.state,
    level: row.level,
    worst: row.worst,
    openedAt: row.opened_at as Instant,
    since: row.since as Instant,
    finding: JSON.parse(row.finding) as AlertFinding,
    foundAt: row.found_at as Instant,
    found: row.found,
    acked: row.acked_by === null ? null : { by: row.acked_by, at: row.acked_at as Instant },
    silence: row.silence === null ? null : (JSON.parse(row.silence) as Incident['silence']),
    resolved: row.resolved_at === null ? null : { by: row.resolved_by, at: row.resolved_at as Instant },
    remindAt: row.remind_at as Instant | null,
    groupId: row.group_id as IncidentGroupId | null,
  };
}

function rowOf({ finding, acked, silence, resolved, ...incident }: Incident): IncidentTable {
  return {
    id: incident.id,
    fingerprint: incident.fingerprint,
    rule: finding.rule,
    dimension: finding.slice.dimension,
    value: finding.slice.value,
    level: incident.level,
    worst: incident.worst,
    state: incident.state,
    opened_at: incident.openedAt,
    since: incident.since,
    found_at: incident.foundAt,
    found: incident.found,
    finding: JSON.stringify(finding),
    acked_by: acked?.by ?? null,
    acked_at: acked?.at ?? null,
    silence: silence && JSON.stringify(silence),
    resolved_by: resolved?.by ?? null,
    resolved_at: resolved?.at ?? null,
    remind_at: incident.remindAt,
    group_id: incident.groupId,
  };
}

export async function saveIncident(tx: Tx, incident: Incident): Promise<void> {
  const row = rowOf(incident);
  await tx
    .insertInto('incidents')
    .values(row)
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute();
}

export async function appendEvents(tx: Tx, events: readonly IncidentEvent[]): Promise<void> {
  for (const { incidentId, at, kind, by, detail } of events) {
    const last = await tx
      .selectFrom('incident_events')
      .select((eb) => eb.fn.max('n').as('n'))
      .where('incident_id', '=', incidentId)
      .executeTakeFirst();
    const row = { incident_id: incidentId, n: Number(last?.n ?? 0) + 1, at, kind, made_by: by, detail };
    await tx.insertInto('incident_events').values(row).execute();
  }
}

export async function findIncident(db: Reader, id: string): Promise<Incident | null> {
  const row = await db.selectFrom('incidents').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? incidentOf(row) : null;
}

/** The newest of its thing, open or not. */
export async function findByFingerprint(db: Reader, fingerprint: string): Promise<Incident | null> {
  const row = await db
    .selectFrom('incidents')
    .selectAll()
    .where('fingerprint', '=', fingerprint)
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? incidentOf(row) : null;
}

/** The oldest first. */
export async function listOpenIncidents(db: Reader): Promise<readonly Incident[]> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('state', '<>', 'resolved')
    .orderBy('opened_at')
    .orderBy('id')
    .limit(mostOpen)
    .execute();
  return rows.map(incidentOf);
}

export type IncidentFilter = Readonly<{ state?: Incident['state']; level?: Level; rule?: string }>;
/** The newest first, after the one that was seen last. */
export async function listIncidents(
  db: Reader,
  filter: IncidentFilter,
  before: string | null,
  limit: number,
): Promise<readonly Incident[]> {
  let query = db.selectFrom('incidents').selectAll().orderBy('id', 'desc').limit(limit);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.level) query = query.where('level', '=', filter.level);
  if (filter.rule) query = query.where('rule', '=', filter.rule);
  if (before !== null) query = query.where('id', '<', before);
  return (await query.execute()).map(incidentOf);
}

export async function listIncidentsSince(db: Reader, since: Instant, limit: number): Promise<readonly Incident[]> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('opened_at', '>=', since)
    .orderBy('opened_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(incidentOf);
}

export async function listOfGroup(db: Reader, groupId: string): Promise<readonly Incident[]> {
  const rows = await db
    .selectFrom('incidents')
    .selectAll()
    .where('group_id', '=', groupId)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(incidentOf);
}

export async function listEvents(db: Reader, incidentId: string): Promise<readonly IncidentEvent[]> {
  const rows = await db
    .selectFrom('incident_events')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .orderBy('n')
    .execute();
  return rows.map((row) => ({
    incidentId: row.incident_id as IncidentId,
    at: row.at as Instant,
    kind: row.kind as IncidentEvent['kind'],
    by: row.made_by,
    detail: row.detail,
  }));
}

function groupOf(row: Selectable<IncidentGroupTable>): IncidentGroup {
  return {
    id: row.id as IncidentGroupId,
    openedAt: row.opened_at as Instant,
    tellAt: row.tell_at as Instant,
    joinedAt: row.joined_at as Instant,
    editAt: row.edit_at as Instant,
    size: row.size,
  };
}

/** Those that something joined since then, the oldest first. */
export async function listGroupsSince(db: Reader, since: Instant): Promise<readonly IncidentGroup[]> {
  const rows = await db
    .selectFrom('incident_groups')
    .selectAll()
    .where('joined_at', '>=', since)
    .orderBy('opened_at')
    .orderBy('id')
    .execute();
  return rows.map(groupOf);
}

export async function findGroup(db: Reader, id: string): Promise<IncidentGroup | null> {
  const row = await db.selectFrom('incident_groups').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? groupOf(row) : null;
}

export async function saveGroup(tx: Tx, group: IncidentGroup): Promise<void> {
  const row = {
    id: group.id,
    opened_at: group.openedAt,
    tell_at: group.tellAt,
    joined_at: group.joinedAt,
    edit_at: group.editAt,
    size: group.size,
  };
  await tx
    .insertInto('incident_groups')
    .values(row)
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute();
}

/** Where this message stands already: it is kept true there, whatever the routes say now. */
export async function listToldPlaces(
  db: Reader,
  groupId: string,
): Promise<readonly Readonly<{ destination: string; address: string }>[]> {
  return db
    .selectFrom('sent_messages')
    .select(['destination', 'address'])
    .where('subject_id', '=', groupId)
    .where('kind', '=', 'incidents')
    .execute();
}
