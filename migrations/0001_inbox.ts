import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** Every webhook and listed event, once: stored before it is acknowledged. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'inbox',
    `id TEXT PRIMARY KEY,
     provider TEXT NOT NULL,
     external_id TEXT NOT NULL,
     type TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('recorded','ignored','other_mode','quarantined')),
     source TEXT NOT NULL,
     payment_ref TEXT,
     occurred_at TEXT NOT NULL,
     received_at TEXT NOT NULL,
     secret_index BIGINT,
     payload TEXT NOT NULL,
     payload_hash TEXT NOT NULL,
     issues TEXT,
     conflict_payload TEXT,
     UNIQUE (provider, external_id)`,
  );
  await run(
    db,
    'create index inbox_by_payment on inbox (payment_ref)',
    "create index inbox_quarantined on inbox (received_at) where state = 'quarantined'",
  );
}
