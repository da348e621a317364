import type { Actor } from '../../domain/permissions.ts';
import {
  type NextAttempt,
  nextAttempt,
  nextCheck,
  type Order,
  type OrderId,
  type PayAttempt,
  refusePaying,
} from '../../domain/shop/order.ts';
import { methodsOf, type PayMethod } from '../../domain/shop/plan.ts';
import type { Tx } from '../../store/database.ts';
import { changeAttempt, insertAttempt, listAttempts } from '../../store/shop/attempts.ts';
import { isBeingDrawn } from '../../store/shop/order-message.ts';
import { changeOrder, findOrder } from '../../store/shop/orders.ts';
import { type FlowDeps, isBuyingHeld, nowOf } from '../deps.ts';
import { callOffAttempt, openAttempt } from './ask-provider.ts';
import { endOrder, markPaid, oweOrderMessage } from './paid.ts';
import { buyerOf, configuredMethods, no, priceOf } from './place-order.ts';
import type { PayPage, ShopRefusal, ShopResult } from './types.ts';

/** End the other method's try, begin, ask: more steps than these mean that somebody else presses at the same time. */
const mostSteps = 5;

/** A dialogue that asked for the way to pay writes its message in less time. */
const drawnWithinMs = 3_000;

/**
 * The order's message is brought to how it stands. Where a dialogue is about to write it, this comes only for the case
 * that it dies before: it must not wait for room in the chat and then take the place of what was asked meanwhile.
 */
async function oweWaitingMessage(tx: Tx, deps: FlowDeps, order: Order): Promise<void> {
  const afterMs = (await isBeingDrawn(tx, order.id, order.telegramId)) ? drawnWithinMs : 0;
  await oweOrderMessage(tx, deps, order, { afterMs });
}

/** The order, where it is this buyer's and he can pay it now. */
async function payable(deps: FlowDeps, actor: Actor, orderId: OrderId): Promise<ShopResult<{ order: Order }>> {
  const buyer = buyerOf(actor);
  if (buyer === null) return no('forbidden');
  const order = await findOrder(deps.store.reader, orderId);
  if (order?.telegramId !== buyer) return no('not_found');
  const reason = refusePaying(order, nowOf(deps));
  return reason === null ? { ok: true, order } : no(reason);
}

/**
 * The page where an order is paid by this method. The attempt and its key are stored before the provider is asked, so
 * whatever is lost in between, the next call asks for the same payment; another method's open try is ended first.
 */
export async function startPayment(
  deps: FlowDeps,
  actor: Actor,
  { orderId, method, contact }: Readonly<{ orderId: OrderId; method: PayMethod; contact?: string | undefined }>,
  signal: AbortSignal,
): Promise<ShopResult<PayPage>> {
  if (isBuyingHeld(deps)) return no('stopped');
  if (contact !== undefined) {
    const found = await payable(deps, actor, orderId);
    if (!found.ok) return found;
    await deps.commits.submit((tx) => changeOrder(tx, orderId, ['waiting'], { contact }));
  }
  for (let step = 0; step < mostSteps; step += 1) {
    const found = await payable(deps, actor, orderId);
    if (!found.ok) return found;
    const { order } = found;
    if (!methodsOf(order.plan, configuredMethods(deps)).includes(method)) return no('no_method');
    if (deps.checkouts.get(method)?.needsContact && order.contact === null) return no('contact_needed');
    const next = nextAttempt(await listAttempts(deps.store.reader, orderId), method);
    const result = await take(deps, order, { method, next }, signal);
    if (result) return result;
  }
  return no('not_now');
}

type Step = Readonly<{ method: PayMethod; next: NextAttempt }>;

/** Null: one step nearer, to be looked at anew. */
async function take(
  deps: FlowDeps,
  order: Order,
  { method, next }: Step,
  signal: AbortSignal,
): Promise<ShopResult<PayPage> | null> {
  switch (next.do) {
    case 'reuse':
      return reuse(deps, order, next.attempt);
    case 'ask_again':
      return open(deps, order, next.attempt, signal);
    case 'end_first':
      return (await endOther(deps, order, next.attempt, signal)) ? null : no('not_now');
    case 'begin': {
      const begun = await deps.commits.submit((tx) => begin(tx, deps, order, method));
      if (begun === null || 'ok' in begun) return begun;
      return open(deps, begun.order, begun.attempt, signal);
    }
  }
}

