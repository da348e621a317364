import { describe, expect, test } from 'vitest';
import { owner } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { startShop } from '../../support/shop.ts';

type Forgery = Readonly<{
  metadata?: Record<string, string>;
  amount?: number;
  currency?: string;
}>;

describe('money that does not pay its order', () => {
  const forged: readonly (readonly [string, string, Forgery])[] = [
    ['a price made up by the client', 'underpaid', { amount: 100 }],
    ['too much', 'overpaid', { amount: 100_000 }],
    ['another currency', 'wrong_currency', { currency: 'eur' }],
    ['another person', 'another_person', { metadata: { telegram_id: '999' } }],
    ['an order that is not known', 'unknown_order', { metadata: { order_id: 'ord_000000000aaaaaaaaaaaa' } }],
  ];
  for (const [what, problem, { metadata, amount = 1_000, currency = 'usd' }] of forged) {
    test(`${what}: nothing is granted, a person is told and decides`, async () => {
      const { app, sell, place, order, decisions } = await startShop();
      await sell();
      const { id } = await place(900);
      const named = { order_id: id, telegram_id: '900', plan_id: 'club', ...metadata };
      const paid = app.world.stripe.pay({ amount, currency, metadata: named });
      await app.settled();
      expect((await order(id)).status).toBe('waiting');
      expect(await decisions()).toMatchObject([{ problem, payment_ref: paid.paymentIntent, state: 'waiting' }]);
      const alarms = app.chat().filter(({ text }) => text.includes('Money needs a decision'));
      expect(alarms).toHaveLength(1);
    });
  }

  test('another shop that writes order numbers of its own into its payments alarms nobody', async () => {
    const { app, decisions } = await startShop();
    app.world.stripe.pay({ amount: 700, currency: 'usd', metadata: { order_id: '1042' } });
    await app.settled();
    expect(await decisions()).toEqual([]);
  });

  test('a second payment of a paid order is given back by a person, and the order stays paid', async () => {
    const { app, sell, place, start, pay, reaches, decisions } = await startShop();
    await sell();
    const { id } = await place(900);
    const first = await pay(await start(900, id, 'stripe'), 900);
    await reaches(id, 'paid');
    const metadata = { order_id: id, telegram_id: '900' };
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', metadata });
    await app.settled();
    const [waiting] = await decisions();
    expect(waiting).toMatchObject({ problem: 'already_paid' });
    expect(await app.flows().decideMoney(owner, String(waiting?.['id']), 'refund')).toMatchObject({ ok: true });
    await app.settled();
    expect(await decisions()).toMatchObject([{ state: 'refunded', decided_by: 'Olga' }]);
    expect((await reaches(id, 'paid')).paidBy?.externalId).toBe(first);
    expect(await app.flows().decideMoney(owner, String(waiting?.['id']), 'accept')).toMatchObject({
      reason: 'expired',
    });
  });

  test('the buyer of an order that had ended is told of his money, not that nothing was charged', async () => {
    const { app, buyer, sell, place, decisions } = await startShop();
    await sell();
    const { id } = await place(900);
    await app.flows().cancelOrder(buyer(900), id);
    const said = () => app.world.telegram.messages(900).at(-1)?.text ?? '';
    await eventually(() => expect(said()).toContain('Nothing was charged'));
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', metadata: { order_id: id, telegram_id: '900' } });
    await eventually(() => expect(said()).toMatch(/We have your 10\.00 USD[\s\S]*No need to pay again/));
    expect(said()).not.toContain('Nothing was charged');
    const [waiting] = await decisions();
    await app.flows().decideMoney(owner, String(waiting?.['id']), 'refund');
    await eventually(() => expect(said()).toContain('10.00 USD is on its way back to you'));
  });

  test('somebody else is not told of the money that names his order', async () => {
    const { app, sell, place } = await startShop();
    await sell();
    const { id } = await place(900);
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', metadata: { order_id: id, telegram_id: '901' } });
    await app.settled();
    expect(app.world.telegram.messages(900).map(({ text }) => text)).not.toContainEqual(
      expect.stringContaining('10.00 USD, but'),
    );
  });

  test('late money for an order that had ended is accepted by a person, and it is paid once', async () => {
    const { app, buyer, sell, place, reaches, decisions } = await startShop();
    await sell();
    const { id } = await place(900);
    expect(await app.flows().cancelOrder(buyer(900), id)).toMatchObject({ ok: true });
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', metadata: { order_id: id, telegram_id: '900' } });
    await app.settled();
    const [waiting] = await decisions();
    expect(waiting).toMatchObject({ problem: 'ended' });
    const decide = () => app.flows().decideMoney(owner, String(waiting?.['id']), 'accept');
    const both = await Promise.all([decide(), decide().catch(() => null)]);
    expect(both.filter((one) => one?.ok)).toHaveLength(1);
    await reaches(id, 'paid');
    expect(await app.flows().decideMoney(buyer(900), String(waiting?.['id']), 'refund')).toMatchObject({
      reason: 'forbidden',
    });
  });

  test('money back at the provider, in full: the order is refunded; a part of it: it stays paid', async () => {
    const { app, sell, place, start, pay, reaches, order } = await startShop();
    await sell();
    const { id } = await place(900);
    const intent = await pay(await start(900, id, 'stripe'), 900);
    await reaches(id, 'paid');
    app.world.stripe.refund({ paymentIntent: intent, amount: 400 });
    await app.settled();
    expect((await order(id)).status).toBe('paid');
    app.world.stripe.refund({ paymentIntent: intent, amount: 600 });
    await reaches(id, 'refunded');
    await app.settled();
    const [message] = app.world.telegram.messages(900).filter(({ from }) => from.isBot);
    expect(message?.text).toContain('Refunded');
  });
});
