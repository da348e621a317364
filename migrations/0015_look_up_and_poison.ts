import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** What kills or breaks its worker is counted; what was revealed is hidden again; long histories are read by their ends. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'revealed_messages',
    `chat_id TEXT NOT NULL,
     message_id TEXT NOT NULL,
     kind TEXT NOT NULL,
     subject_id TEXT NOT NULL,
     hide_at TEXT NOT NULL,
     PRIMARY KEY (chat_id, message_id)`,
  );
  await createTable(db, 'update_tries', 'update_id BIGINT PRIMARY KEY, tries BIGINT NOT NULL, begun_at TEXT NOT NULL');
  await run(
    db,
    'alter table deliveries add column crashes INTEGER NOT NULL DEFAULT 0',
    'alter table deliveries add column own_errors INTEGER NOT NULL DEFAULT 0',
    "create index deliveries_delivered on deliveries (settled_at, destination) where state = 'delivered'",
    // A day's sums are answered by the index alone: the rows themselves, with all their facts, are 50 times as long.
    'drop index payments_by_paid_at',
    `create index payments_by_paid_at on payments
       (paid_at, currency, amount_minor, purchase_id, country, campaign_name) where status = 'captured'`,
    'create index payments_of_customer on payments (customer_id, paid_at)',
    'drop index payments_by_payer',
    'create index payments_by_payer on payments (payer_id, created_at)',
    'drop index purchases_by_customer',
    'create index purchases_by_customer on purchases (customer_id, first_paid_at)',
  );
}
