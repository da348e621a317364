import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** Groups of a customer's payments, and the sheet's rows; each with its newest view, which is what people are shown. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'purchases',
    `id TEXT PRIMARY KEY,
     customer_id TEXT NOT NULL,
     origin_payment_id TEXT NOT NULL,
     ordinal BIGINT NOT NULL,
     name TEXT NOT NULL,
     first_paid_at TEXT NOT NULL,
     merged_into TEXT,
     loud BIGINT NOT NULL CHECK (loud IN (0, 1)),
     vip_told BIGINT NOT NULL CHECK (vip_told IN (0, 1)),
     view TEXT NOT NULL`,
  );
  await createTable(
    db,
    'sheet_rows',
    'row_key TEXT PRIMARY KEY, customer_id TEXT NOT NULL, currency TEXT NOT NULL, view TEXT NOT NULL',
  );
  await run(
    db,
    'create index purchases_by_customer on purchases (customer_id)',
    'create index purchases_by_name on purchases (name)',
    'create index sheet_rows_by_customer on sheet_rows (customer_id)',
  );
}
