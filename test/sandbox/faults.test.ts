import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { type SlackStandIn, startSlackStandIn } from '../../src/sandbox/slack/stand-in.ts';

const CHANNEL = 'C1';
let slack: SlackStandIn;

function post(text: string, signal?: AbortSignal): Promise<Response> {
  const headers = { authorization: 'Bearer t', 'content-type': 'application/json' };
  const body = JSON.stringify({ channel: CHANNEL, text });
  const url = `${slack.url}/api/chat.postMessage`;
  return fetch(url, { method: 'POST', headers, body, redirect: 'manual', ...(signal ? { signal } : {}) });
}
const texts = () => slack.messages(CHANNEL).map((m) => m.text);

beforeEach(async () => {
  const channels = [{ id: CHANNEL, name: 'payments' }];
  slack = await startSlackStandIn({ clock: createAdjustableClock(), token: 't', channels });
});
afterEach(() => slack.close());

it('answers rubbish with status 200, whether or not the call took effect', async () => {
  slack.faults.garbage({ times: 1 });
  slack.faults.garbage({ times: 1, processed: true });
  for (const text of ['lost', 'kept']) {
    const response = await post(text);
    expect(response.status).toBe(200);
    await expect(response.json()).rejects.toThrow();
  }
  expect(texts()).toEqual(['kept']);
});

it('redirects without taking the call', async () => {
  slack.faults.redirect({ times: 1, to: 'http://127.0.0.1:1/inside' });
  const response = await post('x');
  expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/inside']);
  expect(texts()).toEqual([]);
});

it('lets a reply trickle after taking the call', async () => {
  slack.faults.trickle({ times: 1, bytesPerSecond: 20 });
  const response = await post('x', AbortSignal.timeout(400));
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow();
  expect(texts()).toEqual(['x']);
});

it('holds before or after the call takes effect; who hangs up before is not served', async () => {
  const release = slack.faults.hold('chat.postMessage', 'before');
  await expect(post('before', AbortSignal.timeout(100))).rejects.toThrow();
  // The other side sees a little later that nobody waits any more.
  await wait(500);
  release();
  slack.faults.hold('chat.postMessage', 'after');
  await expect(post('after', AbortSignal.timeout(100))).rejects.toThrow();
  expect(texts()).toEqual(['after']);
  slack.faults.clear();
  expect((await post('free')).status).toBe(200);
});

it('matches by name, pattern and predicate, and remembers the calls', async () => {
  slack.faults.failWith({ status: 500 }, { match: (call) => (call.body as { text: string }).text === 'bad' });
  slack.faults.failWith({ status: 503, headers: { 'retry-after': '7' } }, { match: /^auth/ });
  expect((await post('good')).status).toBe(200);
  expect((await post('bad')).status).toBe(500);
  const auth = await fetch(`${slack.url}/api/auth.test`);
  expect([auth.status, auth.headers.get('retry-after')]).toEqual([503, '7']);
  expect(slack.faults.count()).toBe(3);
  expect(slack.faults.count('chat.postMessage')).toBe(2);
  expect(slack.faults.calls.map((c) => [c.name, c.status])).toEqual([
    ['chat.postMessage', 200],
    ['chat.postMessage', 500],
    ['auth.test', 503],
  ]);
});

it('refuses an unknown control and a body that is not an object', async () => {
  const control = (verb: string, body: string) => fetch(`${slack.url}/__control/${verb}`, { method: 'POST', body });
  expect((await control('fly', '{}')).status).toBe(404);
  expect((await control('cut', '[')).status).toBe(400);
});
