import type { Reread } from '../domain/decision.ts';
import type { ProviderName } from '../domain/ids.ts';
import type { Currency } from '../domain/money.ts';
import { earlier, type Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

const cursorOf = (provider: ProviderName) => `${provider}_events`;

/** How far the second road into a provider has read, as an instant: everything before it is stored. */
export async function findCursor(db: Reader, provider: ProviderName): Promise<Instant | null> {
  const name = cursorOf(provider);
  const row = await db.selectFrom('cursors').select('value').where('name', '=', name).executeTakeFirst();
  return (row?.value ?? null) as Instant | null;
}

/** Before it everything of all of them is stored; null while one was never read to its end. */
export async function findCompleteUntil(db: Reader, providers: Iterable<ProviderName>): Promise<Instant | null> {
  let until: Instant | null = null;
  for (const provider of providers) {
    const cursor = await findCursor(db, provider);
    if (cursor === null) return null;
    until = until === null ? cursor : earlier(until, cursor);
  }
  return until;
}

export async function moveCursor(tx: Tx, provider: ProviderName, value: Instant, now: Instant): Promise<void> {
  await tx
    .insertInto('cursors')
    .values({ name: cursorOf(provider), value, moved_at: now })
    .onConflict((c) => c.column('name').doUpdateSet({ value, moved_at: now }))
    .execute();
}

export type DueReread = Readonly<{
  provider: ProviderName;
  kind: Reread['kind'];
  externalId: string;
  cause: string;
  dueAt: Instant;
  attempts: number;
}>;

/** Asked for at once, however often it was before: what was read meanwhile may have been too early. */
export async function armReread(tx: Tx, { provider, kind, externalId, cause, dueAt }: Reread): Promise<void> {
  const fresh = { state: 'waiting' as const, due_at: dueAt, attempts: 0, detail: null };
  await tx
    .insertInto('rereads')
    .values({ provider, kind, external_id: externalId, cause, ...fresh })
    .onConflict((c) => c.columns(['provider', 'kind', 'external_id', 'cause']).doUpdateSet(fresh))
    .execute();
}

export async function listDueRereads(
  db: Reader,
  provider: ProviderName,
  now: Instant,
  limit: number,
): Promise<readonly DueReread[]> {
  const rows = await db
    .selectFrom('rereads')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('provider', '=', provider)
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    provider: row.provider as ProviderName,
    kind: row.kind as DueReread['kind'],
    externalId: row.external_id,
    cause: row.cause,
    dueAt: row.due_at as Instant,
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

/** Nothing where it was asked for anew meanwhile: then it is still to come. */
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
    .where('due_at', '=', reread.dueAt)
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

/** The time of the first payment since then whose booking in the base currency is not known; null where all is. */
export async function findUnsettled(
  db: Reader,
  provider: ProviderName,
  base: Currency,
  since: Instant,
): Promise<Instant | null> {
  const row = await db
    .selectFrom('payments')
    .select('paid_at')
    .where('status', '=', 'captured')
    .where('paid_at', '>=', since)
    .where('provider', '=', provider)
    .where('currency', '!=', base)
    .where('settled_minor', 'is', null)
    .orderBy('paid_at')
    .limit(1)
    .executeTakeFirst();
  return (row?.paid_at ?? null) as Instant | null;
}
