import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** Payers as the providers see them, what identifies them, the customers that they come to, and how to find them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'customers',
    'id TEXT PRIMARY KEY, key TEXT NOT NULL, origin_payer_id TEXT NOT NULL, merged_into TEXT',
  );
  await createTable(
    db,
    'customer_merges',
    'id TEXT PRIMARY KEY, winner_id TEXT NOT NULL, loser_id TEXT NOT NULL, merged_at TEXT NOT NULL, cause TEXT NOT NULL',
  );
  await createTable(
    db,
    'payers',
    'id TEXT PRIMARY KEY, customer_external_id TEXT, customer_id TEXT NOT NULL, fact TEXT',
  );
  await createTable(
    db,
    'payer_identifiers',
    `kind TEXT NOT NULL CHECK (kind IN ('email','telegram')),
     value TEXT NOT NULL,
     payer_id TEXT NOT NULL,
     PRIMARY KEY (kind, value, payer_id)`,
  );
  // For looking people up, never for joining them: the holder is a payment, failed ones included, or a payer.
  await createTable(
    db,
    'contacts',
    `kind TEXT NOT NULL CHECK (kind IN ('email','phone')),
     value TEXT NOT NULL,
     holder_id TEXT NOT NULL,
     PRIMARY KEY (kind, value, holder_id)`,
  );
  await run(
    db,
    'create index customers_by_key on customers (key)',
    'create index customers_merged on customers (merged_into) where merged_into is not null',
    'create index payers_by_customer on payers (customer_id)',
    'create index payer_identifiers_by_payer on payer_identifiers (payer_id)',
    'create index contacts_by_holder on contacts (holder_id)',
  );
}
