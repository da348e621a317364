import type { ProviderName } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

/** How far the second road has read, as an instant: everything before it is stored. */
export async function findCursor(db: Reader, name: string): Promise<Instant | null> {
  const row = await db.selectFrom('cursors').select('value').where('name', '=', name).executeTakeFirst();
  return (row?.value ?? null) as Instant | null;
}

export async function moveCursor(tx: Tx, name: string, value: Instant, now: Instant): Promise<void> {
  await tx
    .insertInto('cursors')
    .values({ name, value, moved_at: now })
    .onConflict((c) => c.column('name').doUpdateSet({ value, moved_at: now }))
    .execute();
}

export type DueReread = Readonly<{
  provider: ProviderName;
  kind: 'payment' | 'refunds' | 'customer';
  externalId: string;
  cause: string;
  attempts: number;
}>;

export async function listDueRereads(db: Reader, now: Instant, limit: number): Promise<readonly DueReread[]> {
  const rows = await db
    .selectFrom('rereads')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    provider: row.provider as ProviderName,
    kind: row.kind as DueReread['kind'],
    externalId: row.external_id,
    cause: row.cause,
    attempts: row.attempts,
  }));
}

/** Whether the charge says that more went back than the refunds we have add up to. */
export async function hasMissingRefunds(db: Reader, chargeId: string): Promise<boolean> {
  const payment = await db.selectFrom('payments').select('facts').where('charge_id', '=', chargeId).executeTakeFirst();
  if (!payment) return false;
  const { charge } = JSON.parse(payment.facts) as { charge: { externalId: string; refundedMinor?: number } | null };
  const { seen } = await db
    .selectFrom('reversals')
    .select((eb) => eb.fn.sum<number>('amount_minor').as('seen'))
    .where('kind', '=', 'refund')
    .where((eb) =>
      eb.or([eb('charge_id', '=', chargeId), eb('payment_external_id', '=', charge?.externalId ?? chargeId)]),
    )
    .executeTakeFirstOrThrow();
  return Number(seen ?? 0) < (charge?.refundedMinor ?? 0);
}

export type RereadEnd = Readonly<
  { state: 'done' } | { state: 'dead'; detail: string } | { state: 'waiting'; dueAt: Instant; detail: string }
>;

export async function settleReread(tx: Tx, reread: DueReread, end: RereadEnd): Promise<void> {
  await tx
    .updateTable('rereads')
    .set({
      state: end.state,
      attempts: reread.attempts + 1,
      ...(end.state === 'waiting' ? { due_at: end.dueAt } : {}),
      ...(end.state === 'done' ? {} : { detail: end.detail }),
    })
    .where('provider', '=', reread.provider)
    .where('kind', '=', reread.kind)
    .where('external_id', '=', reread.externalId)
    .where('cause', '=', reread.cause)
    .execute();
}

export async function countLedger(db: Reader): Promise<{ payments: number; purchases: number }> {
  const payments = await db
    .selectFrom('payments')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  const purchases = await db
    .selectFrom('purchases')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow();
  return { payments: Number(payments.n), purchases: Number(purchases.n) };
}
