import type { MoneyState } from '../../domain/shop/money-back.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { OwedAwardTable } from '../schema-shop.ts';

/** Tickets that could not be entered with the order's payment, or not be taken with its refund. */
export type OwedAward = Readonly<{
  orderId: string;
  telegramId: string;
  attempts: number;
  lastAt: Instant | null;
  nextAt: Instant;
  error: string | null;
  money: MoneyState | null;
}>;

function owedOf(row: OwedAwardTable): OwedAward {
  return {
    orderId: row.order_id,
    telegramId: row.telegram_id,
    attempts: row.attempts,
    lastAt: row.last_at as Instant | null,
    nextAt: row.next_at as Instant,
    error: row.error,
    money: row.money === null ? null : (JSON.parse(row.money) as MoneyState),
  };
}

/** What became of the order's money stays known until something newer is told. */
export async function oweAward(tx: Tx, owed: OwedAward): Promise<void> {
  const { orderId: order_id, telegramId: telegram_id, attempts, lastAt: last_at, nextAt: next_at, error } = owed;
  const row = { attempts, last_at, next_at, error, state: 'waiting' as const };
  const money = owed.money && JSON.stringify(owed.money);
  await tx
    .insertInto('owed_awards')
    .values({ order_id, telegram_id, ...row, money })
    .onConflict((c) => c.column('order_id').doUpdateSet({ ...row, ...(money !== null && { money }) }))
    .execute();
}

export async function findOwed(db: Reader, orderId: string): Promise<OwedAward | null> {
  const row = await db
    .selectFrom('owed_awards')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return row ? owedOf(row) : null;
}

export async function settleOwed(tx: Tx, orderId: string, state: 'done' | 'none', now: Instant): Promise<void> {
  await tx
    .updateTable('owed_awards')
    .set({ state, last_at: now, error: null })
    .where('order_id', '=', orderId)
    .where('state', '=', 'waiting')
    .execute();
}

export async function listDueAwards(db: Reader, now: Instant, limit: number): Promise<readonly OwedAward[]> {
  const rows = await db
    .selectFrom('owed_awards')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit)
    .execute();
  return rows.map(owedOf);
}

export async function countOwed(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('owed_awards')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

export async function listOwed(db: Reader, limit: number): Promise<readonly OwedAward[]> {
  const rows = await db
    .selectFrom('owed_awards')
    .selectAll()
    .where('state', '=', 'waiting')
    .orderBy('next_at')
    .limit(limit)
    .execute();
  return rows.map(owedOf);
}

/** An order as a contest sees it. */
export type SoldOrder = Readonly<{
  orderId: string;
  telegramId: string;
  kind: string;
  planCode: string;
  planTickets: number;
  createdAt: Instant;
  paidAt: Instant | null;
  provider: string | null;
  paymentRef: string | null;
}>;

export async function findSoldOrder(db: Reader, orderId: string): Promise<SoldOrder | null> {
  const row = await db.selectFrom('orders').selectAll().where('id', '=', orderId).executeTakeFirst();
  if (!row) return null;
  const plan = JSON.parse(row.plan) as { tickets?: number };
  return {
    orderId,
    telegramId: row.telegram_id,
    kind: row.kind,
    planCode: row.plan_code,
    planTickets: plan.tickets ?? 0,
    createdAt: row.created_at as Instant,
    paidAt: row.paid_at as Instant | null,
    provider: row.provider,
    paymentRef: row.payment_ref,
  };
}