async function reuse(deps: FlowDeps, order: Order, attempt: PayAttempt): Promise<ShopResult<PayPage> | null> {
  const { method, url } = attempt;
  if (url === null) return no('not_now');
  if (order.method === method && !attempt.left) return { ok: true, order, method, url };
  const refused = await deps.commits.submit(async (tx) => {
    const priced = await reprice(tx, deps, order, method);
    if ('ok' in priced) return priced;
    await changeAttempt(tx, attempt, { left: false });
    return null;
  });
  return refused;
}

/** The order costs what it costs by this method, from now on. */
async function reprice(
  tx: Tx,
  deps: FlowDeps,
  order: Order,
  method: PayMethod,
): Promise<Readonly<{ order: Order }> | ShopRefusal> {
  const now = nowOf(deps);
  const priced = await priceOf(tx, order.plan, { method, promo: order.promoCode, now, isCounted: true });
  if (!priced.ok) return priced;
  const { amount, takenOffMinor } = priced;
  if (!(await changeOrder(tx, order.id, ['waiting'], { amount, takenOffMinor, method }))) return no('ended');
  await oweWaitingMessage(tx, deps, order);
  return { order: { ...order, amount, takenOffMinor, method } };
}

type Begun = Readonly<{ order: Order; attempt: PayAttempt }> | ShopRefusal | null;

/** Null: somebody began meanwhile. */
async function begin(tx: Tx, deps: FlowDeps, { id }: Order, method: PayMethod): Promise<Begun> {
  const next = nextAttempt(await listAttempts(tx, id), method);
  const order = await findOrder(tx, id);
  if (next.do !== 'begin' || !order) return null;
  const priced = await reprice(tx, deps, order, method);
  if ('ok' in priced) return priced;
  const now = nowOf(deps);
  if (priced.order.amount.amountMinor === 0) {
    await markPaid(tx, deps, priced.order, { payment: null, paidAt: now });
    return no('already_paid');
  }
  const fresh = { orderId: id, n: next.n, method, createdAt: now, checks: 0 };
  const attempt: PayAttempt = {
    ...fresh,
    state: 'opening',
    ref: null,
    url: null,
    nextCheckAt: nextCheck(fresh),
    left: false,
  };
  await insertAttempt(tx, attempt);
  return { order: priced.order, attempt };
}

async function open(
  deps: FlowDeps,
  order: Order,
  attempt: PayAttempt,
  signal: AbortSignal,
): Promise<ShopResult<PayPage>> {
  const answered = await openAttempt(deps, order, attempt, signal);
  if (!answered.ok) {
    if (answered.why === 'no_answer') return no('not_now');
    await deps.commits.submit((tx) => changeAttempt(tx, attempt, { state: 'ended', nextCheckAt: null }));
    return no('no_method');
  }
  const { url } = answered.asked;
  if (url === null) return no(answered.asked.status === 'captured' ? 'already_paid' : 'not_now');
  await deps.commits.submit((tx) => oweWaitingMessage(tx, deps, order));
  deps.wake();
  return { ok: true, order, method: attempt.method, url };
}

/**
 * True once nothing stands in the way of another method: the provider says that it is over, or that it cannot call it
 * off (then it is left, and money that still comes of it is judged like any other). False where it does not answer.
 */
async function endOther(deps: FlowDeps, order: Order, attempt: PayAttempt, signal: AbortSignal): Promise<boolean> {
  const known = attempt.ref === null ? await openAttempt(deps, order, attempt, signal) : null;
  if (known && !known.ok) {
    if (known.why === 'no_answer') return false;
    await deps.commits.submit((tx) => changeAttempt(tx, attempt, { state: 'ended', nextCheckAt: null }));
    return true;
  }
  const ref = known?.asked.externalId ?? attempt.ref;
  const ended = await callOffAttempt(deps, { ...attempt, ref }, signal);
  if (!ended.ok) return false;
  if (ended.asked.status === 'pending') await deps.commits.submit((tx) => changeAttempt(tx, attempt, { left: true }));
  return true;
}

/** Only what waits; what could still be paid is called off soon after. */
export async function cancelOrder(
  deps: FlowDeps,
  actor: Actor,
  orderId: OrderId,
): Promise<ShopResult<{ order: Order }>> {
  const found = await payable(deps, actor, orderId);
  if (!found.ok) return found;
  const { order } = found;
  const isEnded = await deps.commits.submit((tx) => endOrder(tx, deps, order, 'cancelled'));
  deps.wake();
  return isEnded ? { ok: true, order: { ...order, status: 'cancelled' } } : no('already_paid');
}
