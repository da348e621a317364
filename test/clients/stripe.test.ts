import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createStripeClient, type StripeClient } from '../../src/clients/stripe.ts';
import { SourceError } from '../../src/domain/ports.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { type StripeStandIn, startStripeStandIn } from '../../src/sandbox/stripe/stand-in.ts';

const clock = createAdjustableClock();
const signal = AbortSignal.timeout(60_000);
let stripe: StripeStandIn;
let client: StripeClient;

beforeEach(async () => {
  stripe = await startStripeStandIn({ clock, secretKey: 'sk_test_x', webhookSecrets: ['whsec_x'] });
  const fetch = createBoundedFetch({ deadlineMs: 400 });
  client = createStripeClient({ secretKey: 'sk_test_x', apiBase: `${stripe.url}/`, fetch });
});
afterEach(() => stripe.close());

async function failure(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.catch((e: unknown) => e);
  if (!(error instanceof SourceError)) throw new Error(`not a SourceError: ${String(error)}`);
  return error;
}

describe('the Stripe client', () => {
  it('lists pages by window and cursor, and reads one object, expanded', async () => {
    for (let i = 0; i < 3; i += 1) stripe.pay({ amount: 100 + i, currency: 'usd' });
    const created = { gte: Math.floor(clock.nowMs() / 1_000) - 60 };
    const first = await client.listPage('charges', { created, limit: 2 }, signal);
    expect(first).toMatchObject({ hasMore: true });
    expect(first.objects).toHaveLength(2);
    const after = String(first.objects[1]?.['id']);
    const rest = await client.listPage('charges', { created, limit: 2, starting_after: after }, signal);
    expect(rest).toMatchObject({ hasMore: false, objects: [{ object: 'charge' }] });
    const charge = String(rest.objects[0]?.['id']);
    const read = await client.read(`charges/${charge}`, { expand: ['payment_intent'] }, signal);
    expect(read).toMatchObject({ id: charge, payment_intent: { object: 'payment_intent' } });
  });

  it('keeps the path of its base before its own', async () => {
    const asked: string[] = [];
    const fetch = async (input: unknown) => {
      asked.push(String(input));
      return Response.json({ object: 'list', data: [], has_more: false });
    };
    const apiBase = 'http://127.0.0.1:9/stripe/';
    const behind = createStripeClient({ secretKey: 'sk_test_x', apiBase, fetch: fetch as typeof globalThis.fetch });
    await behind.listPage('charges', { limit: 1 }, signal);
    expect(asked).toEqual(['http://127.0.0.1:9/stripe/v1/charges?limit=1']);
  });

  it('tells when to come back', async () => {
    const body = { error: { type: 'invalid_request_error', code: 'rate_limit', message: 'slow down' } };
    stripe.faults.failWith({ status: 429, body, headers: { 'retry-after': '9' } }, { times: 1 });
    expect(await failure(client.listPage('charges', {}, signal))).toMatchObject({
      outcome: 'not_sent',
      retryAfterMs: 9_000,
    });
    stripe.faults.failWith({ status: 503, body: '<html>', headers: { 'retry-after': '2' } }, { times: 1 });
    expect(await failure(client.listPage('charges', {}, signal))).toMatchObject({
      outcome: 'told_when',
      retryAfterMs: 2_000,
    });
  });

  it('tells a wrong key, an unknown id and a fault apart', async () => {
    const wrong = createStripeClient({ secretKey: 'sk_test_y', apiBase: stripe.url, fetch: createBoundedFetch() });
    expect(await failure(wrong.listPage('charges', {}, signal))).toMatchObject({ outcome: 'config' });
    expect(await failure(client.read('charges/ch_none', {}, signal))).toMatchObject({ outcome: 'gone' });
    stripe.faults.failWith({ status: 500, body: { error: { type: 'api_error', message: 'x' } } }, { times: 1 });
    expect(await failure(client.listPage('charges', {}, signal))).toMatchObject({ outcome: 'ambiguous' });
    stripe.faults.garbage({ times: 1 });
    expect(await failure(client.listPage('charges', {}, signal))).toMatchObject({ outcome: 'ambiguous' });
    stripe.faults.redirect({ times: 1 });
    expect(await failure(client.listPage('charges', {}, signal))).toMatchObject({ outcome: 'not_sent' });
    expect(stripe.faults.count('GET /v1/charges')).toBe(4);
  });

  it('frees its caller at once', async () => {
    const release = stripe.faults.hold();
    const caller = new AbortController();
    const listed = client.listPage('charges', {}, caller.signal);
    setTimeout(() => caller.abort(), 30);
    await expect(listed).rejects.toThrow();
    release();
  });

  it('tells no key in its errors', async () => {
    const dead = createStripeClient({
      secretKey: 'sk_test_z',
      apiBase: 'http://127.0.0.1:1',
      fetch: createBoundedFetch(),
    });
    const error = await failure(dead.listPage('charges', {}, signal));
    expect(error).toMatchObject({ outcome: 'not_sent' });
    expect(`${error.message} ${error.stack}`).not.toContain('sk_test_z');
  });
});
