import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { owner } from '../support/app.ts';
import { confirmed, paid, startYookassa } from '../support/yookassa.ts';

describe('money back', () => {
  it('in part and then in full turns the card and the row', async () => {
    const app = await startYookassa();
    const { id } = app.world.yookassa.sell({ amount: 199_000, customer: 'tg_504' });
    await confirmed(app);
    app.world.yookassa.refund({ payment: id, amount: 49_000 });
    await confirmed(app);
    expect(app.cards().at(-1)?.text).toMatch(/^🟡 490\.00 of 1990\.00 RUB/);
    expect(app.sheet()).toMatchObject([{ Refunded: 490, Status: 'partially refunded' }]);
    app.world.yookassa.refund({ payment: id });
    await confirmed(app);
    expect(app.cards().at(-1)?.text).toMatch(/^⚪/);
    expect(app.sheet()).toMatchObject([{ Refunded: 1990, 'Total Amount': 0, Status: 'refunded' }]);
    expect(app.cards()).toHaveLength(1);
  });

  it('of a payment that was never heard of brings the payment, too', async () => {
    const app = await startYookassa();
    const { yookassa } = app.world;
    yookassa.notifications.drop(['payment.succeeded']);
    const { id } = yookassa.sell({ amount: 10_000 });
    yookassa.refund({ payment: id, amount: 4_000 });
    await confirmed(app);
    expect(await paid(app)).toMatchObject([{ external_id: id, amount_minor: 10_000, reversed_minor: 4_000 }]);
  });

  it('can be asked for by an operator', async () => {
    const app = await startYookassa();
    const { id } = app.world.yookassa.sell({ amount: 10_000 });
    await confirmed(app);
    expect(await app.flows().refundPayment(owner, id)).toMatchObject({ ok: true, amount: { amountMinor: 10_000 } });
    await confirmed(app);
    expect(app.world.yookassa.find(id).refunded_amount).toEqual({ value: '100.00', currency: 'RUB' });
    expect(await paid(app)).toMatchObject([{ reversed_minor: 10_000 }]);
  });
});

