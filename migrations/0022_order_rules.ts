import type { Kysely } from 'kysely';
import { run } from './table.ts';

/** A trial is for once, whoever asks how often at the same time; and what a code's uses are counted by. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await run(
    db,
    "create unique index orders_trial_once on orders (telegram_id, plan_code) where kind = 'trial'",
    'create index orders_by_promo on orders (promo_code) where promo_code is not null',
  );
}
