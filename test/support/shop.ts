import { expect } from 'vitest';
import type { Actor } from '../../src/domain/permissions.ts';
import type { Order, OrderId } from '../../src/domain/shop/order.ts';
import type { PayMethod, Plan } from '../../src/domain/shop/plan.ts';
import type { OrderWish, PayPage } from '../../src/flows/shop/types.ts';
import { type App, type AppOptions, owner, startApp } from './app.ts';
import { eventually } from './eventually.ts';
import { planOf } from './plans.ts';

export type Shop = Readonly<{
  app: App;
  buyer: (id: number) => Actor;
  sell: (changes?: Partial<Plan>, keys?: readonly string[]) => Promise<Plan>;
  place: (buyer: number, wish?: Partial<OrderWish>) => Promise<Order>;
  start: (buyer: number, orderId: OrderId, method: PayMethod) => Promise<PayPage>;
  /** Pays on the stand-in's side by the page that was given, and says under which id. */
  pay: (page: PayPage, buyer: number) => Promise<string>;
  order: (id: OrderId) => Promise<Order>;
  reaches: (id: OrderId, status: Order['status']) => Promise<Order>;
  decisions: () => Promise<readonly Record<string, unknown>[]>;
}>;

const pagePath = /\/([0-9a-f-]{36})(?:$|\?)/;

/** The app with a shop that sells, three providers and buyers who have opened the bot. */
export async function startShop(options: AppOptions = {}): Promise<Shop> {
  const app = await startApp({ yookassa: true, ...options });
  const { world } = app;
  const known = new Set<number>();
  const buyer = (id: number): Actor => {
    if (!known.has(id)) world.telegram.addPrivateChat({ id, firstName: `Buyer ${id}`, languageCode: 'en' });
    known.add(id);
    return { kind: 'stranger', telegramId: String(id) };
  };
  const order = async (id: OrderId) => {
    const found = await app.flows().findOrder(owner, id);
    if (!found) throw new Error(`no order ${id}`);
    return found;
  };
  return {
    app,
    buyer,
    order,
    sell: async (changes, keys) => {
      const plan = planOf(changes);
      expect(await app.flows().savePlan(owner, plan, keys)).toMatchObject({ ok: true });
      return plan;
    },
    place: async (id, wish = {}) => {
      const placed = await app.flows().placeOrder(buyer(id), { planCode: 'club', locale: 'en', ...wish });
      if (!placed.ok) throw new Error(`not placed: ${placed.reason} ${placed.why ?? ''}`);
      return placed.order;
    },
    start: async (id, orderId, method) => {
      const page = await app.flows().startPayment(buyer(id), orderId, method);
      if (!page.ok) throw new Error(`not started: ${page.reason}`);
      return page;
    },
    pay: async (page, id) => {
      if (page.method === 'stars') {
        const paid = await world.telegram.payInvoice({ link: page.url, from: id });
        if (!paid.ok) throw new Error(`not paid: ${paid.error}`);
        return paid.chargeId;
      }
      if (page.method === 'stripe') return world.stripe.completeSession(page.url.split('/').at(-1) ?? '').paymentIntent;
      const payment = pagePath.exec(page.url)?.[1] ?? '';
      world.yookassa.pay(payment);
      return payment;
    },
    reaches: async (id, status) => {
      await eventually(async () => expect((await order(id)).status).toBe(status));
      return order(id);
    },
    decisions: () => app.db().selectFrom('money_decisions').selectAll().orderBy('made_at').execute(),
  };
}
