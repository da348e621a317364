import { describe, expect, it } from 'vitest';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { confirmed, inbox, notify, paid, rereads, startYookassa, told } from '../support/yookassa.ts';

const order = { order_id: 'ord_1', telegram_id: '504', plan_id: 'month', created_at: '2026-11-21T10:00:00.000Z' };

describe('a notification', () => {
  it('becomes a payment, a purchase and a card once the payment is read', async () => {
    const app = await startYookassa();
    const metadata = { ...order, campaign_name: 'Testora_RU', email: 'Ivan@Mail.ru' };
    const { id } = app.world.yookassa.sell({ amount: 199_000, metadata, customer: 'tg_504', last4: '4477' });
    await confirmed(app);
    expect(await paid(app)).toMatchObject([
      {
        provider: 'yookassa',
        external_id: id,
        status: 'captured',
        amount_minor: 199_000,
        currency: 'RUB',
        method: 'card',
        card_last4: '4477',
        country: 'RU',
        email: 'ivan@mail.ru',
        campaign_name: 'Testora_RU',
        paid_at: app.world.yookassa.find(id).captured_at,
        paid_at_provisional: 0,
      },
    ]);
    expect(await inbox(app)).toMatchObject([
      { external_id: `${id}:payment.succeeded`, state: 'recorded', payment_ref: id },
    ]);
    expect(app.cards().map(({ text }) => text)).toEqual([
      expect.stringMatching(/🟢 1990\.00 RUB · RU[\s\S]*Card · i…@mail\.ru · purchase_yookassa_tg_504/),
    ]);
    expect(app.sheet()).toMatchObject([{ 'Purchase ID': 'purchase_yookassa_tg_504', 'Total Amount': 1990 }]);
  });

  it('counts nothing of its own body: only what YooKassa answers', async () => {
    const app = await startYookassa();
    const { yookassa } = app.world;
    yookassa.notifications.drop('all');
    const real = yookassa.sell({ amount: 10_000, metadata: order });
    const forged = { ...real, amount: { value: '999999.00', currency: 'USD' }, metadata: { order_id: 'ord_other' } };
    expect((await notify(app, told('payment.succeeded', forged))).status).toBe(200);
    await confirmed(app);
    const [payment] = await paid(app);
    expect(payment).toMatchObject({ amount_minor: 10_000, currency: 'RUB', status: 'captured' });
    expect(JSON.parse(payment?.facts ?? '{}')).toMatchObject({ charge: { order: { orderId: 'ord_1' } } });
  });

  it('of a payment that is not paid grants nothing, and its true one still counts', async () => {
    const app = await startYookassa();
    const { yookassa } = app.world;
    const checkout = app.running().deps.checkouts.get('yookassa');
    const asked = await checkout?.begin(
      {
        orderId: 'ord_1',
        telegramId: '504',
        planId: 'month',
        createdAt: order.created_at as never,
        amount: { amountMinor: 5_000, currency: 'RUB' as never },
        title: 'Month',
        returnUrl: 'https://t.me/shop_bot',
      },
      'ord_1:yookassa:1',
      new AbortController().signal,
    );
    const id = asked?.externalId ?? '';
    const early = told('payment.succeeded', { ...yookassa.find(id), status: 'succeeded', paid: true });
    expect((await notify(app, early)).status).toBe(200);
    await confirmed(app);
    expect(await paid(app)).toMatchObject([{ status: 'pending', paid_at: null }]);
    expect(app.cards()).toEqual([]);
    yookassa.pay(id);
    await confirmed(app);
    expect(await paid(app)).toMatchObject([{ status: 'captured' }]);
    expect(app.cards()).toHaveLength(1);
  });

  it('that names what YooKassa does not know is kept, told, and can be asked for again', async () => {
    const app = await startYookassa();
    const { yookassa } = app.world;
    yookassa.notifications.drop('all');
    const real = yookassa.sell({ amount: 10_000 });
    yookassa.faults.failWith(
      { status: 404, body: { type: 'error', id: 'x', code: 'not_found' } },
      { match: 'GET /v3/payments/:id', times: 1 },
    );
    expect((await notify(app, told('payment.succeeded', real))).status).toBe(200);
    await eventually(async () => expect(await inbox(app)).toMatchObject([{ state: 'quarantined' }]));
    await eventually(() =>
      expect(
        app
          .chat()
          .map(({ text }) => text)
          .join('\n'),
      ).toMatch(/YooKassa does not confirm/),
    );
    expect(await paid(app)).toEqual([]);
    const [entry] = await inbox(app);
    const again = await app.flows().replayQuarantined(owner, { id: entry?.id ?? '' });
    expect(again).toMatchObject({ ok: true, recorded: 1 });
    await confirmed(app);
    expect(await paid(app)).toMatchObject([{ status: 'captured' }]);
    expect(await inbox(app)).toMatchObject([{ state: 'recorded', payment_ref: real.id }]);
  });

  it('is read until YooKassa answers, over a restart', async () => {
    const app = await startYookassa();
    const { yookassa } = app.world;
    const down = yookassa.faults.failWith({ status: 503, body: {} }, { match: /GET/ });
    yookassa.sell({ amount: 10_000 });
    await eventually(async () => expect(await rereads(app)).toMatchObject([{ state: 'waiting', attempts: 1 }]));
    await app.restart();
    expect(await paid(app)).toEqual([]);
    down();
    app.clock.advance(60_000);
    await eventually(async () => expect(await paid(app)).toMatchObject([{ status: 'captured' }]));
    await confirmed(app);
    expect(app.cards()).toHaveLength(1);
  });

  it('that comes ten times is one entry, one payment and one card', async () => {
    const app = await startYookassa();
    app.world.yookassa.notifications.repeat(10);
    app.world.yookassa.sell({ amount: 10_000 });
    await confirmed(app);
    expect([(await inbox(app)).length, (await paid(app)).length, app.cards().length]).toEqual([1, 1, 1]);
  });

  it('that we do not handle is stored and acknowledged', async () => {
    const app = await startYookassa();
    expect((await notify(app, told('payout.succeeded', { id: 'po-1' }))).status).toBe(200);
    expect(await inbox(app)).toMatchObject([{ state: 'ignored' }]);
    expect(await rereads(app)).toEqual([]);
  });
});

