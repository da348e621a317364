import type { Actor } from '../../domain/permissions.ts';
import type { OrderId, OrderView } from '../../domain/shop/order.ts';
import { leftOf, methodsOf, type Plan } from '../../domain/shop/plan.ts';
import { findOrderView } from '../../store/shop/order-view.ts';
import { findOrder, findOrderByGift, hadTrial } from '../../store/shop/orders.ts';
import { countTaken, findPlan } from '../../store/shop/plans.ts';
import { type FlowDeps, isBuyingHeld, nowOf } from '../deps.ts';
import { buyerOf, configuredMethods, no, priceOf } from './place-order.ts';
import type { CodedOffer, GiftView, OfferWish, ShopRefusal, ShopResult } from './types.ts';

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
  const prices = await pricesOf(deps, plan, code);
  if ('ok' in prices) return prices;
  return { ok: true, offer: { plan, prices, left, promo: code } };
}

/** Only the ways to pay for which the code counts; the refusal where it counts for none of them. */
async function pricesOf(deps: FlowDeps, plan: Plan, promo: string | null): Promise<CodedOffer['prices'] | ShopRefusal> {
  if (plan.trial) return [];
  const prices: CodedOffer['prices'][number][] = [];
  let refused: ShopRefusal = no('no_method');
  for (const method of methodsOf(plan, configuredMethods(deps))) {
    const priced = await priceOf(deps.store.reader, plan, { method, promo, now: nowOf(deps), isCounted: false });
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
