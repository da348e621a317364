import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createYookassaClient, type YookassaClient } from '../../src/clients/yookassa.ts';
import { currency, money } from '../../src/domain/money.ts';
import { type PayableOrder, SourceError } from '../../src/domain/ports.ts';
import { instantOf } from '../../src/domain/time.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { createYookassaCheckout } from '../../src/providers/yookassa/checkout.ts';
import { createYookassaSource } from '../../src/providers/yookassa/source.ts';
import { startYookassaStandIn, type YookassaStandIn } from '../../src/sandbox/yookassa/stand-in.ts';

const clock = createAdjustableClock();
const now = () => instantOf(clock.nowMs());
const signal = AbortSignal.timeout(60_000);
let yookassa: YookassaStandIn;
let client: YookassaClient;

const open = async (demandReceipts = false, secretKey = 'test_key-0001') => {
  yookassa = await startYookassaStandIn({ clock, shopId: '100500', secretKey: 'test_key-0001', demandReceipts });
  const fetch = createBoundedFetch({ deadlineMs: 400 });
  client = createYookassaClient({ shopId: '100500', secretKey, apiBase: `${yookassa.url}/v3/`, fetch, clock });
};
beforeEach(() => open());
afterEach(() => yookassa.close());

async function failure(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof SourceError)) throw new Error(`not a SourceError: ${String(error)}`);
  return error;
}

const order: PayableOrder = {
  orderId: 'ord_1',
  telegramId: '504',
  planId: 'month',
  createdAt: instantOf(0),
  amount: money(199_000, currency('RUB')),
  title: 'Доступ на месяц',
  returnUrl: 'https://t.me/shop_bot',
};
const checkout = (receipts: { vatCode: number; taxSystemCode: number | null } | null = null) =>
  createYookassaCheckout({ client, now, receipts });

describe('the YooKassa client', () => {
  it('lists page by page by cursor, newest first', async () => {
    for (let i = 0; i < 3; i += 1) yookassa.sell({ amount: 100 + i, at: clock.nowMs() - i * 1_000 });
    const first = await client.listPage('payments', { limit: 2 }, signal);
    expect(first.objects.map(({ amount }) => (amount as { value: string }).value)).toEqual(['1.00', '1.01']);
    const rest = await client.listPage('payments', { limit: 2, cursor: first.next ?? '' }, signal);
    expect(rest).toMatchObject({ next: null, objects: [{ amount: { value: '1.02' } }] });
  });

  it.each([
    ['still at it', 202, { type: 'processing', retry_after: 1_800 }, 'told_when', 1_800],
    ['slow down', 429, { type: 'error', code: 'too_many_requests', retry_after: 700 }, 'told_when', 700],
    ['slow down, no time named', 429, { type: 'error', code: 'too_many_requests' }, 'not_sent', null],
    ['nobody knows', 500, { type: 'error', code: 'internal_server_error' }, 'ambiguous', null],
    ['a wrong key', 401, { type: 'error', code: 'invalid_credentials' }, 'config', null],
    ['no right', 403, { type: 'error', code: 'forbidden' }, 'config', null],
    ['no such object', 404, { type: 'error', code: 'not_found' }, 'gone', null],
    ['our mistake', 400, { type: 'error', code: 'invalid_request', parameter: 'amount' }, 'ours', null],
    ['a gateway', 502, { message: 'bad gateway' }, 'ambiguous', null],
  ])('says what an answer means: %s', async (_, status, body, outcome, retryAfterMs) => {
    yookassa.faults.failWith({ status, body });
    expect(await failure(client.read('me', signal))).toMatchObject({ outcome, retryAfterMs });
  });

  it('is in doubt after a time-out, garbage or a cut, and not where nothing left', async () => {
    yookassa.faults.hold(undefined);
    expect(await failure(client.read('me', signal))).toMatchObject({ outcome: 'ambiguous' });
    yookassa.faults.clear();
    yookassa.faults.garbage({ times: 1 });
    expect(await failure(client.read('me', signal))).toMatchObject({ outcome: 'ambiguous' });
    yookassa.faults.cut('mid-body', { times: 1 });
    expect(await failure(client.read('me', signal))).toMatchObject({ outcome: 'ambiguous' });
    await yookassa.close();
    expect(await failure(client.read('me', signal))).toMatchObject({ outcome: 'not_sent' });
  });

  it('never shows its key in an error', async () => {
    await yookassa.close();
    await open(false, 'test_wrong-key');
    const error = await failure(client.read('me', signal));
    expect(`${error.message} ${String(error.cause)}`).not.toContain('test_wrong');
  });
});

