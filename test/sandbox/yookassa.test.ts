import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { startYookassaStandIn, type YookassaStandIn } from '../../src/sandbox/yookassa/stand-in.ts';

/** YooKassa's API v3 as published (yookassa.ru/developers/api): required fields, and nothing that it does not know. */
const amount = z.strictObject({ value: z.string().regex(/^\d+\.\d{2}$/), currency: z.enum(['RUB', 'USD', 'EUR']) });
const id = z.string().length(36);
const time = z.iso.datetime();
const publishedPayment = z.strictObject({
  id,
  status: z.enum(['pending', 'waiting_for_capture', 'succeeded', 'canceled']),
  amount,
  income_amount: amount.optional(),
  description: z.string().max(128).optional(),
  recipient: z.strictObject({ account_id: z.string(), gateway_id: z.string() }),
  payment_method: z
    .looseObject({ type: z.enum(['bank_card', 'sbp', 'yoo_money', 'sberbank']), id: z.string(), saved: z.boolean() })
    .optional(),
  captured_at: time.optional(),
  created_at: time,
  expires_at: time.optional(),
  confirmation: z.looseObject({ type: z.literal('redirect'), confirmation_url: z.url() }).optional(),
  test: z.boolean(),
  refunded_amount: amount.optional(),
  paid: z.boolean(),
  refundable: z.boolean(),
  receipt_registration: z.enum(['pending', 'succeeded', 'canceled']).optional(),
  metadata: z.record(z.string().max(32), z.string().max(512)),
  cancellation_details: z
    .strictObject({ party: z.enum(['yoo_money', 'payment_network', 'merchant']), reason: z.string() })
    .optional(),
  authorization_details: z.looseObject({ three_d_secure: z.object({ applied: z.boolean() }) }).optional(),
  merchant_customer_id: z.string().max(200).optional(),
});
const publishedRefund = z.strictObject({
  id,
  payment_id: id,
  status: z.enum(['pending', 'succeeded', 'canceled']),
  created_at: time,
  amount,
  description: z.string().max(250).optional(),
  receipt_registration: z.string().optional(),
});
const publishedError = z.strictObject({
  type: z.literal('error'),
  id: z.string(),
  code: z.string(),
  description: z.string(),
  parameter: z.string().optional(),
});

const clock = createAdjustableClock();
let yookassa: YookassaStandIn;
beforeAll(async () => {
  yookassa = await startYookassaStandIn({ clock, shopId: '100500', secretKey: 'test_key-0001' });
  return () => yookassa.close();
});

const basic = (secret: string) => `Basic ${Buffer.from(`100500:${secret}`).toString('base64')}`;
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${yookassa.url}/v3${path}`, {
    method,
    headers: { authorization: basic('test_key-0001'), 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const wanted = {
  amount: { value: '1990.00', currency: 'RUB' },
  capture: true,
  confirmation: { type: 'redirect', return_url: 'https://shop.example/back' },
  metadata: { order_id: 'ord_1' },
};
const key = (value: string) => ({ 'idempotence-key': value });

describe('the stand-in for YooKassa', () => {
  it('writes payments and refunds as the real one does, in every state', async () => {
    const pending = (await ask('POST', '/payments', wanted, key('p1'))).body;
    const paid = yookassa.sell({ amount: 5_000, method: 'sbp' });
    yookassa.refund({ payment: paid.id, amount: 1_000 });
    const declined = (await ask('POST', '/payments', wanted, key('p2'))).body;
    yookassa.decline(String(declined['id']));
    yookassa.hold({ amount: 100 });
    const payments = (await ask('GET', '/payments?limit=100')).body['items'] as unknown[];
    expect(payments.length).toBeGreaterThanOrEqual(4);
    for (const payment of [pending, ...payments]) publishedPayment.parse(payment);
    for (const refund of (await ask('GET', '/refunds')).body['items'] as unknown[]) publishedRefund.parse(refund);
  });

  it.each([
    ['a wrong key', 401, 'GET', '/payments', undefined, { authorization: basic('other') }],
    ['no such payment', 404, 'GET', '/payments/2d8f0a3c-000f-5000-9000-145f6df21d6f', undefined, {}],
    ['no idempotence key', 400, 'POST', '/payments', wanted, {}],
    ['a key too long', 400, 'POST', '/payments', wanted, key('x'.repeat(65))],
    [
      'an amount as a number',
      400,
      'POST',
      '/payments',
      { ...wanted, amount: { value: 1990, currency: 'RUB' } },
      key('r1'),
    ],
    ['one decimal', 400, 'POST', '/payments', { ...wanted, amount: { value: '1990.0', currency: 'RUB' } }, key('r2')],
    ['nothing to pay', 400, 'POST', '/payments', { ...wanted, amount: { value: '0.00', currency: 'RUB' } }, key('r3')],
    ['an unknown field', 400, 'POST', '/payments', { ...wanted, amout: 1 }, key('r4')],
    ['too long a title', 400, 'POST', '/payments', { ...wanted, description: 'x'.repeat(129) }, key('r5')],
    ['no way back', 400, 'POST', '/payments', { ...wanted, confirmation: { type: 'redirect' } }, key('r6')],
    ['a page of 101', 400, 'GET', '/payments?limit=101', undefined, {}],
    ['an unknown filter', 400, 'GET', '/payments?paid_at.gte=2026-01-01', undefined, {}],
  ])('refuses %s with %i', async (_, status, method, path, body, headers) => {
    const answer = await ask(method, path, body, headers as unknown as Record<string, string>);
    expect(answer.status).toBe(status);
    publishedError.parse(answer.body);
  });

  it('answers one key as the first time for a day, refuses other data, and then forgets it', async () => {
    const first = await ask('POST', '/payments', wanted, key('same'));
    expect((await ask('POST', '/payments', wanted, key('same'))).body['id']).toBe(first.body['id']);
    const other = await ask('POST', '/payments', { ...wanted, description: 'other' }, key('same'));
    expect(other).toMatchObject({ status: 400, body: { parameter: 'Idempotence-Key' } });
    clock.advance(86_400_001);
    expect((await ask('POST', '/payments', wanted, key('same'))).body['id']).not.toBe(first.body['id']);
  });

  it('gives nobody back more than he paid', async () => {
    const { id: payment_id } = yookassa.sell({ amount: 5_000 });
    const part = { payment_id, amount: { value: '30.00', currency: 'RUB' } };
    expect((await ask('POST', '/refunds', part, key('b1'))).status).toBe(200);
    expect((await ask('POST', '/refunds', part, key('b2'))).status).toBe(400);
  });
});
