import type { Kysely } from 'kysely';
import { run } from './table.ts';

/** Entries that could not be read may be read again: how often that failed, and how often its process did not come back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(
    db,
    'alter table inbox add column replay_failures INTEGER NOT NULL DEFAULT 0',
    'alter table inbox add column replay_crashes INTEGER NOT NULL DEFAULT 0',
    "create index inbox_quarantined_by_cause on inbox (type, issues) where state = 'quarantined'",
  );
}
