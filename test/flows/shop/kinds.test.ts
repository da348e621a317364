import { describe, expect, test } from 'vitest';
import { owner } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';
import { usd, xtr } from '../../support/plans.ts';
import { startShop } from '../../support/shop.ts';

const day = 86_400_000;
const starsOnly = [{ currency: xtr, amountMinor: 500, methods: ['stars' as const] }];

describe('Stars', () => {
  test('are asked about once more before they are taken: each reason to say no is said', async () => {
    const { app, buyer, sell, place, start } = await startShop();
    await sell({ stock: 1 });
    const { telegram } = app.world;
    const { id } = await place(900);
    const { url } = await start(900, id, 'stars');
    buyer(901);
    const pay = (from = 900) => telegram.payInvoice({ link: url, from });
    expect(await pay(901)).toMatchObject({ ok: false, error: expect.stringContaining('not known') });
    await app.flows().stop(owner, 'stock-taking');
    expect(await pay()).toMatchObject({ ok: false, error: expect.stringContaining('paused') });
    expect(await app.flows().placeOrder(buyer(901), { planCode: 'club', locale: 'en' })).toMatchObject({
      reason: 'stopped',
    });
    await app.flows().resume(owner, 'drain');
    await sell({ stock: 0 });
    expect(await pay()).toMatchObject({ ok: false, error: expect.stringContaining('Sold out') });
    await sell({ stock: 1 });
    await start(900, id, 'stripe');
    expect(await pay()).toMatchObject({ ok: false, error: expect.stringContaining('time is over') });
    await start(900, id, 'stars');
    app.clock.advance(61 * 60_000);
    expect(await pay()).toMatchObject({ ok: false });
    expect(await app.db().selectFrom('payments').selectAll().execute()).toEqual([]);
  });

  test('that are told of ten times are one payment', async () => {
    const { app, sell, place, start, pay, reaches, decisions } = await startShop();
    await sell();
    const { id } = await place(900);
    const chargeId = await pay(await start(900, id, 'stars'), 900);
    for (let n = 0; n < 9; n += 1) app.world.telegram.repeatPayment(chargeId);
    await reaches(id, 'paid');
    await eventually(() => expect(app.world.telegram.pendingUpdates()).toBe(0));
    await app.sweep();
    expect(await app.db().selectFrom('payments').select('external_id').execute()).toEqual([{ external_id: chargeId }]);
    expect(await decisions()).toEqual([]);
  });

  test('go back to whoever paid, once, and the order with them', async () => {
    const { app, sell, place, start, pay, reaches } = await startShop();
    await sell();
    const { id } = await place(900);
    await pay(await start(900, id, 'stars'), 900);
    await reaches(id, 'paid');
    expect(await app.flows().refundOrder(owner, id)).toMatchObject({ ok: true, amount: { amountMinor: 500 } });
    await reaches(id, 'refunded');
    expect(await app.flows().refundOrder(owner, id)).toMatchObject({ ok: false });
    await app.sweep();
    expect(await app.db().selectFrom('reversals').select('status').execute()).toEqual([{ status: 'succeeded' }]);
  });

  test('of a subscription come again by themselves: each month is an order of its own, found though unsaid', async () => {
    const { app, sell, place, start, pay, reaches, decisions } = await startShop();
    await sell({ prices: starsOnly });
    const { id } = await place(900);
    const chargeId = await pay(await start(900, id, 'stars'), 900);
    await reaches(id, 'paid');
    app.clock.advance(30 * day);
    app.world.telegram.renewSubscription(chargeId);
    const kinds = () => app.db().selectFrom('orders').select(['kind', 'status']).orderBy('id').execute();
    const renewed = [
      { kind: 'purchase', status: 'paid' },
      { kind: 'renewal', status: 'paid' },
    ];
    await eventually(async () => expect(await kinds()).toEqual(renewed));
    app.clock.advance(30 * day);
    app.world.telegram.renewSubscription(chargeId, { loseUpdate: true });
    await app.sweep();
    await eventually(async () => expect(await kinds()).toEqual([...renewed, renewed[1]]));
    expect(await decisions()).toEqual([]);
  });
});

