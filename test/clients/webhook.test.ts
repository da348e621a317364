import { createHmac } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createWebhookClient, refuseWebhookUrl } from '../../src/clients/webhook.ts';
import { judge } from '../../src/domain/outcomes.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { lookUpPublic } from '../../src/lib/public-address.ts';
import { isWebhookSecret, signWebhook } from '../../src/lib/webhook-signature.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = `whsec_${base64('0123456789abcdef01234567')}`;
const newer = `whsec_${base64('another key of at least 24 bytes')}`;
const clock = createAdjustableClock(Date.parse('2026-11-21T10:00:00Z'));

async function endpoint(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function clientOf({ deadlineMs = 2_000, secrets = [secret] }: { deadlineMs?: number; secrets?: string[] } = {}) {
  const fetch = createBoundedFetch({ deadlineMs, maxBytes: 1_024 });
  return createWebhookClient({ secrets, allowPrivate: true, fetch, clock });
}

const call = (url: string, client = clientOf()) =>
  client.post({ url, id: 'dlv_1', body: '{"a":1}' }, AbortSignal.timeout(20_000));
const outcomeOf = async (url: string, client = clientOf()) => {
  const { outcome, code, scope } = judge('webhook', await call(url, client));
  return { outcome, code, scope };
};
const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    response.writeHead(code, headers).end('no protocol of ours');

describe('what an answer means', () => {
  test.each([
    ['any 2xx is a yes, whatever it says', status(202), 'delivered', '202'],
    ['a redirect is not followed', status(302, { location: 'https://example.com/' }), 'not_sent', 'redirect'],
    ['410 wants no more', status(410), 'gone', 'endpoint_gone'],
    ['429 that says when', status(429, { 'retry-after': '7' }), 'told_when', '429'],
    ['503 that says when', status(503, { 'retry-after': '7' }), 'told_when', '503'],
    ['502 that does not', status(502), 'not_sent', '502'],
    ['500', status(500), 'not_sent', '500'],
    ['404: the endpoint may be put right', status(404), 'not_sent', '404'],
    ['401 is about this endpoint, not about all', status(401), 'not_sent', '401'],
  ] as const)('%s', async (_, answer, outcome, code) => {
    const judged = await outcomeOf(await endpoint(answer));
    expect(judged).toMatchObject({ outcome, code });
    if (outcome !== 'delivered' && code !== 'redirect') expect(judged.scope).toBe('address');
  });

  test('a yes with more behind it than is taken is a yes', async () => {
    const url = await endpoint((_, response) => response.writeHead(200).end('x'.repeat(5_000)));
    expect(await outcomeOf(url)).toMatchObject({ outcome: 'delivered' });
  });

  test('nobody listens: nothing was sent', async () => {
    expect(await outcomeOf('http://127.0.0.1:1/')).toMatchObject({ outcome: 'not_sent', code: 'ECONNREFUSED' });
  });

  test('no answer in time, or a connection that ends: nobody knows', async () => {
    const silent = await endpoint(() => undefined);
    expect(await outcomeOf(silent, clientOf({ deadlineMs: 100 }))).toMatchObject({ outcome: 'ambiguous' });
    const cut = await endpoint((request) => request.socket.destroy());
    expect(await outcomeOf(cut)).toMatchObject({ outcome: 'ambiguous' });
  });
});

describe('what is sent', () => {
  test("the reference's vector", () => {
    expect(signWebhook([secret], { id: 'msg_1', timestamp: 1_700_000_000, body: '{"a":1}' })).toBe(
      'v1,WUgAXU8H0NQ1/7M+TtMwKma2b74a3/TCgekiM3YUdN8=',
    );
  });

  test('id, the time of the try, and a signature by each secret', async () => {
    const seen: Record<string, unknown>[] = [];
    const url = await endpoint((request, response) => {
      seen.push(request.headers);
      response.end();
    });
    await call(url, clientOf({ secrets: [newer, secret] }));
    const timestamp = Math.floor(clock.nowMs() / 1_000);
    const macs = ['another key of at least 24 bytes', '0123456789abcdef01234567'].map((key) =>
      createHmac('sha256', key).update(`dlv_1.${timestamp}.{"a":1}`).digest('base64'),
    );
    expect(seen).toMatchObject([
      {
        'webhook-id': 'dlv_1',
        'webhook-timestamp': String(timestamp),
        'webhook-signature': `v1,${macs[0]} v1,${macs[1]}`,
      },
    ]);
  });

  test('a secret is decoded and of 24 to 64 bytes', () => {
    expect(isWebhookSecret(secret)).toBe(true);
    expect(isWebhookSecret(`whsec_${base64('too short')}`)).toBe(false);
    expect(isWebhookSecret(`whsec_${base64('x'.repeat(65))}`)).toBe(false);
    expect(isWebhookSecret('0123456789abcdef01234567')).toBe(false);
  });
});

describe('where it is sent', () => {
  test.each([
    ['http://example.com/', 'not_https'],
    ['ftp://example.com/', 'not_https'],
    ['https://user:word@example.com/', 'bad_url'],
    ['example.com', 'bad_url'],
    ['https://127.0.0.1/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://0x7f.1/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::ffff:10.0.0.1]/', 'private_address'],
    ['https://169.254.169.254/latest/meta-data', 'private_address'],
    ['https://[fd00::1]/', 'private_address'],
    ['https://example.com/hook?x=1', null],
    ['https://8.8.8.8/', null],
  ])('%s', (url, refusal) => {
    expect(refuseWebhookUrl(url, false)).toBe(refusal);
  });

  test('a name that leads into a private network is refused when it is resolved', async () => {
    const url = (await endpoint(status(200))).replace('127.0.0.1', 'localhost').replace('http:', 'https:');
    const fetch = createBoundedFetch({ lookup: lookUpPublic });
    const client = createWebhookClient({ secrets: [secret], allowPrivate: false, fetch, clock });
    expect(await outcomeOf(url, client)).toMatchObject({ outcome: 'not_sent', code: 'private_address' });
  });
});
