import type { Kysely } from 'kysely';
import { createKeyedTable, createTable, isPostgres, run } from './table.ts';

/**
 * Which team's sales are which, read in the order of `place`; which hours were summed, in the order of `turn`; what a
 * provider booked for payments in another currency, and the sums of that by business day: its own rates.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'team_rules',
    `place BIGINT NOT NULL,
     team TEXT NOT NULL,
     field TEXT NOT NULL,
     pattern TEXT NOT NULL,
     match TEXT NOT NULL CHECK (match IN ('exact','begins','contains')),
     priority BIGINT NOT NULL,
     PRIMARY KEY (place)`,
  );
  await createKeyedTable(db, 'summed_hours', 'hour TEXT PRIMARY KEY, turn BIGINT NOT NULL');
  await createTable(
    db,
    'settled_days',
    `date TEXT NOT NULL,
     currency TEXT NOT NULL,
     base TEXT NOT NULL,
     amount_minor BIGINT NOT NULL,
     settled_minor BIGINT NOT NULL,
     PRIMARY KEY (date, currency, base)`,
  );
  await run(
    db,
    'create index summed_hours_by_turn on summed_hours (turn)',
    `alter table payments add column settled_minor ${isPostgres(db) ? 'BIGINT' : 'INTEGER'}`,
    'alter table payments add column settled_currency TEXT',
  );
}
