import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { type StripeStandIn, startStripeStandIn } from '../../src/sandbox/stripe/stand-in.ts';

const SECRETS = ['whsec_new', 'whsec_old'];
const clock = createAdjustableClock();
let standIn: StripeStandIn;
let stripe: Stripe;

beforeEach(async () => {
  standIn = await startStripeStandIn({ clock, secretKey: 'sk_test_x', webhookSecrets: SECRETS });
  const { hostname: host, port } = new URL(standIn.url);
  stripe = new Stripe('sk_test_x', {
    host,
    port: Number(port),
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
  });
});
afterEach(() => standIn.close());

async function receive(onEvent: (body: string, signature: string) => number) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.statusCode = onEvent(
        Buffer.concat(chunks).toString('utf8'),
        String(request.headers['stripe-signature']),
      );
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

describe('objects and lists', () => {
  it('shows one payment as an intent, a charge, a session and a customer', async () => {
    const paid = standIn.pay({
      amount: 999,
      currency: 'usd',
      email: 'a@b.co',
      country: 'US',
      city: 'New York City',
      metadata: { utm_source: 'x' },
      withSession: true,
      sessionMetadata: { campaign_name: 'c' },
    });
    const intent = await stripe.paymentIntents.retrieve(paid.paymentIntent, { expand: ['latest_charge', 'customer'] });
    expect(intent).toMatchObject({ amount_received: 999, status: 'succeeded', metadata: { utm_source: 'x' } });
    expect(intent.latest_charge).toMatchObject({
      id: paid.charge,
      billing_details: { address: { city: 'New York City' } },
    });
    expect(intent.customer).toMatchObject({ id: paid.customer, email: 'a@b.co' });
    expect(intent).not.toHaveProperty('charges');
    const charge = await stripe.charges.retrieve(paid.charge);
    expect(charge).not.toHaveProperty('refunds');
    const sessions = await stripe.checkout.sessions.list({ payment_intent: paid.paymentIntent });
    expect(sessions.data).toMatchObject([
      { id: paid.session, payment_status: 'paid', metadata: { campaign_name: 'c' } },
    ]);
  });

  it('pages newest first, by cursor and by creation time, and puts late rows in their place', async () => {
    const start = clock.nowMs() - 3_600_000;
    const at = (i: number) => start + i * 60_000;
    const ids = [3, 1, 4, 0, 2].map(
      (i) => [i, standIn.pay({ amount: 100 + i, currency: 'usd', paidAt: at(i) }).charge] as const,
    );
    const expected = [...ids].sort((a, b) => b[0] - a[0]).map(([, id]) => id);
    const seen: string[] = [];
    for await (const charge of stripe.charges.list({ limit: 2 })) seen.push(charge.id);
    expect(seen).toEqual(expected);
    const since = await stripe.charges.list({
      created: { gte: Math.floor(at(2) / 1000), lt: Math.floor(at(4) / 1000) },
    });
    expect(since.data.map((c) => c.amount)).toEqual([103, 102]);
    const before = await stripe.charges.list({ ending_before: expected[3] ?? '', limit: 2 });
    expect(before.data.map((c) => c.id)).toEqual(expected.slice(1, 3));
    expect(before.has_more).toBe(true);
  });

  it('filters by object and expands along paths', async () => {
    const first = standIn.pay({ amount: 500, currency: 'eur' });
    standIn.pay({ amount: 700, currency: 'eur' });
    standIn.refund({ charge: first.charge, amount: 200 });
    const list = await stripe.charges.list({
      payment_intent: first.paymentIntent,
      expand: ['data.payment_intent', 'data.customer', 'data.refunds'],
    });
    expect(list.data).toHaveLength(1);
    expect(list.data[0]).toMatchObject({ amount_refunded: 200, payment_intent: { id: first.paymentIntent } });
    expect(list.data[0]?.refunds?.data[0]?.amount).toBe(200);
    await expect(stripe.charges.retrieve(first.charge, { expand: ['nonsense'] })).rejects.toThrow('cannot be expanded');
  });

  it('refuses as Stripe does', async () => {
    const { hostname: host, port } = new URL(standIn.url);
    const other = new Stripe('sk_test_wrong', { host, port: Number(port), protocol: 'http', maxNetworkRetries: 0 });
    await expect(other.charges.list()).rejects.toMatchObject({ statusCode: 401, type: 'StripeAuthenticationError' });
    await expect(stripe.charges.retrieve('ch_nope')).rejects.toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
    await expect(stripe.charges.list({ limit: 101 })).rejects.toMatchObject({ statusCode: 400, param: 'limit' });
    await expect(stripe.charges.list({ nonsense: 1 } as never)).rejects.toMatchObject({ code: 'parameter_unknown' });
  });

  it('keeps answers of idempotent requests and refuses a key with other parameters', async () => {
    const { charge } = standIn.pay({ amount: 1000, currency: 'usd' });
    const key = { idempotencyKey: 'k1' };
    const one = await stripe.refunds.create({ charge, amount: 400 }, key);
    const two = await stripe.refunds.create({ charge, amount: 400 }, key);
    expect(two.id).toBe(one.id);
    await expect(stripe.refunds.create({ charge, amount: 1 }, key)).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
    await stripe.refunds.create({ charge });
    await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({ code: 'charge_already_refunded' });
  });

  it('makes a checkout session that a buyer completes', async () => {
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [
        { quantity: 1, price_data: { currency: 'usd', unit_amount: 1500, product_data: { name: 'Month' } } },
      ],
      success_url: 'https://x.io/ok',
      payment_intent_data: { metadata: { order_id: 'ord_1' } },
    });
    const paid = standIn.completeSession(session.id, { email: 'b@c.de' });
    const intent = await stripe.paymentIntents.retrieve(paid.paymentIntent);
    expect(intent).toMatchObject({ amount: 1500, metadata: { order_id: 'ord_1' } });
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      status: 'complete',
      payment_intent: intent.id,
    });
  });
});

