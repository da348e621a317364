import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramClient } from '../../src/clients/telegram.ts';
import { createTelegramDestination } from '../../src/destinations/telegram/deliver.ts';
import type { Content, Destination, Outgoing } from '../../src/domain/ports.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { createLimiter, type Limiter } from '../../src/lib/limiter.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';
import { purchase } from '../messages/samples.ts';
import { deliverOne, next, outgoing } from './outgoing.ts';

const clock = createAdjustableClock();
const token = '7000000001:AAtest-token';
const anna = { id: 1, firstName: 'Anna' };
const group = -1_001_000_000_001;
const other = -1_001_000_000_002;
const fast = { perWindow: 1_000, windowMs: 1_000, burst: 1_000 };

let telegram: TelegramStandIn;
let limiter: Limiter;
let destination: Destination;

beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock, token });
  for (const id of [group, other]) telegram.addGroup({ id, title: 'ops', members: [anna] });
  limiter = createLimiter({ overall: fast, rateOf: () => fast });
  const fetch = createBoundedFetch({ deadlineMs: 500 });
  destination = createTelegramDestination({
    client: createTelegramClient({ apiRoot: `${telegram.url}//`, token, fetch, limiter }),
    maxWaitMs: 200,
  });
});
afterEach(() => telegram.close());

const card: Content = { kind: 'purchase', purchase };
const grown: Content = { kind: 'purchase', purchase: { ...purchase, paymentCount: 2 } };
const to = (content: Content, changes: Partial<Outgoing> = {}) => outgoing(String(group), content, changes);
const shown = (chat = group) => telegram.messages(chat).filter((message) => message.from.isBot);
const firstLine = (index = 0) => shown()[index]?.text.split('\n')[0];

async function sentCard() {
  const entry = to(card, { handle: 'abc' });
  return { entry, result: await deliverOne(destination, entry) };
}

describe('a card', () => {
  it('is sent once, audible, with its buttons and without a preview', async () => {
    const { result } = await sentCard();
    expect(result).toMatchObject({ outcome: 'delivered', remoteId: String(shown()[0]?.messageId) });
    expect(firstLine()).toBe('🟢 9.99 USD · US, New York City · 1 payment');
    expect(shown()[0]).toMatchObject({ silent: false });
    expect(
      shown()[0]
        ?.buttons.flat()
        .map((button) => button.data),
    ).toEqual(['details.abc', 'customer.abc', 'campaign.abc']);
    expect(telegram.faults.calls[0]?.body).toMatchObject({ link_preview_options: { is_disabled: true } });
  });

  it('is edited in place, and costs no call where nothing changed', async () => {
    const { entry, result } = await sentCard();
    const edited = await deliverOne(destination, next({ ...entry, content: grown }, result));
    expect(telegram.counts(group)).toEqual({ sends: 1, edits: 1 });
    expect(firstLine()).toBe('🟢 9.99 USD · US, New York City · 2 payments');
    telegram.faults.forgetCalls();
    const same = await deliverOne(destination, next({ ...entry, content: grown }, edited));
    expect(same).toMatchObject({ outcome: 'delivered', unchanged: true });
    expect(telegram.faults.count()).toBe(0);
  });

  it('takes "not modified" for a success', async () => {
    const { entry, result } = await sentCard();
    const again = await deliverOne(destination, next(entry, result, { shownHash: 'lost', handle: 'abc' }));
    expect(again).toMatchObject({ outcome: 'delivered', remoteId: expect.stringMatching(/^\d+$/) });
    expect(telegram.counts(group)).toEqual({ sends: 1, edits: 0 });
  });

  it('is sent anew, without a sound, where somebody deleted it, and linked to the new message', async () => {
    const { entry, result } = await sentCard();
    const old = result.outcome === 'delivered' ? result.remoteId : null;
    await fetch(`${telegram.url}/bot${token}/deleteMessage?chat_id=${group}&message_id=${old}`);
    const again = await deliverOne(destination, next({ ...entry, content: grown }, result));
    expect(again).toMatchObject({ outcome: 'delivered' });
    expect(again).not.toMatchObject({ remoteId: old });
    expect(shown()).toMatchObject([{ silent: true }]);
  });

  it('says that it may be a repeat only where it is sent, not where it is edited', async () => {
    const result = await deliverOne(destination, to(card, { mayRepeat: true }));
    expect(shown()[0]?.text).toContain('This message may be a repeat');
    const entry = to(grown, { mayRepeat: true });
    await deliverOne(destination, next(entry, result, { mayRepeat: true }));
    expect(shown()[0]?.text).not.toContain('repeat');
  });

  it('goes out as plain text where its markup is refused', async () => {
    const body = {
      ok: false,
      error_code: 400,
      description: "Bad Request: can't parse entities: Unsupported start tag",
    };
    telegram.faults.failWith({ status: 400, body }, { match: 'sendMessage', times: 1 });
    expect(await deliverOne(destination, to(card))).toMatchObject({ outcome: 'delivered' });
    expect(firstLine()).toBe('🟢 9.99 USD · US, New York City · 1 payment');
    expect(telegram.faults.calls.at(-1)?.body).not.toHaveProperty('parse_mode');
  });

  it('follows a group that became a supergroup, and is sent once', async () => {
    const parameters = { migrate_to_chat_id: other };
    const description = 'Bad Request: group chat was upgraded to a supergroup chat';
    const body = { ok: false, error_code: 400, description, parameters };
    const toGroup = (call: { body: unknown }) => (call.body as { chat_id: unknown }).chat_id === group;
    telegram.faults.failWith({ status: 400, body }, { match: toGroup });
    const result = await deliverOne(destination, to(card));
    expect(result).toMatchObject({ outcome: 'delivered', movedTo: String(other), notice: { kind: 'chat_moved' } });
    expect(shown(other)).toHaveLength(1);
  });
});

