import type { Decision } from '../../domain/decision.ts';
import { isErasedId } from '../../domain/erasure.ts';
import type { DomainEvent, OrderFacts } from '../../domain/facts.ts';
import { money } from '../../domain/money.ts';
import type { Assessed } from '../../domain/neighbourhood.ts';
import { reversedMinorOf } from '../../domain/reversals.ts';
import { moneyStateOf } from '../../domain/shop/money-back.ts';
import { isAlive, judgeMoney, type Order, type OrderId, type OrderMoney } from '../../domain/shop/order.ts';
import type { Notice } from '../../domain/views.ts';
import type { Tx } from '../../store/database.ts';
import { changeAttempt, listAttempts } from '../../store/shop/attempts.ts';
import { findDecisionOf, insertDecision, settleDecision } from '../../store/shop/decisions.ts';
import { findMoneyBack, findPaymentRef, type PaidRef } from '../../store/shop/money-back.ts';
import { changeOrder, findOrder, findOrderByPayment, insertOrder } from '../../store/shop/orders.ts';
import { countPaidPlaces, findPlan } from '../../store/shop/plans.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { isMaskOf } from '../erasure-gate.ts';
import { followPaid, markPaid, oweOrderMessage } from './paid.ts';

/** Something that people have to be told, once per cause. */
export type Alarm = Readonly<{ notice: Notice; cause: string }>;

/** Ours are made by us; other shops write numbers of their own under the same name. */
const ours = /^ord_/;

/**
 * What an event's payments mean for the orders that they name, in the event's own transaction: paid once, or put before a
 * person with an alarm. Repeated, in any order and by any road, it changes nothing more.
 */
export async function settleOrders(
  tx: Tx,
  deps: FlowDeps,
  event: DomainEvent,
  { payments, refunds, disputes }: Decision,
): Promise<readonly Alarm[]> {
  const alarms: Alarm[] = [];
  for (const assessed of payments) {
    const facts = orderFactsOf(assessed);
    if (!facts?.orderId || !ours.test(facts.orderId)) continue;
    const alarm = await settlePayment(tx, deps, event, assessed, { ...facts, orderId: facts.orderId });
    if (alarm) alarms.push(alarm);
  }
  for (const ref of await refsWithMoneyBack(tx, [...refunds, ...disputes])) await settleMoneyBack(tx, deps, ref);
  return alarms;
}

function orderFactsOf({ payment: { charge, intent, session } }: Assessed): OrderFacts | null {
  return [charge, intent, session].find((fact) => fact?.order.orderId)?.order ?? null;
}

/** The ids under which a try to pay may know its payment. */
function refsOf({ payment, summary }: Assessed): readonly string[] {
  return [payment.externalId, ...(summary.sessionId ? [summary.sessionId] : [])];
}

type Named = OrderFacts & Readonly<{ orderId: string }>;

async function settlePayment(
  tx: Tx,
  deps: FlowDeps,
  { source }: DomainEvent,
  assessed: Assessed,
  facts: Named,
): Promise<Alarm | null> {
  const { summary, moneyBack } = assessed;
  const order = await findOrder(tx, facts.orderId);
  if (order) await settleTry(tx, order, assessed);
  if (summary.status !== 'captured') return null;
  // What was paid before this database began is nobody's order here.
  if (order === null && source === 'history') return null;
  const { provider, externalId } = assessed.payment;
  if (await findDecisionOf(tx, provider, externalId)) return null;
  const telegramId = await payerOf(tx, order, facts.telegramId ?? null);
  const paid = moneyOf(deps, assessed, telegramId);
  const judgement = judgeMoney(order, paid, order === null || (await isInStock(tx, order)));
  switch (judgement.kind) {
    case 'known':
      return null;
    case 'pays':
      await markPaid(tx, deps, order as Order, { payment: paid, paidAt: paid.paidAt });
      // Whatever of it went back before anybody heard of it: the order becomes what it would be in the order of things.
      await settleMoneyBack(tx, deps, { provider, externalId });
      return null;
    case 'renews':
      await renew(tx, deps, order as Order, paid);
      await settleMoneyBack(tx, deps, { provider, externalId });
      return null;
    case 'problem':
      if (summary.amountMinor <= reversedMinorOf(moneyBack)) return null;
      if (order) await oweOrderMessage(tx, deps, order);
      return putBeforeAPerson(tx, deps, facts.orderId as OrderId, paid, judgement.problem);
  }
}

/** Somebody who was erased before he ordered again is masked in what the provider says, and in his order is not. */
async function payerOf(tx: Tx, order: Order | null, named: string | null): Promise<string | null> {
  if (order === null || named === null || !isErasedId(named)) return named;
  return (await isMaskOf(tx, named, order.telegramId)) ? order.telegramId : named;
}

