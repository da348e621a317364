import { type Composed, compose, readConfig } from '../../src/compose.ts';
import type { Order } from '../../src/domain/shop/order.ts';
import type { PayMethod } from '../../src/domain/shop/plan.ts';
import type { Flows } from '../../src/flows/types.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { BUYER } from '../../src/sandbox/world.ts';
import { planOf } from './plans.ts';
import type { Scene } from './scene.ts';

/** A second way into the same database, as the command line has it: orders are begun here, and paid over there. */
export type Counter = Readonly<{
  begin: (
    buyer: number,
    method: PayMethod,
  ) => Promise<Readonly<{ order: Order; url: string; pay: () => Promise<void> }>>;
  flows: Flows;
  close: () => Promise<void>;
}>;

/** The server must have been started once before, so that there is a database. */
export async function openCounter(scene: Scene, clock: Clock = systemClock): Promise<Counter> {
  const { config } = readConfig({ ...scene.env, LOG_LEVEL: 'silent' });
  const composed: Composed = await compose(config, { clock, signal: new AbortController().signal });
  const { flows } = composed;
  const saved = await flows.savePlan({ kind: 'cli' }, planOf());
  if (!saved.ok) throw new Error(saved.reason);
  const { telegram, stripe, yookassa } = scene.world;
  const pay = async (url: string, method: PayMethod, buyer: number): Promise<void> => {
    const id = url.split('/').at(-1) ?? '';
    if (method === 'stripe') stripe.completeSession(id);
    else if (method === 'yookassa') yookassa.pay(id);
    // The bot may be dead when it is asked: then the buyer tries once more.
    else
      for (let isPaid = false; !isPaid; )
        isPaid = (await telegram.payInvoice({ link: url, from: buyer, timeoutMs: 3_000 })).ok;
  };
  return {
    flows,
    begin: async (buyer, method) => {
      telegram.addPrivateChat({ ...BUYER, id: buyer });
      const actor = { kind: 'stranger', telegramId: String(buyer) } as const;
      const placed = await flows.placeOrder(actor, { planCode: 'club', locale: 'en' });
      if (!placed.ok) throw new Error(placed.reason);
      const page = await flows.startPayment(actor, placed.order.id, method);
      if (!page.ok) throw new Error(page.reason);
      return { order: page.order, url: page.url, pay: () => pay(page.url, method, buyer) };
    },
    close: composed.close,
  };
}