describe('long messages', () => {
  const purchases = Array.from({ length: 150 }, (_, i) => ({ ...purchase, name: `purchase_cus_${i}` }));
  const digest: Content = { kind: 'digest', purchases };

  it('are several, and none of them is cut', async () => {
    const result = await deliverOne(destination, to(digest));
    const ids = shown().map((message) => String(message.messageId));
    expect(ids.length).toBeGreaterThan(2);
    expect(result).toMatchObject({ remoteId: ids.join(',') });
    const all = shown().flatMap((message) => message.text.split('\n'));
    for (const { name } of purchases) expect(all.filter((line) => line.endsWith(` · ${name}`))).toHaveLength(1);
  });

  it('go on after a failed try where that ended', async () => {
    const body = { ok: false, error_code: 500, description: 'Internal Server Error' };
    let sends = 0;
    const second = (call: { name: string }) => call.name === 'sendMessage' && ++sends === 2;
    telegram.faults.failWith({ status: 500, body }, { match: second });
    const entry = to(digest);
    expect(await deliverOne(destination, entry)).toMatchObject({ outcome: 'not_sent', scope: 'destination' });
    expect(await deliverOne(destination, entry)).toMatchObject({ outcome: 'delivered' });
    expect(shown().filter((message) => message.text.includes('150 purchases'))).toHaveLength(1);
  });

  it('grow and shrink by edits', async () => {
    const entry = to(digest);
    const result = await deliverOne(destination, entry);
    const short: Content = { kind: 'digest', purchases: purchases.slice(0, 2) };
    const edited = await deliverOne(destination, next({ ...entry, content: short }, result));
    expect(edited).toMatchObject({ outcome: 'delivered', remoteId: expect.not.stringContaining(',') });
    expect(shown()).toHaveLength(1);
  });
});

describe('outcomes', () => {
  const flood = (seconds: number) => ({
    status: 429,
    body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: seconds } },
  });

  it('pauses one chat for a 429, and the bot where a second chat is told the same', async () => {
    telegram.faults.failWith(flood(30), { times: 2 });
    const first = await deliverOne(destination, to(card));
    expect(first).toMatchObject({ outcome: 'told_when', retryAfterMs: 30_000, scope: 'address' });
    expect(destination.readyInMs(String(group), 5)).toBeGreaterThan(29_000);
    expect(destination.readyInMs(String(other), 5)).toBe(0);
    const second = await deliverOne(destination, outgoing(String(other), card));
    expect(second).toMatchObject({ outcome: 'told_when', scope: 'destination' });
    expect(destination.readyInMs('12345', 5)).toBeGreaterThan(29_000);
  });

  it('comes again later where the chat has no room', async () => {
    limiter.pauseFor(String(group), 5_000);
    const result = await deliverOne(destination, to(card));
    expect(result).toMatchObject({ outcome: 'told_when', code: 'paced', scope: 'address' });
    expect(telegram.faults.count()).toBe(0);
  });

  it('is in doubt where the answer was lost, but never about an edit', async () => {
    telegram.faults.cut('after', { match: 'sendMessage', times: 1 });
    expect(await deliverOne(destination, to(card))).toMatchObject({ outcome: 'ambiguous' });
    const { entry, result } = await sentCard();
    telegram.faults.cut('after', { match: 'editMessageText', times: 1 });
    const edited = await deliverOne(destination, next({ ...entry, content: grown }, result));
    expect(edited).toMatchObject({ outcome: 'not_sent' });
  });

  it('knows a chat that is lost, and a token that is wrong', async () => {
    telegram.kickBot(group, anna.id);
    expect(await deliverOne(destination, to(card))).toMatchObject({
      outcome: 'gone',
      scope: 'address',
      code: 'kicked',
    });
    telegram.faults.failWith({ status: 401, body: { ok: false, error_code: 401, description: 'Unauthorized' } });
    expect(await deliverOne(destination, to(card))).toMatchObject({ outcome: 'config', scope: 'destination' });
    expect(await destination.probe(AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'config' });
  });

  it('proves itself healthy without a message', async () => {
    expect(await destination.probe(AbortSignal.timeout(5_000))).toMatchObject({ outcome: 'delivered' });
    expect(telegram.faults.calls.map((call) => call.name)).toEqual(['getMe']);
  });

  it('has nothing to say of a row', async () => {
    expect(await deliverOne(destination, to({ kind: 'probe', n: 1 }))).toMatchObject({ outcome: 'ours' });
  });
});

it('a wait for room ends when a stop holds the chat, and nothing is sent', async () => {
  const slow = { perWindow: 1, windowMs: 60_000, burst: 1 };
  const client = createTelegramClient({
    apiRoot: telegram.url,
    token,
    fetch: createBoundedFetch({ deadlineMs: 500 }),
    limiter: createLimiter({ overall: fast, rateOf: () => slow }),
  });
  const patient = createTelegramDestination({ client, maxWaitMs: 120_000 });
  const stop = new AbortController();
  await deliverOne(patient, outgoing(String(other), card));
  await client.limiter.take(String(group), 0);
  const results = patient.deliver([to(card), to(grown)], AbortSignal.timeout(30_000), stop.signal);
  stop.abort();
  const stopped = { outcome: 'told_when', code: 'stopped', retryAfterMs: 0 };
  expect(await results).toMatchObject([stopped, stopped]);
  expect(telegram.faults.count('sendMessage')).toBe(1);
});
