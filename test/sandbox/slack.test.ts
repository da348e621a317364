import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';

const clock = createAdjustableClock();
let slack: SlackStandIn;

type Answer = { ok: boolean; error?: string; ts?: string; status: number; retryAfter: string | null };

async function call(method: string, args: object, token = 'xoxb-t'): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' };
  const response = await fetch(`${slack.url}/api/${method}`, { method: 'POST', headers, body: JSON.stringify(args) });
  const body = (await response.json()) as { ok: boolean };
  return { ...body, status: response.status, retryAfter: response.headers.get('retry-after') };
}

beforeEach(async () => {
  const channels = [
    { id: 'C1', name: 'payments' },
    { id: 'C2', name: 'old', isArchived: true },
    { id: 'C3', name: 'foreign', isMember: false },
  ];
  slack = await startSlackStandIn({ clock, token: 'xoxb-t', channels, rateLimits: true });
});
afterEach(() => slack.close());

it('posts, updates in place and deletes', async () => {
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*9.99 USD*' } }];
  const { ts } = await call('chat.postMessage', { channel: 'C1', text: 'paid', blocks });
  expect(await call('chat.update', { channel: 'C1', ts, text: 'refunded', blocks })).toMatchObject({ ok: true, ts });
  expect(slack.messages('C1')).toMatchObject([{ ts, text: 'refunded', history: [{ text: 'paid' }] }]);
  expect(slack.counts('C1')).toEqual({ posts: 1, updates: 1 });
  await call('chat.delete', { channel: 'C1', ts });
  expect(slack.messages('C1')).toEqual([]);
});

it('takes a form with blocks as JSON text', async () => {
  const body = new URLSearchParams({ channel: 'C1', text: 'x', blocks: '[{"type":"divider"}]' });
  const headers = { authorization: 'Bearer xoxb-t' };
  await fetch(`${slack.url}/api/chat.postMessage`, { method: 'POST', headers, body });
  expect(slack.messages('C1')[0]?.blocks).toEqual([{ type: 'divider' }]);
});

it.each([
  ['channel_not_found', { channel: 'C9', text: 'x' }],
  ['is_archived', { channel: 'C2', text: 'x' }],
  ['not_in_channel', { channel: 'C3', text: 'x' }],
  ['no_text', { channel: 'C1' }],
  [
    'invalid_blocks',
    { channel: 'C1', text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }] },
  ],
  ['invalid_blocks', { channel: 'C1', text: 'x', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }],
])('answers %s with status 200', async (error, args) => {
  expect(await call('chat.postMessage', args)).toMatchObject({ ok: false, error, status: 200 });
});

it('refuses other tokens, methods and messages', async () => {
  expect(await call('auth.test', {}, 'xoxb-other')).toMatchObject({ ok: false, error: 'invalid_auth' });
  expect(await call('chat.fly', {})).toMatchObject({ ok: false, error: 'unknown_method' });
  expect(await call('chat.update', { channel: 'C1', ts: '1.2', text: 'x' })).toMatchObject({
    error: 'message_not_found',
  });
});

it('answers 429 with Retry-After beyond a burst', async () => {
  for (let i = 0; i < 5; i += 1) await call('chat.postMessage', { channel: 'C1', text: 'x' });
  const limited = await call('chat.postMessage', { channel: 'C1', text: 'x' });
  expect(limited).toMatchObject({ ok: false, error: 'ratelimited', status: 429 });
  clock.advance(Number(limited.retryAfter) * 1000);
  expect(await call('chat.postMessage', { channel: 'C1', text: 'x' })).toMatchObject({ ok: true });
});
