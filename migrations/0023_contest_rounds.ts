import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** What the rounds of a contest need: what is owed after money went back, who won, and what somebody should look at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'contest_signals',
    `contest_code TEXT NOT NULL,
     kind TEXT NOT NULL,
     subject_id TEXT NOT NULL,
     detail TEXT NOT NULL,
     seen_at TEXT NOT NULL,
     reviewed_by TEXT,
     reviewed_at TEXT,
     PRIMARY KEY (contest_code, kind, subject_id)`,
  );
  await run(
    db,
    'alter table owed_awards add column money TEXT',
    'alter table draws add column winners TEXT',
    'alter table draws add column announced_at TEXT',
    'create unique index tickets_by_seq on ticket_ledger (seq)',
  );
}
