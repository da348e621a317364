import type { Actor } from '../../domain/permissions.ts';
import { type OrderId, type OrderView, refusePaying } from '../../domain/shop/order.ts';
import { leftOf, methodsOf, type Plan } from '../../domain/shop/plan.ts';
import { adoptOrderMessage, findOrderInMessage, saveDrawn } from '../../store/shop/order-message.ts';
import { findOrderView } from '../../store/shop/order-view.ts';
import { findOrder, findOrderByGift, hadTrial } from '../../store/shop/orders.ts';
import { countTaken, findPlan } from '../../store/shop/plans.ts';
import { type FlowDeps, isBuyingHeld, nowOf } from '../deps.ts';
import { oweOrderMessage } from './paid.ts';
import { buyerOf, configuredMethods, no, priceOf } from './place-order.ts';
import type { CodedOffer, DrawnOrder, GiftView, OfferWish, ShopRefusal, ShopResult } from './types.ts';

/**
 * A plan with what it costs by each way to pay, with the code where one is given. Nothing is taken or counted: what
 * holds is decided when the order is placed.
 */
export async function showOffer(
  deps: FlowDeps,
  actor: Actor,
  { planCode, promo, renewalOf }: OfferWish,
): Promise<ShopResult<{ offer: CodedOffer }>> {
  const { reader } = deps.store;
  const buyer = buyerOf(actor);
  if (buyer === null) return no('forbidden');
  if (isBuyingHeld(deps)) return no('stopped');
  const plan = await findPlan(reader, planCode);
  if (!plan?.active) return no('not_found');
  if (plan.trial && (await hadTrial(reader, buyer, plan.code))) return no('trial_used');
  const left = renewalOf ? null : leftOf(plan, await countTaken(reader, plan.code));
  if (left === 0) return no('out_of_stock');
  const code = promo?.trim().toUpperCase() || null;
  const prices = await pricesOf(deps, plan, code, false);
  if ('ok' in prices) return prices;
  return { ok: true, offer: { plan, prices, left, promo: code } };
}

/** What an order that waits costs by each way to pay: plan and code are those it was placed with. */
export async function waysToPay(
  deps: FlowDeps,
  actor: Actor,
  orderId: OrderId,
): Promise<ShopResult<{ prices: CodedOffer['prices'] }>> {
  if (isBuyingHeld(deps)) return no('stopped');
  const order = await findOrder(deps.store.reader, orderId);
  if (order?.telegramId !== buyerOf(actor) || !order) return no('not_found');
  const over = refusePaying(order, nowOf(deps));
  if (over !== null) return no(over);
  const prices = await pricesOf(deps, order.plan, order.promoCode, true);
  return 'ok' in prices ? prices : { ok: true, prices };
}

/** Only the ways to pay for which the code counts; the refusal where it counts for none of them. */
async function pricesOf(
  deps: FlowDeps,
  plan: Plan,
  promo: string | null,
  isCounted: boolean,
): Promise<CodedOffer['prices'] | ShopRefusal> {
  if (plan.trial) return [];
  const prices: CodedOffer['prices'][number][] = [];
  let refused: ShopRefusal = no('no_method');
  for (const method of methodsOf(plan, configuredMethods(deps))) {
    const priced = await priceOf(deps.store.reader, plan, { method, promo, now: nowOf(deps), isCounted });
    const needsContact = deps.checkouts.get(method)?.needsContact ?? false;
    if (priced.ok) prices.push({ method, price: priced.amount, takenOffMinor: priced.takenOffMinor, needsContact });
    else refused = priced;
  }
  return prices.length > 0 ? prices : refused;
}

/** An order as its message shows it, for its buyer. */
export async function orderView(deps: FlowDeps, actor: Actor, id: OrderId): Promise<OrderView | null> {
  const order = await findOrder(deps.store.reader, id);
  return order && order.telegramId === buyerOf(actor) ? findOrderView(deps.store.reader, id) : null;
}

/** What a gift's link leads to, before anybody takes it; says nothing of who pays. */
export async function findGift(deps: FlowDeps, actor: Actor, code: string): Promise<GiftView | null> {
  const order = await findOrderByGift(deps.store.reader, code);
  if (order?.status !== 'paid') return null;
  const person = buyerOf(actor);
  const state = order.recipientId === null ? 'open' : order.recipientId === person ? 'yours' : 'taken';
  return { plan: order.plan, state, isOwn: order.telegramId === person };
}

/** From now on the order lives in this message; returns the one in which it did before. */
export async function showOrderIn(
  deps: FlowDeps,
  actor: Actor,
  orderId: OrderId,
  messageId: string,
): Promise<string | null> {
  const order = await findOrder(deps.store.reader, orderId);
  const chatId = buyerOf(actor);
  if (!order || chatId === null || order.telegramId !== chatId) return null;
  const drawn = { handle: deps.randomHandle(), now: nowOf(deps) };
  return deps.commits.submit((tx) => adoptOrderMessage(tx, { orderId, chatId, messageId }, drawn));
}

/**
 * A dialogue has written the order's message. `shownHash`: the fingerprint of the order as it stood. What changed
 * meanwhile is told now, whichever of both came first.
 */
export async function orderDrawn(
  deps: FlowDeps,
  actor: Actor,
  { orderId, messageId, shownHash }: DrawnOrder,
): Promise<void> {
  const chatId = buyerOf(actor);
  if (chatId === null) return;
  await deps.commits.submit(async (tx) => {
    const order = await findOrder(tx, orderId);
    if (order?.telegramId !== chatId) return;
    await saveDrawn(tx, { orderId, chatId, messageId }, shownHash);
    if (order.status !== 'waiting') await oweOrderMessage(tx, deps, order);
  });
  deps.wake();
}

/** The order that lives in a message of the buyer's own chat. */
export async function orderShownIn(deps: FlowDeps, actor: Actor, messageId: string): Promise<OrderView | null> {
  const chatId = buyerOf(actor);
  const id = chatId === null ? null : await findOrderInMessage(deps.store.reader, chatId, messageId);
  return id === null ? null : orderView(deps, actor, id);
}