describe('asking for a payment', () => {
  it('says who, what and how much, and where to pay', async () => {
    const asked = await checkout().begin({ ...order, method: 'sbp' }, 'ord_1:yookassa:1', signal);
    expect(asked).toMatchObject({ status: 'pending', url: `${yookassa.url}/pay/${asked.externalId}` });
    expect(yookassa.faults.calls.at(-1)?.body).toEqual({
      amount: { value: '1990.00', currency: 'RUB' },
      capture: true,
      confirmation: { type: 'redirect', return_url: 'https://t.me/shop_bot' },
      description: 'Доступ на месяц',
      merchant_customer_id: 'tg_504',
      metadata: { order_id: 'ord_1', telegram_id: '504', plan_id: 'month', created_at: '1970-01-01T00:00:00.000Z' },
      payment_method_data: { type: 'sbp' },
    });
  });

  it('again with the same key, after whatever lost answer, asks once', async () => {
    yookassa.faults.cut('after', { times: 1 });
    await failure(checkout().begin(order, 'ord_1:yookassa:1', signal));
    const again = await checkout().begin(order, 'ord_1:yookassa:1', signal);
    const third = await checkout().begin(order, 'ord_1:yookassa:1', signal);
    expect(third.externalId).toBe(again.externalId);
    expect(yookassa.counts().payments).toBe(1);
    const other = { ...order, amount: money(1, currency('RUB')) };
    expect(await failure(checkout().begin(other, 'ord_1:yookassa:1', signal))).toMatchObject({ outcome: 'ours' });
  });

  it('takes keys and titles of any length, and no more metadata than YooKassa does', async () => {
    const campaign = Object.fromEntries('abcdefghijklmnop'.split('').map((key) => [key, key.repeat(600)]));
    const long = { ...order, title: '💎'.repeat(200), campaign: campaign as NonNullable<PayableOrder['campaign']> };
    const asked = await checkout().begin(long, `ord_1:${'x'.repeat(90)}`, signal);
    expect(Object.keys(yookassa.find(asked.externalId).metadata)).toHaveLength(16);
  });

  it('sends a receipt that adds up, where the shop does, and demands a contact', async () => {
    await yookassa.close();
    await open(true);
    const withReceipts = checkout({ vatCode: 1, taxSystemCode: 2 });
    expect(withReceipts.needsContact).toBe(true);
    expect(await failure(withReceipts.begin(order, 'k1', signal))).toMatchObject({ outcome: 'ours' });
    await withReceipts.begin({ ...order, email: 'ivan@mail.ru' }, 'k2', signal);
    expect(yookassa.faults.calls.at(-1)?.body).toMatchObject({
      metadata: { email: 'ivan@mail.ru' },
      receipt: {
        customer: { email: 'ivan@mail.ru' },
        items: [{ amount: { value: '1990.00', currency: 'RUB' }, vat_code: 1, payment_mode: 'full_payment' }],
        tax_system_code: 2,
      },
    });
    await withReceipts.begin({ ...order, phone: '+7 999 123-45-67' }, 'k3', signal);
    expect(yookassa.faults.calls.at(-1)?.body).toMatchObject({ receipt: { customer: { phone: '79991234567' } } });
    expect(await failure(checkout().begin(order, 'k4', signal))).toMatchObject({ outcome: 'ours' });
  });

  it('sees how it went: paid on the page, declined, or left to end by itself', async () => {
    const [paid, declined, left] = await Promise.all(
      ['1', '2', '3'].map((key) => checkout().begin(order, key, signal)),
    );
    const press = (url: string, what: string) =>
      fetch(url, { method: 'POST', body: new URLSearchParams({ do: what, method: 'sbp' }), redirect: 'manual' });
    expect(await (await fetch(paid?.url ?? '')).text()).toMatch(/1990,00 ₽[\s\S]*id="yk-pay"[\s\S]*id="yk-cancel"/);
    const back = await press(paid?.url ?? '', 'pay');
    expect([back.status, back.headers.get('location')]).toEqual([303, order.returnUrl]);
    await press(declined?.url ?? '', 'decline');
    clock.advance(3_700_000);
    const looks = await Promise.all(
      [paid, declined, left].map((one) => checkout().look(one?.externalId ?? '', signal)),
    );
    expect(looks.map(({ status, url, event }) => [status, url, event.facts[0]])).toMatchObject([
      ['captured', null, { method: 'sbp' }],
      ['canceled', null, { failureCode: 'insufficient_funds' }],
      ['canceled', null, { failureCode: 'expired_on_confirmation' }],
    ]);
  });

  it('calls off a hold, and says that what waits for its buyer cannot be', async () => {
    const asked = await checkout().begin(order, '1', signal);
    expect(await checkout().cancel(asked.externalId, 'c1', signal)).toMatchObject({ status: 'pending' });
    const held = yookassa.hold({ amount: 100 });
    expect(await checkout().cancel(held.id, 'c2', signal)).toMatchObject({ status: 'canceled' });
  });
});

describe('amounts', () => {
  const source = () => createYookassaSource({ client, now, receipts: null });

  it.each([
    ['0.01', 'RUB', 1],
    ['1990.10', 'RUB', 199_010],
    ['90071992547409.91', 'RUB', 9_007_199_254_740_991],
    ['5', 'RUB', 500],
  ])('%s %s is read exactly', async (value, code, minor) => {
    const { id } = yookassa.sell({ amount: 100 });
    yookassa.find(id).amount = { value, currency: code };
    const { facts } = await source().readPayment(id, signal);
    expect(facts[0]).toMatchObject({ amount: { amountMinor: minor, currency: code } });
  });

  it.each([['1.005'], ['90071992547409.93'], ['-1.00'], ['1e3'], ['']])('%s is refused, not rounded', async (value) => {
    const { id } = yookassa.sell({ amount: 100 });
    yookassa.find(id).amount = { value, currency: 'RUB' };
    expect(await failure(source().readPayment(id, signal))).toMatchObject({ outcome: 'unrecognised' });
  });

  it('go back in part, once for one key', async () => {
    const { id } = yookassa.sell({ amount: 10_000 });
    const asked = { externalId: id, amount: money(2_500, currency('RUB')), key: 'payops:refund:1' };
    const first = await source().refund(asked, signal);
    const second = await source().refund(asked, signal);
    expect(second.refundId).toBe(first.refundId);
    expect(yookassa.find(id).refunded_amount).toEqual({ value: '25.00', currency: 'RUB' });
  });
});
