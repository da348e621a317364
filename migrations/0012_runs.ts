import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/**
 * Work of many steps that survives a kill: what each step is to do stands here before the first of them is done, and
 * what stood there before stands here before it is changed. Customers that a person joined, or took apart again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'runs',
    `id TEXT PRIMARY KEY,
     kind TEXT NOT NULL CHECK (kind IN ('clean','reconcile','merge','refund')),
     state TEXT NOT NULL CHECK (state IN ('looking','planned','running','done','cancelled','undoing','undone','failed')),
     summary TEXT NOT NULL,
     asked_by TEXT NOT NULL,
     asked_at TEXT NOT NULL,
     changed_at TEXT NOT NULL,
     lease_until TEXT,
     detail TEXT`,
  );
  await createTable(
    db,
    'run_steps',
    `run_id TEXT NOT NULL,
     seq BIGINT NOT NULL,
     kind TEXT NOT NULL,
     subject TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('planned','told','done','skipped','undone')),
     work TEXT NOT NULL,
     stood TEXT,
     detail TEXT,
     PRIMARY KEY (run_id, seq)`,
  );
  await createTable(
    db,
    'customer_pins',
    `payer_id TEXT NOT NULL,
     other_id TEXT NOT NULL,
     kind TEXT NOT NULL CHECK (kind IN ('together','apart')),
     made_by TEXT NOT NULL,
     made_at TEXT NOT NULL,
     PRIMARY KEY (payer_id, other_id)`,
  );
  await run(
    db,
    'create index runs_by_state on runs (state, changed_at)',
    'create index run_steps_by_state on run_steps (run_id, state, seq)',
    // In the order in which a scan for double charges compares them, so that it sorts nothing and reads no whole row.
    'drop index payments_by_customer',
    'create index payments_by_customer on payments (customer_id, currency, amount_minor, paid_at, id)',
  );
}
