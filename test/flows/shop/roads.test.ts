import { describe, expect, test } from 'vitest';
import { newPostgresUrl } from '../../support/database-offer.ts';
import { eventually } from '../../support/eventually.ts';
import { startShop } from '../../support/shop.ts';

const minute = 60_000;

describe('an order whose webhooks never come', () => {
  for (const method of ['stripe', 'yookassa', 'stars'] as const) {
    test(`${method}: is found by asking again`, async () => {
      const { app, sell, place, start, pay, reaches } = await startShop({ webhooks: false });
      await sell();
      const { id } = await place(900);
      const page = await start(900, id, method);
      if (method === 'stars') await app.world.telegram.payInvoice({ link: page.url, from: 900, loseUpdate: true });
      else await pay(page, 900);
      app.clock.advance(minute + 1_000);
      await reaches(id, 'paid');
    });

    test(`${method}: is found by the sweep`, async () => {
      const { app, sell, place, start, pay, reaches } = await startShop({ webhooks: false });
      await sell();
      const { id } = await place(900);
      const page = await start(900, id, method);
      if (method === 'stars') await app.world.telegram.payInvoice({ link: page.url, from: 900, loseUpdate: true });
      else await pay(page, 900);
      await app.sweep();
      await reaches(id, 'paid');
    });
  }
});

test('a provider that failed when it was asked for a page is asked again, and the buyer is given the page', async () => {
  const { app, buyer, sell, place } = await startShop();
  await sell();
  const { id } = await place(900);
  app.world.yookassa.faults.failWith({ status: 500 }, { match: /^POST/ });
  expect(await app.flows().startPayment(buyer(900), id, 'yookassa')).toMatchObject({ ok: false });
  app.world.yookassa.faults.clear();
  app.clock.advance(minute + 1_000);
  const urls = () => app.world.telegram.messages(900).flatMap(({ buttons }) => buttons.flat().map(({ url }) => url));
  await eventually(() => expect(urls()).toContainEqual(expect.stringMatching(/^http/)));
});

describe('an order nobody pays', () => {
  test('is reminded of once at half of its time, then ends, and its page at Stripe with it', async () => {
    const { app, sell, place, start, reaches } = await startShop();
    await sell({ stock: 1 });
    const { id } = await place(900);
    const page = await start(900, id, 'stripe');
    app.clock.advance(31 * minute);
    const said = () => app.world.telegram.messages(900).filter(({ from }) => from.isBot);
    await eventually(() => expect(said().filter(({ text }) => text.includes('reserved'))).toHaveLength(1));
    app.clock.advance(30 * minute);
    await reaches(id, 'expired');
    const session = page.url.split('/').at(-1) ?? '';
    expect(() => app.world.stripe.completeSession(session)).toThrow(/status of expired/);
    await app.settled();
    expect(said().filter(({ text }) => text.includes('reserved'))).toHaveLength(1);
    expect((await place(901)).status).toBe('waiting');
  });

  test('that was paid in its last minute is paid, though nobody told', async () => {
    const { app, sell, place, start, pay, reaches } = await startShop({ webhooks: false });
    await sell();
    const { id } = await place(900);
    const page = await start(900, id, 'stripe');
    app.clock.advance(59 * minute);
    await pay(page, 900);
    app.clock.advance(2 * minute);
    await reaches(id, 'paid');
  });
});

describe('changing the way to pay', () => {
  test('ends the page of before: nobody can pay twice', async () => {
    const { app, sell, place, start, pay, reaches, decisions } = await startShop();
    await sell();
    const { id } = await place(900);
    const first = await start(900, id, 'stripe');
    const second = await start(900, id, 'yookassa');
    expect(second.order.amount).toEqual({ amountMinor: 99_000, currency: 'RUB' });
    const session = first.url.split('/').at(-1) ?? '';
    expect(() => app.world.stripe.completeSession(session)).toThrow(/status of expired/);
    await pay(second, 900);
    await reaches(id, 'paid');
    expect(await decisions()).toEqual([]);
  });

  test('of YooKassa leaves a payment that cannot be called off: its money waits for a person', async () => {
    const { app, sell, place, start, pay, reaches, decisions } = await startShop();
    await sell();
    const { id } = await place(900);
    const left = await start(900, id, 'yookassa');
    await pay(await start(900, id, 'stripe'), 900);
    await reaches(id, 'paid');
    const ref = await pay(left, 900);
    await eventually(async () =>
      expect(await decisions()).toMatchObject([{ problem: 'wrong_currency', payment_ref: ref }]),
    );
    await eventually(() => expect(app.chat().length).toBeGreaterThan(0));
  });

  test('and back again takes up the payment that was left, instead of a second one', async () => {
    const { sell, place, start } = await startShop();
    await sell();
    const { id } = await place(900);
    const first = await start(900, id, 'yookassa');
    await start(900, id, 'stripe');
    expect((await start(900, id, 'yookassa')).url).toBe(first.url);
  });

  test('pressing twice at the same time asks for one payment', async () => {
    const { app, sell, place, start } = await startShop();
    await sell();
    const { id } = await place(900);
    const pages = await Promise.all([1, 2, 3, 4].map(() => start(900, id, 'yookassa')));
    expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
    expect(app.world.yookassa.counts().payments).toBe(1);
  });
});

describe('what there is only so much of', () => {
  for (const engine of ['SQLite', 'PostgreSQL'] as const) {
    test(`on ${engine}: forty buyers, ten places, a code for three`, async () => {
      const databaseUrl = engine === 'SQLite' ? undefined : await newPostgresUrl();
      const { app, buyer, sell } = await startShop(databaseUrl ? { databaseUrl } : {});
      await sell({ stock: 10 });
      const off = { kind: 'percent', percent: 10 } as const;
      const promo = { code: 'THREE', off, limit: 3, expiresAt: null, plans: [], active: true };
      expect(await app.flows().savePromo({ kind: 'cli' }, promo)).toMatchObject({ ok: true });
      const wishes = Array.from({ length: 40 }, (_, i) =>
        app.flows().placeOrder(buyer(1_000 + i), {
          planCode: 'club',
          locale: 'en',
          ...(i % 2 ? { promo: 'three' } : {}),
        }),
      );
      const placed = await Promise.all(wishes);
      const orders = placed.flatMap((one) => (one.ok ? [one.order] : []));
      expect(orders).toHaveLength(10);
      expect(orders.filter(({ promoCode }) => promoCode)).toHaveLength(3);
      const reasons = placed.flatMap((one) => (one.ok ? [] : [one.why ?? one.reason]));
      expect(new Set(reasons)).toEqual(new Set(['used_up', 'out_of_stock']));
      const [row] = await app.db().selectFrom('promos').select('used').execute();
      expect(row?.used).toBe(3);
    });
  }
});
