import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { createStripeProvider } from '../../src/providers/stripe/provider.ts';

const secret = 'whsec_test';
const provider = createStripeProvider({ secrets: [secret], livemode: false });
const atMs = 1_795_000_000_000;

/** What becomes of a genuine call with this body. */
function taken(body: unknown) {
  const text = JSON.stringify(body);
  const t = atMs / 1_000;
  const signature = createHmac('sha256', secret).update(`${t}.${text}`).digest('hex');
  const headers = { 'stripe-signature': `t=${t},v1=${signature}` };
  const verified = provider.verify({
    headers,
    body: Buffer.from(text),
    receivedAt: instantOf(atMs),
    remoteAddress: '192.0.2.1',
  });
  if (!verified.ok) return verified.reason;
  return provider.normalise(verified.webhook, 'webhook');
}

const created = atMs / 1_000 - 60;
const charge = { id: 'ch_1', amount: 999, currency: 'usd', created, status: 'succeeded' };
const event = { id: 'evt_1', type: 'charge.succeeded', created, livemode: false, data: { object: charge } };

describe('a genuine call', () => {
  test('of another envelope is kept: a thin event ignored, a handled type without an object put aside', () => {
    expect(taken({ id: 'evt_1', object: 'v2.core.event', type: 'v1.x', created: '2026-11-21T00:00:00Z' })).toEqual({
      kind: 'ignored',
    });
    expect(taken({ ...event, data: undefined })).toMatchObject({ kind: 'unreadable' });
    expect(taken({ ...event, created: 1e15 })).toMatchObject({ kind: 'event' });
  });

  test('without an id or a type is malformed', () => {
    expect(taken({ ...event, id: undefined })).toBe('malformed');
    expect(taken({ ...event, type: '' })).toBe('malformed');
  });

  test('that does not say its mode is of the mode of the key whose secret signed it', () => {
    expect(taken({ ...event, livemode: undefined })).toMatchObject({ kind: 'event' });
    expect(taken({ ...event, livemode: true })).toEqual({ kind: 'other_mode' });
  });

  test('with a charge that does not say that it was captured counts it as captured', () => {
    expect(taken(event)).toMatchObject({ event: { facts: [{ status: 'captured', amount: { amountMinor: 999 } }] } });
    const held = { ...event, data: { object: { ...charge, captured: false } } };
    expect(taken(held)).toMatchObject({ event: { facts: [{ status: 'authorised' }] } });
  });

  test('of an API version that lists the charges in the intent tells the facts of both', () => {
    const intent = {
      ...{ id: 'pi_1', amount: 999, currency: 'usd', created, status: 'succeeded' },
      charges: { data: [{ ...charge, payment_method_details: { card: { country: 'GB' } } }] },
    };
    expect(taken({ ...event, type: 'payment_intent.succeeded', data: { object: intent } })).toMatchObject({
      event: {
        facts: [
          { object: 'intent', externalId: 'pi_1', chargeId: 'ch_1' },
          { object: 'charge', externalId: 'pi_1', chargeId: 'ch_1', cardCountry: 'GB' },
        ],
      },
    });
  });
});
