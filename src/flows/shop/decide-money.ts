import { isLargeRefund } from '../../domain/findings.ts';
import { moneyText } from '../../domain/money.ts';
import { type Actor, actorName, may } from '../../domain/permissions.ts';
import type { Order, OrderId } from '../../domain/shop/order.ts';
import { findDecision, listWaitingDecisions, settleDecision } from '../../store/shop/decisions.ts';
import { findOrder } from '../../store/shop/orders.ts';
import { orApproval } from '../approvals.ts';
import { auditIn } from '../audit.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { giveBack, refundPayment } from '../refund-payment.ts';
import type { Result } from '../types.ts';
import { markPaid, oweOrderMessage } from './paid.ts';
import type { MoneyDecision } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const expired = { ok: false, reason: 'expired' } as const;
const mostShown = 100;

type Decided = Result<{ decision: MoneyDecision }>;
export type MoneyChoice = Readonly<{ decisionId: string; how: 'refund' | 'accept' }>;

export async function listDecisions(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ decisions: readonly MoneyDecision[] }>> {
  if (!may(actor, 'see_orders')) return forbidden;
  return { ok: true, decisions: await listWaitingDecisions(deps.store.reader, mostShown) };
}

/** Money above the refund limit is given back or accepted only with a second person's yes. */
export async function decideMoney(
  deps: FlowDeps,
  actor: Actor,
  choice: MoneyChoice,
  signal: AbortSignal,
): Promise<Decided> {
  if (!may(actor, 'decide_money')) return forbidden;
  const decision = await findDecision(deps.store.reader, choice.decisionId);
  if (!decision) return notFound;
  if (decision.state !== 'waiting') return expired;
  const { amount, paymentRef: payment } = decision;
  const action = isLargeRefund(amount, deps.policy.values.refund_alone)
    ? ('decide_money_large' as const)
    : ('decide_money' as const);
  const effect = { how: choice.how, amount: moneyText(amount), payment };
  return orApproval(deps, actor, { action, argument: choice, effect }, () => carryOut(deps, actor, choice, signal));
}

/** After the confirmation, or the second person's yes. Decided meanwhile: `expired`. */
export async function carryOut(
  deps: FlowDeps,
  actor: Actor,
  { decisionId, how }: MoneyChoice,
  signal: AbortSignal,
): Promise<Decided> {
  const decision = await findDecision(deps.store.reader, decisionId);
  if (!decision) return notFound;
  if (decision.state !== 'waiting') return expired;
  const done = how === 'accept' ? await accept(deps, actor, decision) : await refund(deps, actor, decision, signal);
  if (!done.ok) return done;
  const now = await findDecision(deps.store.reader, decisionId);
  deps.wake();
  return { ok: true, decision: now ?? decision };
}

async function refund(deps: FlowDeps, actor: Actor, decision: MoneyDecision, signal: AbortSignal): Promise<Result> {
  const { provider, paymentRef: externalId, amount: left } = decision;
  const given = await giveBack(deps, actor, { provider, externalId, left }, signal);
  if (!given.ok) return given;
  await settle(deps, actor, decision, 'refunded');
  return given;
}

async function settle(
  deps: FlowDeps,
  actor: Actor,
  { id }: MoneyDecision,
  state: 'refunded' | 'accepted' | 'left',
): Promise<void> {
  await deps.commits.submit(async (tx) => {
    // A refund that was told while we asked for it has settled it already.
    if (await settleDecision(tx, id, { state, by: actorName(actor), now: nowOf(deps) }))
      await auditIn(tx, deps, actor, 'decide_money', id, state);
  });
}

/**
 * The order is paid by this money as it is, also one that had ended; what is paid already keeps its first payment, and
 * the second is kept without anything more being granted.
 */
async function accept(deps: FlowDeps, actor: Actor, decision: MoneyDecision): Promise<Result> {
  const order = decision.orderId && (await findOrder(deps.store.reader, decision.orderId));
  if (!order) return { ok: false, reason: 'invalid' };
  return deps.commits.submit(async (tx) => {
    const { provider, paymentRef: externalId } = decision;
    const payment = { provider, externalId };
    const from = ['waiting', 'expired', 'cancelled'] as const;
    const isPaid = await markPaid(tx, deps, order, { payment, paidAt: nowOf(deps), from });
    const state = isPaid ? 'accepted' : 'left';
    if (!(await settleDecision(tx, decision.id, { state, by: actorName(actor), now: nowOf(deps) })))
      throw new Error(`decision ${decision.id} was settled by somebody else`);
    await oweOrderMessage(tx, deps, order);
    await auditIn(tx, deps, actor, 'decide_money', decision.id, state);
    return { ok: true };
  });
}

/** All that is left of the payment that paid it. */
export async function refundOrder(
  deps: FlowDeps,
  actor: Actor,
  orderId: OrderId,
  signal: AbortSignal,
): Promise<Result<{ amount: Order['amount'] }>> {
  if (!may(actor, 'refund')) return forbidden;
  const order = await findOrder(deps.store.reader, orderId);
  if (!order?.paidBy) return notFound;
  return refundPayment(deps, actor, order.paidBy.externalId, signal);
}
