import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** Incidents with their story, the messages they share, silences, and what the last check saw. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'incidents',
    `id TEXT PRIMARY KEY,
     fingerprint TEXT NOT NULL,
     rule TEXT NOT NULL,
     dimension TEXT NOT NULL,
     value TEXT NOT NULL,
     level TEXT NOT NULL CHECK (level IN ('info','warning','critical')),
     worst TEXT NOT NULL CHECK (worst IN ('info','warning','critical')),
     state TEXT NOT NULL CHECK (state IN ('firing','acked','silenced','resolved')),
     opened_at TEXT NOT NULL,
     since TEXT NOT NULL,
     found_at TEXT NOT NULL,
     found BIGINT NOT NULL,
     finding TEXT NOT NULL,
     acked_by TEXT,
     acked_at TEXT,
     silence TEXT,
     resolved_by TEXT,
     resolved_at TEXT,
     remind_at TEXT,
     group_id TEXT`,
  );
  await createTable(
    db,
    'incident_events',
    `incident_id TEXT NOT NULL,
     n BIGINT NOT NULL,
     at TEXT NOT NULL,
     kind TEXT NOT NULL,
     made_by TEXT,
     detail TEXT,
     PRIMARY KEY (incident_id, n)`,
  );
  await createTable(
    db,
    'incident_groups',
    `id TEXT PRIMARY KEY,
     opened_at TEXT NOT NULL,
     tell_at TEXT NOT NULL,
     joined_at TEXT NOT NULL,
     edit_at TEXT NOT NULL,
     size BIGINT NOT NULL`,
  );
  await createTable(
    db,
    'silences',
    `id TEXT PRIMARY KEY,
     matchers TEXT NOT NULL,
     reason TEXT,
     made_by TEXT NOT NULL,
     made_at TEXT NOT NULL,
     until TEXT NOT NULL,
     ended_at TEXT,
     ended_by TEXT`,
  );
  await createTable(
    db,
    'alert_checks',
    `name TEXT PRIMARY KEY,
     at TEXT NOT NULL,
     outcome TEXT NOT NULL`,
  );
  await run(
    db,
    "create unique index incidents_open_once on incidents (fingerprint) where state <> 'resolved'",
    "create index incidents_open on incidents (opened_at) where state <> 'resolved'",
    'create index incidents_by_fingerprint on incidents (fingerprint, opened_at)',
    'create index incidents_by_group on incidents (group_id)',
    'create index incidents_by_time on incidents (opened_at)',
    // Who is told of the system's own troubles hears of the business's, too.
    `update chat_routes set streams = replace(streams, '"notices"', '"notices","alerts"')`,
    'create index incident_groups_by_time on incident_groups (joined_at)',
    'create index silences_holding on silences (until) where ended_at is null',
  );
}
