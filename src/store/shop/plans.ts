import { type Plan, planCodeShape } from '../../domain/shop/plan.ts';
import type { Instant } from '../../domain/time.ts';
import { sha256 } from '../../lib/hash.ts';
import type { Reader, Tx } from '../database.ts';

export async function findPlan(db: Reader, code: string): Promise<Plan | null> {
  if (!planCodeShape.test(code)) return null;
  const row = await db.selectFrom('plans').select('plan').where('code', '=', code).executeTakeFirst();
  return row ? (JSON.parse(row.plan) as Plan) : null;
}

export async function listPlans(db: Reader): Promise<readonly Plan[]> {
  const rows = await db.selectFrom('plans').select('plan').orderBy('code').execute();
  return rows.map(({ plan }) => JSON.parse(plan) as Plan);
}

/** The chats that plans on sale let people into. */
export async function listSoldPlaces(db: Reader): Promise<readonly string[]> {
  const plans = (await listPlans(db)).filter(({ active }) => active);
  const places = plans.flatMap(({ fulfilment }) => (fulfilment.type === 'invite_link' ? [fulfilment.chatId] : []));
  return [...new Set(places)];
}

export async function savePlan(tx: Tx, plan: Plan, by: string, now: Instant): Promise<void> {
  const row = {
    code: plan.code,
    plan: JSON.stringify(plan),
    active: plan.active ? (1 as const) : (0 as const),
    changed_by: by,
    changed_at: now,
  };
  await tx
    .insertInto('plans')
    .values(row)
    .onConflict((c) => c.column('code').doUpdateSet(row))
    .execute();
}

/** Puts keys into a plan's stock; one that is there already, given or not, is not added twice. */
export async function addKeys(tx: Tx, planCode: string, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await tx
      .insertInto('plan_keys')
      .values({ plan_code: planCode, key_hash: sha256(key), key_text: key, order_id: null, given_at: null })
      .onConflict((c) => c.columns(['plan_code', 'key_hash']).doNothing())
      .execute();
  }
}

/** What of a plan is taken: places of living orders, orders at all, and keys that were put into its stock. */
export type Taken = Readonly<{ places: number; orders: number; keys: number; keysGiven: number }>;

export async function countTaken(db: Reader, planCode: string): Promise<Taken> {
  const orders = await db
    .selectFrom('orders')
    .select((e) => ['kind', e.fn.countAll().as('n')])
    .where('plan_code', '=', planCode)
    .where('status', 'in', ['waiting', 'paid'])
    .groupBy('kind')
    .execute();
  const keys = await db
    .selectFrom('plan_keys')
    .select((e) => [e.fn.countAll().as('n'), e.fn.count('order_id').as('given')])
    .where('plan_code', '=', planCode)
    .executeTakeFirst();
  const sum = (of: typeof orders) => of.reduce((total, { n }) => total + Number(n), 0);
  return {
    places: sum(orders.filter(({ kind }) => kind !== 'renewal')),
    orders: sum(orders),
    keys: Number(keys?.n ?? 0),
    keysGiven: Number(keys?.given ?? 0),
  };
}

/** Places that are paid for: what waits does not count. */
export async function countPaidPlaces(db: Reader, planCode: string): Promise<number> {
  const row = await db
    .selectFrom('orders')
    .select((e) => e.fn.countAll().as('n'))
    .where('plan_code', '=', planCode)
    .where('status', '=', 'paid')
    .where('kind', '!=', 'renewal')
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
