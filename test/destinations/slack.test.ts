import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlackClient } from '../../src/clients/slack.ts';
import { createSlackDestination } from '../../src/destinations/slack/deliver.ts';
import type { Content, Destination, Outgoing } from '../../src/domain/ports.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { createLimiter } from '../../src/lib/limiter.ts';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';
import { notices, purchase } from '../messages/samples.ts';
import { deliverOne, next, outgoing } from './outgoing.ts';

const clock = createAdjustableClock();
const channel = 'C0PAYMENTS';
const token = 'xoxb-test';
const fast = { perWindow: 1_000, windowMs: 1_000, burst: 1_000 };

let slack: SlackStandIn;
let destination: Destination;

beforeEach(async () => {
  slack = await startSlackStandIn({ clock, token, channels: [{ id: channel, name: 'payments' }] });
  destination = createSlackDestination({
    client: createSlackClient({ apiBase: `${slack.url}/api`, token, fetch: createBoundedFetch({ deadlineMs: 500 }) }),
    limiter: createLimiter({ overall: fast, rateOf: () => fast }),
    maxWaitMs: 200,
  });
});
afterEach(() => slack.close());

const card: Content = { kind: 'purchase', purchase };
const grown: Content = { kind: 'purchase', purchase: { ...purchase, paymentCount: 2 } };
const to = (content: Content, changes: Partial<Outgoing> = {}) => outgoing(channel, content, changes);
const shown = () => slack.messages(channel);

describe('a purchase in Slack', () => {
  it('carries its name once as text and as metadata, and a line for the notification', async () => {
    const result = await deliverOne(destination, to(card));
    const [message] = shown();
    expect(result).toMatchObject({ outcome: 'delivered', remoteId: message?.ts });
    expect(message?.text.split('\n')[0]).toBe('🟢 9.99 USD · US, New York City · 1 payment');
    expect(message?.metadata).toEqual({ event_type: 'purchase', event_payload: { purchase_id: purchase.name } });
    expect(JSON.stringify(message?.blocks).split(purchase.name)).toHaveLength(2);
    expect(message?.blocks[0]).toMatchObject({ type: 'section', text: { type: 'mrkdwn', verbatim: true } });
  });

  it('is updated in place, and not at all where nothing changed', async () => {
    const entry = to(card);
    const result = await deliverOne(destination, entry);
    const updated = await deliverOne(destination, next({ ...entry, content: grown }, result));
    expect(slack.counts(channel)).toEqual({ posts: 1, updates: 1 });
    expect(await deliverOne(destination, next({ ...entry, content: grown }, updated))).toMatchObject({
      unchanged: true,
    });
    expect(shown()[0]?.text).toContain('2 payments');
  });

  it('is posted anew where somebody deleted it', async () => {
    const entry = to(card);
    const result = await deliverOne(destination, entry);
    const lost = next({ ...entry, content: grown }, result, { remoteId: '1.000001' });
    expect(await deliverOne(destination, lost)).toMatchObject({ outcome: 'delivered' });
    expect(slack.counts(channel)).toEqual({ posts: 2, updates: 0 });
  });

  it('takes as many purchases as are told at once in one message', async () => {
    const purchases = Array.from({ length: destination.purchasesPerDigest ?? 0 }, (_, i) => ({
      ...purchase,
      name: `purchase_cus_TDrpXlZEj8Rb${i}`,
    }));
    expect(await deliverOne(destination, to({ kind: 'digest', purchases }))).toMatchObject({ outcome: 'delivered' });
    expect([purchases.length > 0, slack.counts(channel)]).toEqual([true, { posts: 1, updates: 0 }]);
  });

  it('fits a digest of any length into messages that Slack takes', async () => {
    const purchases = Array.from({ length: 400 }, (_, i) => ({ ...purchase, name: `purchase_cus_${i}` }));
    const result = await deliverOne(destination, to({ kind: 'digest', purchases }));
    expect(result).toMatchObject({
      outcome: 'delivered',
      remoteId: shown()
        .map((m) => m.ts)
        .join(','),
    });
    const all = JSON.stringify(shown().map((message) => message.blocks));
    for (const { name } of purchases) expect(all).toMatch(new RegExp(`${name}(\\\\n|")`));
  });

  it('tells every notice', async () => {
    const at = purchase.firstPaidAt;
    const entries = notices.map((notice) => to({ kind: 'notice', notice, at }));
    const results = await destination.deliver(entries, AbortSignal.timeout(5_000));
    expect(results.map((result) => result.outcome)).toEqual(notices.map(() => 'delivered'));
  });
});

describe('outcomes in Slack', () => {
  it.each([
    [{ isArchived: true }, 'is_archived'],
    [{ isMember: false }, 'not_in_channel'],
  ])('knows a lost channel: %o', async (change, code) => {
    slack.setChannel(channel, change);
    expect(await deliverOne(destination, to(card))).toMatchObject({ outcome: 'gone', code, scope: 'address' });
  });

  it('pauses the channel for as long as a 429 says', async () => {
    const refusal = { status: 429, body: { ok: false, error: 'ratelimited' }, headers: { 'retry-after': '20' } };
    slack.faults.failWith(refusal, { times: 1 });
    const told = await deliverOne(destination, to(card));
    expect(told).toMatchObject({ outcome: 'told_when', retryAfterMs: 20_000, scope: 'address' });
    expect(destination.readyInMs(channel, 5)).toBeGreaterThan(19_000);
  });

  it('is in doubt about a lost answer, and sure about a probe', async () => {
    slack.faults.garbage({ times: 1, processed: true });
    expect(await deliverOne(destination, to(card))).toMatchObject({ outcome: 'ambiguous' });
    expect(await destination.probe(AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'delivered' });
    slack.faults.failWith({ status: 200, body: { ok: false, error: 'token_revoked' } });
    expect(await destination.probe(AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'config' });
  });
});
