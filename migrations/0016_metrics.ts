import type { Kysely } from 'kysely';
import { createKeyedTable, createTable, run } from './table.ts';

/** Attempts to pay, sums of closed hours and days with the hours that are to be summed anew, and rates of exchange. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'charges',
    `provider TEXT NOT NULL,
     external_id TEXT NOT NULL,
     at TEXT NOT NULL,
     succeeded BIGINT NOT NULL CHECK (succeeded IN (0, 1)),
     currency TEXT NOT NULL,
     method TEXT,
     country TEXT,
     failure_code TEXT,
     PRIMARY KEY (provider, external_id)`,
  );
  await createKeyedTable(db, 'dirty_hours', 'hour TEXT PRIMARY KEY, marks BIGINT NOT NULL');
  await createKeyedTable(
    db,
    'rollups',
    `grain TEXT NOT NULL CHECK (grain IN ('day','hour')),
     dimension TEXT NOT NULL,
     bucket TEXT NOT NULL,
     value TEXT NOT NULL,
     currency TEXT NOT NULL,
     gross_minor BIGINT NOT NULL,
     payments BIGINT NOT NULL,
     purchases BIGINT NOT NULL,
     starts BIGINT NOT NULL,
     new_customers BIGINT NOT NULL,
     refunded_minor BIGINT NOT NULL,
     refunds BIGINT NOT NULL,
     disputed_minor BIGINT NOT NULL,
     disputes BIGINT NOT NULL,
     sales_back_minor BIGINT NOT NULL,
     attempts BIGINT NOT NULL,
     succeeded BIGINT NOT NULL,
     PRIMARY KEY (grain, dimension, bucket, value, currency)`,
  );
  await createTable(
    db,
    'revised_days',
    `date TEXT NOT NULL,
     revised_at TEXT NOT NULL,
     PRIMARY KEY (date)`,
  );
  await createTable(
    db,
    'rates',
    `currency TEXT NOT NULL,
     base TEXT NOT NULL,
     date TEXT NOT NULL,
     rate TEXT NOT NULL,
     source TEXT NOT NULL,
     set_by TEXT NOT NULL,
     set_at TEXT NOT NULL,
     PRIMARY KEY (currency, base, date)`,
  );
  await run(
    db,
    'create index charges_by_time on charges (at)',
    "alter table money_back add column kind TEXT NOT NULL DEFAULT 'refund'",
    'drop index payments_by_paid_at',
    `create index payments_by_paid_at on payments
       (paid_at, currency, amount_minor, purchase_id, country, campaign_name, customer_id) where status = 'captured'`,
    // What was there before is summed for the first time.
    `insert into dirty_hours (hour, marks)
       select distinct substr(paid_at, 1, 13), 1 from payments where status = 'captured'
       union select distinct substr(at, 1, 13), 1 from money_back`,
  );
}
