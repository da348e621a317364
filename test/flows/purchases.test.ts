import { describe, expect, it } from 'vitest';
import type { Paid } from '../../src/sandbox/stripe/paying.ts';
import { type App, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const hour = 3_600_000;
const noSlack = ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'];
const chatOnly = {
  without: [...noSlack, 'GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'],
};

async function bodiesOf(app: App, ids: readonly string[]): Promise<Record<string, unknown>[]> {
  return Promise.all(ids.map((id) => app.eventJson(id)));
}

/** Only the first lines: what a locked phone shows. */
function firstLines(app: App): string[] {
  return app.cards().map((card) => card.text.split('\n')[0] as string);
}

async function rows(app: App): Promise<unknown[]> {
  return (await app.db().selectFrom('sheet_rows').select('view').execute()).map((row) => JSON.parse(row.view));
}

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, i) => permutations(values.toSpliced(i, 1)).map((rest) => [value, ...rest]));
}

type Steps = Readonly<{ customer: string; steps: readonly (readonly string[])[] }>;

/** {success, its charge, a second payment, a refund, a third that comes late}, two hours apart each. */
function fiveSteps(app: App): Steps {
  const start = app.clock.nowMs() - 6 * hour;
  const first = app.world.stripe.pay({ amount: 1_000, currency: 'usd', paidAt: start });
  const customer = first.customer as string;
  const pay = (amount: number, paidAt: number): Paid =>
    app.world.stripe.pay({ amount, currency: 'usd', customer, paidAt });
  const second = pay(500, start + 2 * hour);
  const third = pay(300, start + 4 * hour);
  const { events: refund } = app.world.stripe.refund({ charge: first.charge, amount: 400, at: start + 3 * hour });
  const [success, ...twin] = first.events;
  return { customer, steps: [[success as string], twin, second.events, refund, third.events] };
}

