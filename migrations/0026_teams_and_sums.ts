import type { Kysely } from 'kysely';
import { createKeyedTable, createTable, run } from './table.ts';

/** Which team's sales are which, read in the order of `place`; and which hours were summed, in the order of `turn`. */
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
  await run(db, 'create index summed_hours_by_turn on summed_hours (turn)');
}