describe('what costs nothing, and what is for somebody else', () => {
  test('a trial is paid at once, and once per person, however fast he asks', async () => {
    const { app, buyer, sell } = await startShop();
    await sell({ code: 'trial', trial: true, prices: [] });
    const ask = () => app.flows().placeOrder(buyer(900), { planCode: 'trial', locale: 'ru' });
    const asked = await Promise.all([ask(), ask(), ask()]);
    expect(asked.filter((one) => one.ok && one.order.status === 'paid')).toHaveLength(1);
    expect(await ask()).toMatchObject({ reason: 'trial_used' });
    expect(await app.flows().listOffers(buyer(900))).toEqual([]);
    await app.settled();
    const said = app.world.telegram.messages(900).map(({ text }) => text);
    expect(said.filter((words) => words.includes('🟢 Оплачено'))).toHaveLength(1);
  });

  test('a code for everything makes a paid order without a provider', async () => {
    const { app, sell, place } = await startShop();
    await sell();
    const off = { kind: 'percent', percent: 100 } as const;
    const promo = { code: 'FREE', off, limit: 1, expiresAt: null, plans: [], active: true };
    await app.flows().savePromo(owner, promo);
    expect(await place(900, { promo: 'free' })).toMatchObject({
      status: 'paid',
      paidBy: null,
      amount: { amountMinor: 0 },
    });
    expect(await app.flows().savePromo(owner, { ...promo, off: { kind: 'percent', percent: 50 } })).toMatchObject({
      reason: 'invalid',
    });
    expect(await app.db().selectFrom('pay_attempts').selectAll().execute()).toEqual([]);
  });

  test('a code is free again when its order ends unpaid', async () => {
    const { app, buyer, sell, place } = await startShop();
    await sell();
    const off = { kind: 'sum', amountMinor: 300, currency: usd } as const;
    await app.flows().savePromo(owner, { code: 'ONE', off, limit: 1, expiresAt: null, plans: [], active: true });
    const { id, amount } = await place(900, { promo: 'ONE', method: 'stripe' });
    expect(amount.amountMinor).toBe(700);
    expect(await app.flows().placeOrder(buyer(901), { planCode: 'club', locale: 'en', promo: 'ONE' })).toMatchObject({
      reason: 'promo',
      why: 'used_up',
    });
    await app.flows().cancelOrder(buyer(900), id);
    expect((await place(901, { promo: 'ONE', method: 'stripe' })).promoCode).toBe('ONE');
  });

  test('a gift goes to the first who takes it', async () => {
    const { app, buyer, sell, place, start, pay, reaches } = await startShop();
    await sell();
    const { id } = await place(900, { gift: true });
    expect(await app.flows().giftCode(buyer(900), id)).toBeNull();
    await pay(await start(900, id, 'stripe'), 900);
    expect((await reaches(id, 'paid')).recipientId).toBeNull();
    const code = (await app.flows().giftCode(buyer(900), id)) ?? '';
    expect(await app.flows().giftCode(buyer(901), id)).toBeNull();
    const taken = await Promise.all([901, 902].map((one) => app.flows().takeGift(buyer(one), code)));
    expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
    expect(['901', '902']).toContain((await reaches(id, 'paid')).recipientId);
  });

  test('nobody sees, pays or cancels the order of another', async () => {
    const { app, buyer, sell, place } = await startShop();
    await sell();
    const { id } = await place(900);
    const other = buyer(901);
    expect(await app.flows().findOrder(other, id)).toBeNull();
    expect(await app.flows().startPayment(other, id, 'stripe')).toMatchObject({ reason: 'not_found' });
    expect(await app.flows().cancelOrder(other, id)).toMatchObject({ reason: 'not_found' });
    expect(await app.flows().refundOrder(other, id)).toMatchObject({ reason: 'forbidden' });
  });

  test('the same wish again is the same order', async () => {
    const { sell, place } = await startShop();
    await sell({ stock: 1 });
    const first = await place(900);
    expect((await place(900)).id).toBe(first.id);
  });
});
