import type { OrderId, PayAttempt } from '../../domain/shop/order.ts';
import type { PayMethod } from '../../domain/shop/plan.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { PayAttemptTable } from '../schema-shop.ts';

/** In `detail`: the buyer went another way, and the provider cannot call it off. */
const left = 'left';

function attemptOf(row: PayAttemptTable): PayAttempt {
  return {
    orderId: row.order_id as OrderId,
    n: row.n,
    method: row.method as PayMethod,
    state: row.state,
    ref: row.ref,
    url: row.url,
    createdAt: row.created_at as Instant,
    checks: row.checks,
    nextCheckAt: row.next_check_at as Instant | null,
    left: row.detail === left,
  };
}

export async function insertAttempt(tx: Tx, attempt: PayAttempt): Promise<void> {
  await tx
    .insertInto('pay_attempts')
    .values({
      order_id: attempt.orderId,
      n: attempt.n,
      method: attempt.method,
      state: attempt.state,
      ref: attempt.ref,
      url: attempt.url,
      created_at: attempt.createdAt,
      checks: attempt.checks,
      next_check_at: attempt.nextCheckAt,
      detail: null,
    })
    .execute();
}

export async function listAttempts(db: Reader, orderId: OrderId): Promise<readonly PayAttempt[]> {
  const rows = await db.selectFrom('pay_attempts').selectAll().where('order_id', '=', orderId).orderBy('n').execute();
  return rows.map(attemptOf);
}

export async function findAttempt(db: Reader, orderId: string, n: number): Promise<PayAttempt | null> {
  const row = await db
    .selectFrom('pay_attempts')
    .selectAll()
    .where('order_id', '=', orderId)
    .where('n', '=', n)
    .executeTakeFirst();
  return row ? attemptOf(row) : null;
}

export async function listDueAttempts(db: Reader, now: Instant, limit: number): Promise<readonly PayAttempt[]> {
  const rows = await db
    .selectFrom('pay_attempts')
    .selectAll()
    .where('next_check_at', '<=', now)
    .orderBy('next_check_at')
    .limit(limit)
    .execute();
  return rows.map(attemptOf);
}

type Key = Pick<PayAttempt, 'orderId' | 'n'>;
type Changes = Readonly<Partial<Pick<PayAttempt, 'state' | 'ref' | 'url' | 'checks' | 'nextCheckAt'>>> &
  Readonly<{ detail?: string | null; left?: boolean }>;

/** What is over stays over: an answer that comes late changes nothing. */
export async function changeAttempt(
  tx: Tx,
  { orderId, n }: Key,
  { nextCheckAt, left: isLeft, ...same }: Changes,
): Promise<void> {
  await tx
    .updateTable('pay_attempts')
    .set({
      ...same,
      ...(nextCheckAt === undefined ? {} : { next_check_at: nextCheckAt }),
      ...(isLeft === undefined ? {} : { detail: isLeft ? left : null }),
    })
    .where('order_id', '=', orderId)
    .where('n', '=', n)
    .where('state', 'in', ['opening', 'open'])
    .execute();
}

/** The order is over: what of its tries is still open is looked at, and called off, at once. */
export async function endSoon(tx: Tx, orderId: OrderId, now: Instant): Promise<void> {
  await tx
    .updateTable('pay_attempts')
    .set({ next_check_at: now })
    .where('order_id', '=', orderId)
    .where('state', 'in', ['opening', 'open'])
    .execute();
}
