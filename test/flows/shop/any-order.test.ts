import { expect, test } from 'vitest';
import type { OrderId } from '../../../src/domain/shop/order.ts';
import { createFlows } from '../../../src/flows/index.ts';
import { createRandom } from '../../../src/sandbox/seeded.ts';
import { signPayload } from '../../../src/sandbox/stripe/webhooks.ts';
import { SECRETS } from '../../../src/sandbox/world.ts';
import { scaled, seed } from '../../support/scale.ts';
import { startShop } from '../../support/shop.ts';

const copies = 10;

test('ten copies of every webhook, sweeps and questions in any order: each order is paid once, its hook runs once', async () => {
  const { app, sell, place, start, order, decisions } = await startShop({ webhooks: false });
  const random = createRandom(seed);
  const { deps } = app.running();
  const paid: OrderId[] = [];
  const tookBack: string[] = [];
  const hooks = {
    afterPaid: [async (_tx: unknown, _deps: unknown, { id }: { id: OrderId }) => void paid.push(id)],
    afterMoneyBack: [
      async (_tx: unknown, _deps: unknown, { id }: { id: OrderId }, state: { isTakenBack: boolean }) =>
        void tookBack.push(`${id} ${state.isTakenBack}`),
    ],
    afterGiftTaken: [],
  };
  const flows = createFlows({ ...deps, shop: { ...deps.shop, hooks } }, new AbortController().signal);
  const post = (text: string) => {
    const signature = signPayload(text, [SECRETS.stripeWebhook], Math.floor(app.clock.nowMs() / 1_000));
    return flows.takeWebhook('stripe', {
      headers: { 'stripe-signature': signature },
      body: Buffer.from(text),
      receivedAt: new Date(app.clock.nowMs()).toISOString() as never,
      remoteAddress: '127.0.0.1',
    });
  };
  await sell();
  for (let n = 0; n < scaled(6); n += 1) {
    const { id } = await place(900 + n);
    const { url } = await start(900 + n, id, 'stripe');
    const { events, charge } = app.world.stripe.completeSession(url.split('/').at(-1) ?? '');
    const isBackFirst = n === 0;
    const isRefunded = isBackFirst || random.below(2) === 0;
    const back = isRefunded ? app.world.stripe.refund({ charge }).events : [];
    const textOf = async (one: string) => JSON.stringify(await app.eventJson(one));
    const texts = await Promise.all([...events, ...back].map(textOf));
    if (isBackFirst) for (const one of back) await post(await textOf(one));
    const roads = [
      ...texts.flatMap((text) => Array.from({ length: copies }, () => () => post(text))),
      ...Array.from({ length: 3 }, () => () => flows.sweep({ kind: 'job', name: 'test' })),
      ...Array.from({ length: 3 }, () => () => flows.tendOrders(new AbortController().signal)),
    ];
    const shuffled = roads
      .map((run) => ({ run, at: random.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ run }) => run);
    while (shuffled.length > 0) await Promise.all(shuffled.splice(0, 1 + random.below(8)).map((run) => run()));
    // Also where the money was back before anybody heard of it.
    expect((await order(id)).status).toBe(isRefunded ? 'refunded' : 'paid');
    expect(paid.filter((one) => one === id)).toHaveLength(1);
    expect(tookBack.filter((one) => one.startsWith(id))).toEqual(isRefunded ? [`${id} true`] : []);
  }
  expect(await decisions()).toEqual([]);
});
