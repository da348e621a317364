import { type Actor, may } from '../../src/domain/permissions.ts';
import type { Order, OrderId } from '../../src/domain/shop/order.ts';
import type { PlanState } from '../../src/flows/shop/types.ts';
import type { Flows } from '../../src/flows/types.ts';
import { at } from './canned-views.ts';
import { planOf, usd } from './plans.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const when = <T>(actor: Actor, action: Parameters<typeof may>[1], value: T) =>
  Promise.resolve(may(actor, action) ? value : forbidden);

/** The code is what the contract's test puts into every path. */
const plan = planOf({ code: 'cus_1' });
const state: PlanState = { plan, left: null, keys: null };
export const cannedOrder: Order = {
  id: 'ord_1' as OrderId,
  plan,
  telegramId: '17',
  recipientId: '17',
  kind: 'purchase',
  status: 'waiting',
  amount: { amountMinor: 1_000, currency: usd },
  takenOffMinor: 0,
  promoCode: null,
  method: 'stripe',
  contact: null,
  locale: 'en',
  giftCode: null,
  createdAt: at('13:00:00'),
  expiresAt: at('14:00:00'),
  paidAt: null,
  paidBy: null,
  remindedAt: null,
};
const cannedPrice = {
  method: 'stripe' as const,
  price: cannedOrder.amount,
  takenOffMinor: 0,
  needsContact: false,
};
const off = { kind: 'percent', percent: 10 } as const;
const promo = { code: 'TEN', off, limit: null, used: 3, expiresAt: null, plans: [], active: true };
const decision = {
  id: 'dec_1',
  orderId: cannedOrder.id,
  provider: 'stripe',
  paymentRef: 'pi_1',
  problem: 'underpaid',
  amount: { amountMinor: 100, currency: usd },
  telegramId: '17',
  state: 'waiting',
  madeAt: at('13:00:00'),
  decidedBy: null,
  decidedAt: null,
} as const;

export function shopFlows(): Partial<Flows> {
  return {
    listPlans: (actor) => when(actor, 'see_orders', { ok: true, plans: [state] }),
    savePlan: (actor) => when(actor, 'manage_plans', { ok: true, plan: state, remarks: [] }),
    listPromos: (actor) => when(actor, 'see_orders', { ok: true, promos: [promo] }),
    savePromo: (actor) => when(actor, 'manage_plans', { ok: true, promo }),
    listOrders: (actor) =>
      when(actor, 'see_orders', { ok: true, orders: [{ order: cannedOrder, tickets: 2 }], nextCursor: null }),
    refundOrder: (actor) => when(actor, 'refund', { ok: true, amount: cannedOrder.amount }),
    listOffers: async () => [{ plan, prices: [cannedPrice], left: null }],
    showOffer: async () => ({ ok: true, offer: { plan, prices: [cannedPrice], left: null, promo: null } }),
    listOwnOrders: async () => [cannedOrder],
    findOrder: async (_, id) => (id === cannedOrder.id ? cannedOrder : null),
    orderView: async (_, id) => (id === cannedOrder.id ? { order: cannedOrder, payUrl: null } : null),
    orderShownIn: async () => null,
    askPaySupport: async () => undefined,
    listDecisions: (actor) => when(actor, 'see_orders', { ok: true, decisions: [decision] }),
    decideMoney: (actor) => when(actor, 'decide_money', { ok: true, decision }),
    orderStatus: async (id) => (id === cannedOrder.id ? 'paid' : null),
  };
}