describe('the door', () => {
  it.each([
    ['no JSON', '{'],
    ['no event', { type: 'notification', object: { id: 'x' } }],
    ['no object', { type: 'notification', event: 'payment.succeeded' }],
    ['an id that is a path', told('payment.succeeded', { id: '../me' })],
  ])('refuses %s', async (_, body) => {
    const app = await startYookassa();
    expect((await notify(app, body)).status).toBe(400);
    expect(await inbox(app)).toEqual([]);
  });

  it('is not there without YooKassa', async () => {
    const app = await startApp();
    expect((await notify(app, told('payment.succeeded', { id: 'x' }))).status).toBe(404);
  });

  const published = { YOOKASSA_ALLOWED_NETWORKS: '', TRUSTED_PROXIES: 'loopback' };

  it.each([
    ['185.71.76.31', 200],
    ['185.71.76.32', 403],
    ['::ffff:185.71.77.1', 200],
    ['::ffff:b947:4d01', 200],
    ['::ffff:185.71.78.1', 403],
    ['77.75.156.11', 200],
    ['77.75.156.12', 403],
    ['77.75.154.128', 200],
    ['77.75.154.127', 403],
    ['2a02:5180:0:1509::1', 200],
    ['2a02:5181::1', 403],
    ['10.0.0.1', 403],
  ])('answers a call from %s with %i', async (address, status) => {
    const app = await startYookassa({ env: published });
    const headers = { 'x-forwarded-for': address };
    expect((await notify(app, told('payout.succeeded', { id: 'po-1' }), headers)).status).toBe(status);
    expect(await inbox(app)).toHaveLength(status === 200 ? 1 : 0);
  });

  it('believes no header of somebody who is no proxy of ours', async () => {
    const app = await startYookassa({ env: { YOOKASSA_ALLOWED_NETWORKS: '' } });
    const headers = { 'x-forwarded-for': '185.71.76.5' };
    expect((await notify(app, told('payment.succeeded', { id: 'x' }), headers)).status).toBe(403);
  });

  it('takes the address that the last proxy of ours saw', async () => {
    const app = await startYookassa({ env: published });
    const headers = { 'x-forwarded-for': '185.71.76.5, 203.0.113.9' };
    expect((await notify(app, told('payment.succeeded', { id: 'x' }), headers)).status).toBe(403);
  });
});

describe('what is not so', () => {
  const warned = (app: App) => app.chat().flatMap(({ text }) => (text.startsWith('⚠️') ? [text] : []));

  it('a success that YooKassa does not confirm is told, once however often it comes, and counts for nothing', async () => {
    const app = await startYookassa();
    const payment = app.world.yookassa.hold({ amount: 199_000 });
    await confirmed(app);
    for (let n = 0; n < 3; n += 1) {
      expect((await notify(app, told('payment.succeeded', { id: payment.id }))).status).toBe(200);
      await confirmed(app);
    }
    await eventually(() => expect(warned(app)).toEqual([expect.stringContaining('does not confirm a notification')]));
    expect(await paid(app)).toMatchObject([{ status: 'authorised' }]);
  });

  it('one about a payment that YooKassa does not know is told as that, not as genuine', async () => {
    const app = await startYookassa();
    await notify(app, told('payment.succeeded', { id: '2d8f0a3c-000f-5000-9000-145f6df21d6f' }));
    await eventually(() => expect(warned(app)).toEqual([expect.stringContaining('does not confirm a notification')]));
    expect(await inbox(app)).toMatchObject([{ state: 'quarantined' }]);
  });

  it('a call from a foreign network is told with its address, once a day', async () => {
    const app = await startYookassa({
      env: { YOOKASSA_ALLOWED_NETWORKS: '185.71.76.0/27', TRUSTED_PROXIES: 'loopback' },
    });
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    for (let n = 0; n < 3; n += 1) await notify(app, told('payment.succeeded', { id: 'x' }), headers);
    await eventually(() => expect(warned(app)).toEqual([expect.stringContaining('198.51.100.7')]));
  });
});

describe('what the doctor says of YooKassa', () => {
  const ofYookassa = async (app: App) => {
    const found = await app.flows().examine(owner, { live: true } as never);
    const findings = (found as { findings: readonly { name: string; about: string | null; status: string }[] })
      .findings;
    return findings.filter(({ name, about }) => name.startsWith('yookassa') || about === 'yookassa');
  };

  it('is that the key is right and where notifications should go', async () => {
    const app = await startYookassa({ env: { PUBLIC_URL: 'https://pay.example.com' } });
    expect(await ofYookassa(app)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'yookassa shop', status: 'ok' }),
        expect.objectContaining({ name: 'yookassa webhook', status: 'ok' }),
        expect.objectContaining({ name: 'answers', about: 'yookassa', status: 'ok' }),
      ]),
    );
  });

  it('is that the key is wrong', async () => {
    const app = await startYookassa({ env: { YOOKASSA_SECRET_KEY: 'test_another-key' } });
    expect(await ofYookassa(app)).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'answers', about: 'yookassa', status: 'fail' })]),
    );
  });
});