describe('purchases', () => {
  it('come to the same card and row in all 120 orders of five events', async () => {
    const app = await startApp({ webhooks: false, without: noSlack, env: { DIGEST_AFTER_WAITING: '10000' } });
    const orders = permutations([0, 1, 2, 3, 4]);
    const customers = orders.map((order) => ({ order, ...fiveSteps(app) }));
    await Promise.all(
      customers.map(async ({ order, steps }) => {
        for (const step of order) for (const body of await bodiesOf(app, steps[step] as string[])) await app.post(body);
      }),
    );
    await app.settled();
    const expected = customers.map(({ customer }) => ({
      'Purchase ID': `purchase_${customer}`,
      'Total Amount': 14,
      Refunded: 4,
      'Payment Count': 3,
      Status: 'partially refunded',
    }));
    const byKey = (rows: readonly Readonly<Record<string, unknown>>[]) =>
      new Map(rows.map((row) => [row['Purchase ID'], row]));
    const rows = byKey(app.sheet());
    expect(rows.size).toBe(120);
    for (const row of expected) expect(rows.get(row['Purchase ID'])).toMatchObject(row);
    const living = firstLines(app).filter((line) => !line.includes('Now part of'));
    expect(new Set(living)).toEqual(new Set([expect.stringContaining('🟡 4.00 of 18.00 USD')]));
    expect(living).toHaveLength(120);
  });

  it.each([
    [10_800, 1],
    [10_801, 2],
  ])('%i s after each other make %i cards', async (gap, cards) => {
    const app = await startApp(chatOnly);
    const paidAt = Math.floor(app.clock.nowMs() / 1_000) * 1_000 - 12 * hour;
    const { customer } = app.world.stripe.pay({ amount: 100, currency: 'usd', paidAt });
    app.world.stripe.pay({ amount: 100, currency: 'usd', customer, paidAt: paidAt + gap * 1_000 });
    await app.settled();
    expect(app.cards()).toHaveLength(cards);
  });

  it('that turn out to be one leave the younger card pointing to the older', async () => {
    const app = await startApp(chatOnly);
    const paidAt = app.clock.nowMs() - 12 * hour;
    const { customer } = app.world.stripe.pay({ amount: 100, currency: 'usd', paidAt });
    app.world.stripe.pay({ amount: 100, currency: 'usd', customer, paidAt: paidAt + 5 * hour });
    await app.settled();
    app.world.stripe.pay({ amount: 100, currency: 'usd', customer, paidAt: paidAt + 2.5 * hour });
    await app.settled();
    const texts = app.cards().map((card) => card.text);
    expect(texts).toHaveLength(2);
    expect(texts.filter((text) => text.includes('3.00 USD'))).toHaveLength(1);
    expect(texts.filter((text) => text.includes(`Now part of purchase_${customer}`))).toHaveLength(1);
  });

  it('are divided again when the charge tells an earlier time of payment', async () => {
    const app = await startApp({ webhooks: false, ...chatOnly });
    const now = app.clock.nowMs();
    const first = app.world.stripe.pay({ amount: 100, currency: 'usd', paidAt: now - hour });
    const early = app.world.stripe.pay({
      amount: 200,
      currency: 'usd',
      customer: first.customer,
      paidAt: now - 8 * hour,
    });
    for (const body of await bodiesOf(app, first.events)) await app.post(body);
    const bodies = await bodiesOf(app, early.events);
    const intent = bodies.find((body) => body['type'] === 'payment_intent.succeeded');
    await app.post({ ...intent, created: Math.floor(now / 1_000) });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('3.00 USD')]);
    for (const body of bodies) await app.post(body);
    await app.settled();
    const lines = app.cards().map((card) => card.text);
    expect(lines).toHaveLength(2);
    expect(
      lines.filter((text) => text.includes('1.00 USD') && text.includes(`purchase_${first.customer}_2`)),
    ).toHaveLength(1);
    expect(
      lines.filter((text) => text.includes('2.00 USD') && !text.includes(`purchase_${first.customer}_2`)),
    ).toHaveLength(1);
  });

  it.each([
    ['jpy', 1_500, '1500 JPY', 1_500],
    ['kwd', 1_250, '1.250 KWD', 1.25],
    ['usd', 1, '0.01 USD', 0.01],
  ])('in %s are written with as many decimals as it has', async (currency, amount, text, cell) => {
    const app = await startApp({ without: noSlack });
    app.world.stripe.pay({ amount, currency });
    await app.settled();
    expect(firstLines(app)[0]).toContain(text);
    expect(app.sheet()[0]).toMatchObject({ 'Total Amount': cell });
  });

  it('of one customer in two currencies have a row each', async () => {
    const app = await startApp({ without: noSlack });
    const { customer } = app.world.stripe.pay({ amount: 100, currency: 'usd', paidAt: app.clock.nowMs() - hour });
    app.world.stripe.pay({ amount: 200, currency: 'eur', customer });
    await app.settled();
    const rows = app.sheet().map((row) => [row['Purchase ID'], row['Currency'], row['Total Amount']]);
    expect(rows).toEqual([
      [`purchase_${customer}`, 'USD', 1],
      [`purchase_${customer}_EUR`, 'EUR', 2],
    ]);
    expect(firstLines(app)).toEqual([expect.stringContaining('1.00 USD + 2.00 EUR')]);
  });

  it('whose first try failed and whose amount was raised get one card with the raised amount', async () => {
    const app = await startApp(chatOnly);
    app.world.stripe.raiseAndPay({ amount: 1_500, failedAmount: 1_000, currency: 'usd' });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('15.00 USD')]);
  });

  it('that failed get neither card nor row', async () => {
    const app = await startApp({ without: noSlack });
    app.world.stripe.failPayment({ amount: 1_500, currency: 'usd' });
    await app.settled();
    expect([app.cards(), app.sheet()]).toEqual([[], []]);
  });

  it('captured in part count what was captured', async () => {
    const app = await startApp({ without: noSlack });
    app.world.stripe.pay({ amount: 1_500, captureAmount: 900, currency: 'usd' });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('🟢 9.00 USD')]);
    expect(app.sheet()[0]).toMatchObject({ 'Total Amount': 9, Refunded: 0, Status: 'paid' });
  });

  it('given back in part, then whole, say so on the same card', async () => {
    const app = await startApp(chatOnly);
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    app.world.stripe.refund({ charge, amount: 500 });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('🟡 5.00 of 9.99 USD')]);
    app.world.stripe.refund({ charge, amount: 499 });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('⚪')]);
    expect(await rows(app)).toMatchObject([{ capturedMinor: 999, reversedMinor: 999, status: 'refunded' }]);
  });

  it('whose refund fails are whole again', async () => {
    const app = await startApp(chatOnly);
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const { refund } = app.world.stripe.refund({ charge });
    await app.settled();
    app.world.stripe.moveRefund(refund, 'failed');
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('🟢 9.99 USD')]);
    expect(await rows(app)).toMatchObject([{ capturedMinor: 999, reversedMinor: 0, status: 'paid' }]);
  });

  it('with an inquiry stay as they are', async () => {
    const app = await startApp(chatOnly);
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    app.world.stripe.dispute({ charge, inquiry: true });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('🟢 9.99 USD')]);
  });

  it.each([
    ['won', '🟢', 0, 'paid'],
    ['lost', '🔴', 999, 'disputed'],
  ] as const)('whose dispute is %s show %s', async (status, sign, reversedMinor, state) => {
    const app = await startApp(chatOnly);
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const { dispute } = app.world.stripe.dispute({ charge });
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining('🔴')]);
    app.world.stripe.moveDispute(dispute, status);
    await app.settled();
    expect(firstLines(app)).toEqual([expect.stringContaining(sign)]);
    expect(await rows(app)).toMatchObject([{ reversedMinor, status: state }]);
  });

  it('whose captured amounts differ are read again, and the provider decides', async () => {
    const app = await startApp({ webhooks: false, ...chatOnly });
    const { events, paymentIntent } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    for (const body of await bodiesOf(app, events)) {
      const { data } = body as { data: { object: Record<string, unknown> } };
      const isIntent = body['type'] === 'payment_intent.succeeded';
      const object = isIntent ? { ...data.object, amount_received: 900 } : data.object;
      await app.post({ ...body, data: { object } });
    }
    await eventually(async () => {
      const [reread] = await app.db().selectFrom('rereads').select('state').where('kind', '=', 'payment').execute();
      expect(reread?.state).toBe('done');
    });
    await app.settled();
    const [payment] = await app.db().selectFrom('payments').select(['amount_minor', 'conflict']).execute();
    expect(payment).toEqual({ amount_minor: 999, conflict: 0 });
    expect(
      app.chat().some((message) => message.text.includes(`Two different amounts for payment ${paymentIntent}`)),
    ).toBe(true);
  });

  it('whose captured amounts differ once more, in the same way, are read once more', async () => {
    const app = await startApp({ webhooks: false, ...chatOnly });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const bodies = await bodiesOf(app, events);
    for (const body of bodies) await app.post(body);
    const intent = bodies.find((body) => body['type'] === 'payment_intent.succeeded') as {
      data: { object: Record<string, unknown> };
    };
    const open = async () =>
      (await app.db().selectFrom('payments').select('id').where('conflict', '=', 1).execute()).length;
    for (const id of ['evt_odd_1', 'evt_odd_2']) {
      app.clock.advance(60_000);
      const created = Math.floor(app.clock.nowMs() / 1_000);
      const object = { ...intent.data.object, amount_received: 900 };
      await app.post({ ...intent, id, created, data: { object } });
      app.clock.advance(60_000);
      app.running().deps.wake();
      await eventually(async () => expect(await open()).toBe(0));
    }
    const reads = app.world.stripe.faults.count('GET /v1/payment_intents/:id');
    expect(reads).toBe(2);
  });
});
