import type { Kysely } from 'kysely';
import { createTable, forbidChanges, run } from './table.ts';

/** Who brought whom, the tickets of contests as entries that are never changed, awards still owed, and draws. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'contests',
    `code TEXT PRIMARY KEY,
     contest TEXT NOT NULL,
     active BIGINT NOT NULL CHECK (active IN (0, 1)),
     starts_at TEXT NOT NULL,
     ends_at TEXT NOT NULL,
     seed TEXT NOT NULL,
     seed_hash TEXT NOT NULL,
     entrant_key TEXT NOT NULL,
     outside_rule TEXT NOT NULL,
     changed_by TEXT NOT NULL,
     changed_at TEXT NOT NULL`,
  );
  await createTable(
    db,
    'referral_codes',
    'code TEXT PRIMARY KEY, telegram_id TEXT NOT NULL, made_at TEXT NOT NULL, UNIQUE (telegram_id)',
  );
  await createTable(
    db,
    'referrals',
    `invitee_id TEXT PRIMARY KEY,
     referrer_id TEXT NOT NULL,
     bound_at TEXT NOT NULL`,
  );
  await createTable(
    db,
    'ticket_ledger',
    `seq BIGINT NOT NULL,
     contest_code TEXT NOT NULL,
     cause TEXT NOT NULL,
     reason TEXT NOT NULL,
     beneficiary_id TEXT NOT NULL,
     delta BIGINT NOT NULL,
     order_id TEXT,
     at TEXT NOT NULL,
     note TEXT,
     made_by TEXT NOT NULL,
     PRIMARY KEY (contest_code, cause, reason, beneficiary_id)`,
  );
  await createTable(
    db,
    'owed_awards',
    `order_id TEXT PRIMARY KEY,
     telegram_id TEXT NOT NULL,
     attempts BIGINT NOT NULL,
     last_at TEXT,
     next_at TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting','done','none')),
     error TEXT`,
  );
  await createTable(
    db,
    'draws',
    `contest_code TEXT PRIMARY KEY,
     state TEXT NOT NULL CHECK (state IN ('frozen','published','drawn')),
     entries TEXT NOT NULL,
     entries_hash TEXT NOT NULL,
     frozen_at TEXT NOT NULL,
     published_at TEXT,
     outside_value TEXT,
     proof TEXT,
     drawn_at TEXT`,
  );
  await forbidChanges(db, 'ticket_ledger');
  await run(
    db,
    'create index referrals_by_referrer on referrals (referrer_id, bound_at)',
    'create index tickets_by_person on ticket_ledger (contest_code, beneficiary_id)',
    'create index tickets_by_order on ticket_ledger (order_id)',
    "create index awards_due on owed_awards (next_at) where state = 'waiting'",
  );
}
