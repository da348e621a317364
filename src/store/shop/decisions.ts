import type { ProviderName } from '../../domain/ids.ts';
import { currency, type Money, money } from '../../domain/money.ts';
import type { HeldMoney, MoneyProblem, Order, OrderId } from '../../domain/shop/order.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { MoneyDecisionTable } from '../schema-shop.ts';

/** Money that pays no order as it should, and what a person decided. */
export type Decision = Readonly<{
  id: string;
  orderId: OrderId | null;
  provider: ProviderName;
  paymentRef: string;
  problem: MoneyProblem;
  amount: Money;
  telegramId: string | null;
  state: MoneyDecisionTable['state'];
  madeAt: Instant;
  decidedBy: string | null;
  decidedAt: Instant | null;
}>;

function decisionOf(row: MoneyDecisionTable): Decision {
  return {
    id: row.id,
    orderId: row.order_id as OrderId | null,
    provider: row.provider as ProviderName,
    paymentRef: row.payment_ref,
    problem: row.problem as MoneyProblem,
    amount: money(row.amount_minor, currency(row.currency)),
    telegramId: row.telegram_id,
    state: row.state,
    madeAt: row.made_at as Instant,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at as Instant | null,
  };
}

/** One for each payment, whatever is told of it afterwards: false where it is there. */
export async function insertDecision(
  tx: Tx,
  decision: Omit<Decision, 'state' | 'decidedBy' | 'decidedAt'>,
): Promise<boolean> {
  const result = await tx
    .insertInto('money_decisions')
    .values({
      id: decision.id,
      order_id: decision.orderId,
      provider: decision.provider,
      payment_ref: decision.paymentRef,
      problem: decision.problem,
      amount_minor: decision.amount.amountMinor,
      currency: decision.amount.currency,
      telegram_id: decision.telegramId,
      state: 'waiting',
      made_at: decision.madeAt,
      decided_by: null,
      decided_at: null,
      detail: null,
    })
    .onConflict((c) => c.columns(['provider', 'payment_ref']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0) === 1;
}

export async function findDecision(db: Reader, id: string): Promise<Decision | null> {
  const row = await db.selectFrom('money_decisions').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? decisionOf(row) : null;
}

export async function findDecisionOf(db: Reader, provider: ProviderName, ref: string): Promise<Decision | null> {
  const row = await db
    .selectFrom('money_decisions')
    .selectAll()
    .where('provider', '=', provider)
    .where('payment_ref', '=', ref)
    .executeTakeFirst();
  return row ? decisionOf(row) : null;
}

/**
 * The newest of a buyer's money that does not pay his order as it is, where nobody took it as paid. What is another
 * person's is not his to know of; what only lacks a key has paid the order.
 */
export async function findHeldMoney(db: Reader, { id, telegramId }: Pick<Order, 'id' | 'telegramId'>) {
  const row = await db
    .selectFrom('money_decisions')
    .selectAll()
    .where('order_id', '=', id)
    .where('problem', 'not in', ['no_key', 'another_person'])
    .where((e) => e.or([e('telegram_id', 'is', null), e('telegram_id', '=', telegramId)]))
    .where('state', 'in', ['waiting', 'refunded'])
    .orderBy('made_at', 'desc')
    .executeTakeFirst();
  const decision = row && decisionOf(row);
  return decision ? ({ amount: decision.amount, state: decision.state } as HeldMoney) : null;
}

export async function listWaitingDecisions(db: Reader, limit: number): Promise<readonly Decision[]> {
  const rows = await db
    .selectFrom('money_decisions')
    .selectAll()
    .where('state', '=', 'waiting')
    .orderBy('made_at')
    .limit(limit)
    .execute();
  return rows.map(decisionOf);
}

type End = Readonly<{ state: 'refunded' | 'accepted' | 'left'; by: string; now: Instant }>;

/**
 * One of those who decide at the same time is the first. The provider's word of a refund may overtake the person who
 * asked for it: it is his decision all the same.
 */
export async function settleDecision(tx: Tx, id: string, { state, by, now }: End): Promise<boolean> {
  const result = await tx
    .updateTable('money_decisions')
    .set({ state, decided_by: by, decided_at: now })
    .where('id', '=', id)
    .where((e) =>
      state !== 'refunded'
        ? e('state', '=', 'waiting')
        : e.or([
            e('state', '=', 'waiting'),
            e.and([e('state', '=', 'refunded'), e('decided_by', '=', e.ref('provider'))]),
          ]),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}