function moneyOf(deps: FlowDeps, { payment, summary }: Assessed, telegramId: string | null): OrderMoney {
  const { provider, externalId } = payment;
  const amount = money(summary.amountMinor, summary.currency);
  return { provider, externalId, amount, telegramId, paidAt: summary.paidAt ?? nowOf(deps) };
}

/** It holds a place since it was placed; but there may be fewer places now. */
async function isInStock(tx: Tx, { plan, kind }: Order): Promise<boolean> {
  const stock = (await findPlan(tx, plan.code))?.stock ?? null;
  return stock === null || kind === 'renewal' || (await countPaidPlaces(tx, plan.code)) < stock;
}

/** What the provider says of a payment is said of the try that asked for it, whatever becomes of the order. */
async function settleTry(tx: Tx, { id }: Order, assessed: Assessed): Promise<void> {
  const { status } = assessed.summary;
  if (status !== 'captured' && status !== 'canceled') return;
  const refs = refsOf(assessed);
  const state = status === 'captured' ? 'succeeded' : 'ended';
  for (const attempt of await listAttempts(tx, id)) {
    if (isAlive(attempt) && attempt.ref !== null && refs.includes(attempt.ref))
      await changeAttempt(tx, attempt, { state, nextCheckAt: null });
  }
}

/** The next month of a subscription: an order that was never waited for. */
async function renew(
  tx: Tx,
  deps: FlowDeps,
  before: Order,
  { provider, externalId, paidAt }: OrderMoney,
): Promise<void> {
  const paidBy = { provider, externalId };
  if (await findOrderByPayment(tx, provider, externalId)) return;
  const renewal: Order = {
    ...before,
    id: deps.newId('ord') as OrderId,
    kind: 'renewal',
    status: 'paid',
    createdAt: nowOf(deps),
    expiresAt: nowOf(deps),
    giftCode: null,
    paidAt,
    paidBy,
    remindedAt: null,
  };
  await insertOrder(tx, renewal);
  await followPaid(tx, deps, renewal, paidBy);
}

async function putBeforeAPerson(
  tx: Tx,
  deps: FlowDeps,
  orderId: OrderId,
  { provider, externalId, amount, telegramId }: OrderMoney,
  problem: Parameters<typeof insertDecision>[1]['problem'],
): Promise<Alarm | null> {
  const id = deps.newId('dec');
  const decision = { id, orderId, provider, paymentRef: externalId, problem, amount, telegramId, madeAt: nowOf(deps) };
  if (!(await insertDecision(tx, decision))) return null;
  const notice: Notice = { kind: 'money_problem', decision: id, problem, order: orderId, payment: externalId, amount };
  return { notice, cause: id };
}

// ---- money that goes back -----------------------------------------------------------------------------------------

async function refsWithMoneyBack(
  tx: Tx,
  reversals: readonly (Decision['refunds'][number] | Decision['disputes'][number])[],
): Promise<readonly PaidRef[]> {
  const refs = new Map<string, PaidRef>();
  for (const { fact } of reversals) {
    const ref = await findPaymentRef(tx, fact);
    if (ref) refs.set(`${ref.provider} ${ref.externalId}`, ref);
  }
  return [...refs.values()];
}

async function settleMoneyBack(tx: Tx, deps: FlowDeps, ref: PaidRef): Promise<void> {
  const known = await findMoneyBack(tx, ref);
  const state = known && moneyStateOf(known.capturedMinor, known.facts);
  if (!state) return;
  const order = await findOrderByPayment(tx, ref.provider, ref.externalId);
  if (!order) {
    if (state.isTakenBack) await settleRefunded(tx, deps, ref);
    return;
  }
  const [from, to] = state.isTakenBack ? (['paid', 'refunded'] as const) : (['refunded', 'paid'] as const);
  if (!(await changeOrder(tx, order.id, [from], { status: to }))) return;
  await oweOrderMessage(tx, deps, order);
  for (const hook of deps.shop.hooks.afterMoneyBack) await hook(tx, deps, { ...order, status: to }, state);
}

/** Somebody gave it back at the provider: there is nothing left to decide. */
async function settleRefunded(tx: Tx, deps: FlowDeps, { provider, externalId }: PaidRef): Promise<void> {
  const waiting = await findDecisionOf(tx, provider, externalId);
  if (!waiting) return;
  await settleDecision(tx, waiting.id, { state: 'refunded', by: provider, now: nowOf(deps) });
  const order = waiting.orderId && (await findOrder(tx, waiting.orderId));
  if (order) await oweOrderMessage(tx, deps, order);
}
