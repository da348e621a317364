import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createTelegramClient } from '../../src/clients/telegram.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { createLimiter } from '../../src/lib/limiter.ts';

const token = '123:secret';
const rate = { perWindow: 10, windowMs: 10, burst: 10 };
const limiter = createLimiter({ overall: rate, rateOf: () => rate });
const signal = AbortSignal.timeout(60_000);

async function answered(status: number, body: string, path: { seen: string } = { seen: '' }) {
  const server = createServer((request, response) => {
    path.seen = request.url ?? '';
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '11' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = createTelegramClient({ apiRoot, token, fetch: createBoundedFetch(), limiter });
  const answer = await client.call('getMe', {}, signal);
  server.closeAllConnections();
  server.close();
  return answer;
}

describe('the Telegram client', () => {
  it('reads the API’s own envelope', async () => {
    const path = { seen: '' };
    expect(await answered(200, '{"ok":true,"result":{"id":1}}', path)).toEqual({
      wire: { kind: 'answer', status: 200, ok: true, code: '200', text: '', retryAfterMs: 11_000 },
      result: { id: 1 },
    });
    expect(path.seen).toBe(`/bot${token}/getMe`);
    const refused =
      '{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":3,"migrate_to_chat_id":-5}}';
    expect(await answered(429, refused)).toMatchObject({ wire: { retryAfterMs: 3_000 }, migratedTo: '-5' });
  });

  it('takes a gateway’s JSON for no answer', async () => {
    expect(await answered(502, '{"message":"bad gateway"}')).toEqual({ wire: { kind: 'unreadable', status: 502 } });
  });

  it('never tells its token', async () => {
    const echo = await answered(
      404,
      JSON.stringify({ ok: false, error_code: 404, description: `no /bot${token}/getMe` }),
    );
    expect(JSON.stringify(echo)).not.toContain('secret');
    const dead = createTelegramClient({ apiRoot: 'http://127.0.0.1:1', token, fetch: createBoundedFetch(), limiter });
    const answer = await dead.call('getMe', {}, signal);
    expect(answer).toEqual({ wire: { kind: 'not_connected', code: 'ECONNREFUSED' } });
  });
});
