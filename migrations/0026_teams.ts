import type { Kysely } from 'kysely';
import { createTable } from './table.ts';

/** Which team's sales are which: read in the order of `place`. */
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
}
