import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** What was paid for advertising, by campaign and business day, as each source told it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'spend',
    `campaign TEXT NOT NULL,
     date TEXT NOT NULL,
     currency TEXT NOT NULL,
     source TEXT NOT NULL CHECK (source IN ('file','sheet','api')),
     amount_minor BIGINT NOT NULL CHECK (amount_minor >= 0),
     set_by TEXT NOT NULL,
     set_at TEXT NOT NULL,
     PRIMARY KEY (campaign, date, currency, source)`,
  );
  await run(db, 'create index spend_by_date on spend (date)');
}
