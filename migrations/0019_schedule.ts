import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** How often a slot was begun, so that work that kills its process ends; reports as they were made for their slots. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'made_reports',
    `id TEXT PRIMARY KEY,
     job TEXT NOT NULL,
     slot TEXT NOT NULL,
     made_at TEXT NOT NULL,
     report TEXT NOT NULL,
     UNIQUE (job, slot)`,
  );
  await run(db, 'alter table slots add column tries INTEGER NOT NULL DEFAULT 1');
}
