import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../support/app.ts';
import { startHttp, type TestHttp, tokens } from '../support/http-app.ts';
import { startShop } from '../support/shop.ts';

let canned: TestHttp;
beforeAll(async () => {
  canned = await startHttp();
});
afterAll(() => canned.http.stop(100));

const adminToken = 'admin-token-for-the-test-of-the-shop';
const plan = {
  code: 'licence',
  title: { ru: 'Лицензия', en: 'Licence' },
  description: { ru: 'Ключ программы', en: 'A key of the program' },
  kind: 'digital',
  prices: [{ currency: 'usd', amountMinor: 1_500, methods: ['stripe'] }],
  periodDays: null,
  stock: null,
  tickets: 1,
  fulfilment: { type: 'keys', keys: ['AAAA-1', 'AAAA-2'] },
};

async function startWithToken() {
  const app = await startApp({ env: { API_TOKENS: `shop|admin|${adminToken}` } });
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
    const response = await fetch(app.url() + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, text: await response.text() };
  };
  return { app, ask };
}

test('keys go into a plan’s stock and never come out again', async () => {
  const { app, ask } = await startWithToken();
  const made = await ask('POST', '/v1/admin/plans', plan);
  expect(made.status).toBe(200);
  expect(JSON.parse(made.text)).toMatchObject({
    keys: { free: 2, given: 0 },
    left: 2,
    remarks: ['digital_outside_stars'],
  });
  const listed = await ask('GET', '/v1/admin/plans');
  expect(made.text + listed.text).not.toContain('AAAA');
  expect(JSON.stringify(await app.db().selectFrom('plans').selectAll().execute())).not.toContain('AAAA');
  expect((await ask('POST', '/v1/admin/plans', plan)).status).toBe(409);
  const again = { ...plan, fulfilment: { type: 'keys', keys: ['AAAA-2', 'AAAA-3'] } };
  expect(JSON.parse((await ask('PUT', '/v1/admin/plans/licence', again)).text)).toMatchObject({ keys: { free: 3 } });
  expect((await ask('PUT', '/v1/admin/plans/other', again)).status).toBe(404);
});

test('a plan that nobody could buy is refused', async () => {
  const { ask } = await startWithToken();
  const wrong = { ...plan, prices: [{ currency: 'USD', amountMinor: 100, methods: ['stars'] }] };
  expect((await ask('POST', '/v1/admin/plans', wrong)).status).toBe(422);
  expect((await ask('POST', '/v1/admin/plans', { ...plan, title: { ru: 'Я'.repeat(33), en: 'I' } })).status).toBe(422);
});

test('a plan without stock and period has neither; what cannot be is called by its field', async () => {
  const { ask } = await startWithToken();
  const { periodDays: _p, stock: _s, ...short } = plan;
  expect(JSON.parse((await ask('POST', '/v1/admin/plans', short)).text)).toMatchObject({
    periodDays: null,
    stock: null,
  });
  // A change says everything: what it left out would be lost.
  expect((await ask('PUT', '/v1/admin/plans/licence', short)).status).toBe(422);
  const prices = [{ currency: 'USD', amountMinor: 500, methods: ['yookassa'] }];
  const refused = await ask('POST', '/v1/admin/plans', { ...plan, code: 'other', prices });
  expect(JSON.parse(refused.text)).toMatchObject({ status: 422, detail: expect.stringMatching(/^prices: .*RUB/) });
});

test('orders are listed as the contract says', async () => {
  const response = await canned.ask('GET', '/v1/admin/orders?status=waiting', { token: tokens.ops });
  expect(await response.json()).toEqual({
    items: [
      expect.objectContaining({
        id: 'ord_1',
        planCode: 'cus_1',
        telegramId: '17',
        status: 'waiting',
        provider: 'stripe',
        amount: { amountMinor: 1_000, currency: 'USD' },
        paidAt: null,
        tickets: 2,
      }),
    ],
    nextCursor: null,
  });
});

test('the page after paying says how the order stands and not whose it is', async () => {
  const { app, sell, place } = await startShop();
  await sell();
  const { id } = await place(900);
  const page = await fetch(`${app.url()}/pay/success?order=${id}`, { headers: { 'accept-language': 'ru' } });
  const text = await page.text();
  expect(text).toContain('Проверяем ваш платёж');
  expect(text).not.toContain('900');
  expect(page.headers.get('refresh')).toBe('3');
  expect((await fetch(`${app.url()}/pay/success?order=ord_nobody`)).status).toBe(404);
  expect((await app.db().selectFrom('orders').select('status').executeTakeFirst())?.status).toBe('waiting');
});

test('a buyer pays on Stripe’s page and comes back to ours', async () => {
  const { app, sell, place, start, reaches } = await startShop();
  await sell();
  const { id } = await place(900);
  const { url } = await start(900, id, 'stripe');
  expect(await (await fetch(url)).text()).toContain('Pay 10.00 USD');
  const body = new URLSearchParams({ do: 'pay', email: 'bella@example.com' });
  const paid = await fetch(url, { method: 'POST', body, redirect: 'manual' });
  expect(paid.headers.get('location')).toMatch(/\/pay\/success\?order=ord_/);
  await reaches(id, 'paid');
  const shown = await fetch(`${app.url()}/pay/success?order=${id}`, { headers: { 'accept-language': 'en' } });
  expect(await shown.text()).toContain('Paid. Thank you!');
});

test('a refund that the provider refuses is a conflict; one that it may give soon is unavailable', async () => {
  const { app, sell, place, start, pay, reaches } = await startShop({
    env: { API_TOKENS: `shop|admin|${adminToken}` },
  });
  await sell();
  const { id } = await place(900);
  await pay(await start(900, id, 'stripe'), 900);
  await reaches(id, 'paid');
  await app.settled();
  const { faults } = app.world.stripe;
  const match = { match: 'POST /v1/refunds', times: 1 };
  const refund = async () => {
    const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
    const path = `${app.url()}/v1/admin/orders/${id}/refund`;
    const response = await fetch(path, { method: 'POST', headers, body: '{}' });
    const { code, detail = '', amount } = (await response.json()) as Record<string, string>;
    const { status } = response;
    return {
      status,
      type: response.headers.get('content-type'),
      retry: response.headers.get('retry-after'),
      code,
      detail,
      amount,
    };
  };
  const error = { type: 'invalid_request_error', code: 'charge_disputed', message: 'Said to bella@example.com.' };
  faults.failWith({ status: 400, body: { error } }, match);
  const refused = await refund();
  expect(refused).toMatchObject({ status: 409, type: 'application/problem+json', retry: null, code: 'conflict' });
  expect(refused.detail).toMatch(/^Stripe[\s\S]*dispute/);
  faults.failWith({ status: 503 }, match);
  const away = await refund();
  expect(away).toMatchObject({ status: 503, type: 'application/problem+json', retry: '60', code: 'unavailable' });
  faults.garbage(match);
  expect(await refund()).toMatchObject({ status: 503, code: 'unavailable' });
  expect(await refund()).toMatchObject({ status: 200, amount: { amountMinor: 1_000, currency: 'USD' } });
  expect(app.world.stripe.counts().refunds).toBe(1);
  expect((await refund()).status).toBe(410);
});
