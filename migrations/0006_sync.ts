import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** The second road: how far each list was read, what is to be read again, and which slots of which job ran. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'cursors', 'name TEXT PRIMARY KEY, value TEXT NOT NULL, moved_at TEXT NOT NULL');
  await createTable(
    db,
    'rereads',
    `provider TEXT NOT NULL,
     kind TEXT NOT NULL,
     external_id TEXT NOT NULL,
     cause TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting','done','dead')),
     due_at TEXT NOT NULL,
     attempts BIGINT NOT NULL,
     detail TEXT,
     PRIMARY KEY (provider, kind, external_id, cause)`,
  );
  await createTable(
    db,
    'slots',
    `job TEXT NOT NULL,
     slot TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('running','done','failed','missed')),
     started_at TEXT NOT NULL,
     finished_at TEXT,
     detail TEXT,
     PRIMARY KEY (job, slot)`,
  );
  await run(db, "create index rereads_due on rereads (due_at) where state = 'waiting'");
}
