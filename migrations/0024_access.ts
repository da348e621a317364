import type { Kysely } from 'kysely';
import { run } from './table.ts';

/** From when an access counts, for how long, and when somebody has to look at it next. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(
    db,
    'alter table accesses add column since TEXT',
    'alter table accesses add column period_days INTEGER',
    'alter table accesses add column look_at TEXT',
    'drop index accesses_until',
    'create index accesses_to_look_at on accesses (look_at) where look_at is not null',
    'create index accesses_by_place on accesses (place, telegram_id) where place is not null',
    'create index accesses_by_link on accesses (invite_link) where invite_link is not null',
  );
}