describe('events and webhooks', () => {
  const types = (list: Stripe.ApiList<Stripe.Event>) => list.data.map((e) => e.type);

  it('writes the events of each step, with the object as it was then', async () => {
    const { charge } = standIn.pay({ amount: 1000, currency: 'usd' });
    const { refund } = standIn.refund({ charge, amount: 300, status: 'pending' });
    standIn.moveRefund(refund, 'failed');
    const events = await stripe.events.list({ limit: 100 });
    expect(types(events).reverse()).toEqual([
      'payment_intent.succeeded',
      'charge.succeeded',
      'refund.created',
      'charge.refunded',
      'refund.updated',
      'refund.updated',
      'refund.failed',
    ]);
    const byType = (type: string) => events.data.find((e) => e.type === type)?.data.object;
    expect(byType('charge.succeeded')).toMatchObject({ amount_refunded: 0 });
    expect(byType('charge.refunded')).toMatchObject({ amount_refunded: 300 });
    expect(await stripe.charges.retrieve(charge)).toMatchObject({ amount_refunded: 0 });
    expect(types(await stripe.events.list({ types: ['refund.failed', 'charge.succeeded'] }))).toHaveLength(2);
  });

  it('moves a dispute from inquiry to loss', async () => {
    const { charge } = standIn.pay({ amount: 1000, currency: 'usd' });
    const { dispute } = standIn.dispute({ charge, inquiry: true });
    standIn.moveDispute(dispute, 'needs_response');
    standIn.moveDispute(dispute, 'lost');
    const disputes = await stripe.events.list({ type: 'charge.dispute.*' });
    expect(
      types(disputes)
        .reverse()
        .map((t) => t.slice('charge.dispute.'.length)),
    ).toEqual(['created', 'funds_withdrawn', 'updated', 'closed']);
    expect((await stripe.disputes.list({ charge })).data[0]?.status).toBe('lost');
  });

  it('raises a failed intent and pays it; captures a part', async () => {
    const raised = standIn.raiseAndPay({ failedAmount: 500, amount: 800, currency: 'usd' });
    const charges = await stripe.charges.list({ payment_intent: raised.paymentIntent });
    expect(charges.data.map((c) => [c.status, c.amount])).toEqual([
      ['succeeded', 800],
      ['failed', 500],
    ]);
    const part = standIn.pay({ amount: 1000, currency: 'usd', captureAmount: 600 });
    expect(await stripe.charges.retrieve(part.charge)).toMatchObject({ amount: 1000, amount_captured: 600 });
    expect(await stripe.paymentIntents.retrieve(part.paymentIntent)).toMatchObject({ amount_received: 600 });
  });

  it('signs with every secret, repeats what was not taken, and notes each try', async () => {
    const got: string[] = [];
    let refuse = 1;
    const receiver = await receive((body, signature) => {
      for (const secret of SECRETS) got.push(stripe.webhooks.constructEvent(body, signature, secret).type);
      refuse -= 1;
      return refuse >= 0 ? 503 : 200;
    });
    standIn.webhooks.target(receiver.url, { concurrency: 1, retryDelaysMs: [10] });
    standIn.pay({ amount: 100, currency: 'usd' });
    await standIn.webhooks.settled();
    expect(standIn.webhooks.deliveries.map((d) => [d.type, d.attempt, d.status])).toEqual([
      ['payment_intent.succeeded', 1, 503],
      ['charge.succeeded', 1, 200],
      ['payment_intent.succeeded', 2, 200],
    ]);
    expect(got).toHaveLength(6);
    receiver.close();
  });

  it('reverses, drops and repeats', async () => {
    const got: string[] = [];
    const receiver = await receive((body) => {
      got.push((JSON.parse(body) as { type: string }).type);
      return 200;
    });
    standIn.webhooks.target(receiver.url, { order: 'reversed', concurrency: 1 });
    standIn.webhooks.repeat(2);
    standIn.webhooks.drop(['checkout.session.completed']);
    const { events } = standIn.pay({ amount: 100, currency: 'usd', withSession: true });
    await standIn.webhooks.settled();
    expect(got).toEqual([
      'charge.succeeded',
      'charge.succeeded',
      'payment_intent.succeeded',
      'payment_intent.succeeded',
    ]);
    standIn.webhooks.send([events[0] ?? ''], 200);
    await standIn.webhooks.settled();
    expect(got).toHaveLength(204);
    receiver.close();
  });
});

describe('size', () => {
  it('holds 100,000 payments in under 150 MB and pages them deterministically', async () => {
    const rss = () => {
      (globalThis as { gc?: () => void }).gc?.();
      return process.memoryUsage().heapUsed;
    };
    const before = rss();
    const to = clock.nowMs();
    standIn.bulk(100_000, { seed: 7, from: to - 90 * 86_400_000, to, perCustomer: 2 });
    expect((rss() - before) / 1_000_000).toBeLessThan(150);
    const page = await stripe.charges.list({ limit: 100, expand: ['data.customer'] });
    expect(page.data).toHaveLength(100);
    expect(page.has_more).toBe(true);
  });
});
