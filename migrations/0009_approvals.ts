import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** What one person asked for and a second one has to allow. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'approvals',
    `id TEXT PRIMARY KEY,
     action TEXT NOT NULL,
     argument TEXT NOT NULL,
     effect TEXT NOT NULL,
     asked_by TEXT NOT NULL,
     asked_by_id TEXT,
     asker TEXT NOT NULL,
     asked_at TEXT NOT NULL,
     expires_at TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting','approved','rejected','done','failed')),
     decided_by TEXT,
     decided_at TEXT,
     result TEXT`,
  );
  await run(db, "create index approvals_waiting on approvals (expires_at) where state = 'waiting'");
}
