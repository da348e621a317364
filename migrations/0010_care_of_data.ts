import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** People who were forgotten, as keyed hashes of what named them, and what pruning looks for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(db, 'erasures', 'hash TEXT PRIMARY KEY, erased_at TEXT NOT NULL');
  await run(
    db,
    "create index inbox_with_body on inbox (received_at) where payload <> ''",
    'create index attempts_by_time on attempts (started_at)',
  );
}
