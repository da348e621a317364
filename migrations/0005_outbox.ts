import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** What is owed to whom, every try, what was sent where, and the state of each way out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'deliveries',
    `id TEXT PRIMARY KEY,
     destination TEXT NOT NULL,
     address TEXT NOT NULL,
     kind TEXT NOT NULL,
     subject_id TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting','leased','sending','delivered','merged','dead','cancelled')),
     priority BIGINT NOT NULL,
     due_at TEXT NOT NULL,
     attempts BIGINT NOT NULL,
     ambiguous BIGINT NOT NULL CHECK (ambiguous IN (0, 1, 2)),
     content TEXT,
     arrived TEXT,
     lease_token TEXT,
     lease_until TEXT,
     created_at TEXT NOT NULL,
     settled_at TEXT,
     merged_into TEXT,
     cancelled_by TEXT,
     last_code TEXT,
     last_detail TEXT`,
  );
  await createTable(
    db,
    'attempts',
    `delivery_id TEXT NOT NULL,
     n BIGINT NOT NULL,
     started_at TEXT NOT NULL,
     duration_ms BIGINT NOT NULL,
     outcome TEXT NOT NULL,
     code TEXT,
     detail TEXT,
     PRIMARY KEY (delivery_id, n)`,
  );
  await createTable(
    db,
    'sent_messages',
    `destination TEXT NOT NULL,
     address TEXT NOT NULL,
     kind TEXT NOT NULL,
     subject_id TEXT NOT NULL,
     remote_id TEXT,
     shown_hash TEXT,
     handle TEXT NOT NULL,
     sent_at TEXT NOT NULL,
     PRIMARY KEY (destination, address, kind, subject_id)`,
  );
  await createTable(
    db,
    'destinations',
    `name TEXT PRIMARY KEY,
     paused BIGINT NOT NULL CHECK (paused IN (0, 1)),
     paused_by TEXT,
     paused_reason TEXT,
     breaker TEXT NOT NULL CHECK (breaker IN ('closed','open')),
     failures BIGINT NOT NULL,
     probe_at TEXT,
     changed_at TEXT NOT NULL`,
  );
  await createTable(
    db,
    'addresses',
    `destination TEXT NOT NULL,
     address TEXT NOT NULL,
     moved_to TEXT,
     wait_until TEXT,
     PRIMARY KEY (destination, address)`,
  );
  await run(
    db,
    "create unique index deliveries_waiting_once on deliveries (destination, address, kind, subject_id) where state = 'waiting'",
    "create index deliveries_due on deliveries (destination, address, priority, due_at) where state = 'waiting'",
    "create index deliveries_under_way on deliveries (destination, address, subject_id) where state in ('leased','sending')",
    "create index deliveries_dead on deliveries (destination, settled_at) where state = 'dead'",
    'create index deliveries_by_subject on deliveries (subject_id)',
    'create index sent_messages_by_subject on sent_messages (subject_id)',
  );
}