describe('the sweep', () => {
  it('finds what every notification lost: payments and refunds', async () => {
    const app = await startYookassa();
    const { yookassa } = app.world;
    yookassa.notifications.drop('all');
    await app.sweep();
    const first = yookassa.sell({ amount: 10_000 });
    yookassa.refund({ payment: first.id, amount: 1_000 });
    const before = new Date(app.clock.nowMs()).toISOString();
    await app.sweep();
    expect(await paid(app)).toMatchObject([{ external_id: first.id, reversed_minor: 1_000 }]);
    const { completeUntil } = ((await app.flows().syncState(owner)) as { sync: { completeUntil: string } }).sync;
    expect(completeUntil >= before).toBe(true);
  });

  it('tells the time that holds for every provider, and one that fails holds up no other', async () => {
    const app = await startYookassa({ webhooks: false });
    await app.sweep();
    const before = app.clock.nowMs();
    app.clock.advance(600_000);
    const refusal = { status: 401, body: { error: { message: 'no', type: 'invalid_request_error' } } };
    app.world.stripe.faults.failWith(refusal, { match: /GET/ });
    const { id } = app.world.yookassa.sell({ amount: 10_000 });
    await expect(app.sweep()).rejects.toThrow('stripe');
    expect(await paid(app)).toMatchObject([{ external_id: id }]);
    const state = (await app.flows().syncState(owner)) as { sync: { completeUntil: string } };
    expect(Date.parse(state.sync.completeUntil)).toBeLessThan(before + 300_000);
    expect((await app.flows().health()).checks).toMatchObject({
      stripe: { status: 'fail' },
      yookassa: { status: 'ok' },
    });
  });

  it('loads the history of both providers quietly', async () => {
    const app = await startYookassa({ webhooks: false });
    const { stripe, yookassa } = app.world;
    stripe.pay({ amount: 999, currency: 'usd' });
    const old = app.clock.nowMs() - 40 * 86_400_000;
    for (let i = 0; i < 130; i += 1) yookassa.sell({ amount: 10_000 + i, at: old + i * 60_000 });
    await app.sweep();
    await app.settled();
    expect(await paid(app)).toHaveLength(131);
    expect(app.cards()).toHaveLength(0);
    expect(app.chat().filter(({ text }) => text.includes('131'))).toHaveLength(1);
  });

  it('reconciles line by line, and repairs by reading again', async () => {
    const app = await startYookassa({ webhooks: false });
    await app.sweep();
    app.world.yookassa.sell({ amount: 10_000 });
    await app.sweep();
    await app.settled();
    const { id } = app.world.yookassa.sell({ amount: 20_000 });
    const now = app.clock.nowMs();
    const window = { from: instantOf(now - 3_600_000), to: instantOf(now + 1) };
    app.clock.advance(300_000);
    const found = await app.flows().reconcile(owner, window);
    expect(found).toMatchObject({ ok: true, run: { state: 'planned', counts: { planned: 1 } } });
    await app.flows().startRun(owner, found.ok ? found.run.id : '');
    expect((await paid(app)).map(({ external_id }) => external_id)).toContain(id);
    expect(await app.flows().reconcile(owner, window)).toMatchObject({ ok: true, run: { counts: { planned: 0 } } });
    expect(await app.flows().resync(owner, window, false)).toMatchObject({ ok: true, newPayments: 0 });
  });

  it('reconciles a payment that went back in part without a difference', async () => {
    const app = await startYookassa({ webhooks: false });
    await app.sweep();
    const { id } = app.world.yookassa.sell({ amount: 20_000 });
    app.world.yookassa.refund({ payment: id, amount: 5_000 });
    await app.sweep();
    await app.settled();
    const now = app.clock.nowMs();
    const window = { from: instantOf(now - 3_600_000), to: instantOf(now + 1) };
    app.clock.advance(300_000);
    expect(await paid(app)).toMatchObject([{ reversed_minor: 5_000 }]);
    const found = await app.flows().reconcile(owner, window);
    expect(found).toMatchObject({ ok: true, run: { counts: { planned: 0 }, summary: { looked: 2 } } });
  });

  it('meets a hold again when its money is taken, days later', async () => {
    const app = await startYookassa({ webhooks: false });
    await app.sweep();
    const { yookassa } = app.world;
    const held = yookassa.hold({ amount: 10_000 });
    await app.sweep();
    expect(await paid(app)).toMatchObject([{ status: 'authorised', paid_at: null }]);
    app.clock.advance(3 * 86_400_000);
    await app.sweep();
    yookassa.capture(held.id);
    await app.sweep();
    expect(await paid(app)).toMatchObject([{ status: 'captured', paid_at: yookassa.find(held.id).captured_at }]);
  });
});

describe('a hold', () => {
  it('that is let go is canceled, with the reason', async () => {
    const app = await startYookassa();
    const held = app.world.yookassa.hold({ amount: 10_000 });
    await confirmed(app);
    expect(await paid(app)).toMatchObject([{ status: 'authorised' }]);
    app.world.yookassa.cancelHold(held.id);
    await confirmed(app);
    expect(await paid(app)).toMatchObject([{ status: 'canceled', failure_code: 'canceled_by_merchant' }]);
    expect(app.cards()).toEqual([]);
  });
});

describe('two providers', () => {
  it('and two currencies are one purchase of one person, added up apart', async () => {
    const app = await startYookassa();
    app.world.stripe.pay({ amount: 999, currency: 'usd', email: 'ivan@mail.ru', country: 'RU' });
    await app.settled();
    app.world.yookassa.sell({ amount: 199_000, metadata: { email: 'ivan@mail.ru' } });
    await confirmed(app);
    expect(app.cards().at(-1)?.text).toMatch(/^🟢 9\.99 USD \+ 1990\.00 RUB · RU · 2 payments/);
    expect(app.sheet()).toMatchObject([
      { Currency: 'USD', 'Total Amount': 9.99 },
      { Currency: 'RUB', 'Total Amount': 1990 },
    ]);
  });
});
