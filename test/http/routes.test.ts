import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SheetError } from '../../src/domain/sheet-book.ts';
import type { WebhookOutcome } from '../../src/flows/types.ts';
import { createCannedFlows } from '../support/canned-flows.ts';
import { startHttp, type TestHttp, tokens } from '../support/http-app.ts';

let app: TestHttp;
beforeAll(async () => {
  app = await startHttp();
});
afterAll(() => app.http.stop(100));

// biome-ignore lint/suspicious/noExplicitAny: the shape of an answer is what these tests look at
const json = async (response: Response): Promise<any> => response.json();

async function expectProblem(response: Response, status: number, code: string) {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const body = await json(response);
  expect(body).toMatchObject({ type: `urn:payops:problem:${code}`, status, code, title: expect.any(String) });
  expect(body.requestId).toBe(response.headers.get('x-request-id'));
  return body;
}

describe('what anybody may see', () => {
  test.each(['/livez', '/readyz', '/ping', '/', '/api/status'])('%s answers 200', async (path) => {
    expect((await app.ask('GET', path)).status).toBe(200);
  });

  test('the status tells name, version and state, nothing private', async () => {
    expect(await json(await app.ask('GET', '/api/status'))).toMatchObject({
      name: 'payops',
      version: '0.0.0',
      state: 'running',
    });
  });

  test('readiness follows the process', async () => {
    const other = await startHttp({ ready: async () => false });
    await expectProblem(await other.ask('GET', '/readyz'), 503, 'unavailable');
    expect((await other.ask('GET', '/livez')).status).toBe(200);
    await other.http.stop(100);
  });
});

describe('another service that is away', () => {
  const gone = async () => {
    throw new SheetError('the tab is gone', 'config', 'tab_missing', null);
  };
  test.each(['/api/check-duplicates', '/api/duplicates/find'])(
    '%s is 503 and says whose trouble it is',
    async (path) => {
      const other = await startHttp({ flows: { ...createCannedFlows().flows, findDuplicates: gone } });
      const body = await expectProblem(await other.ask('GET', path, { token: tokens.ops }), 503, 'unavailable');
      expect(body.detail).toContain('tab_missing');
      await other.http.stop(100);
    },
  );
});

test('a period may be left out: lately for a comparison, all of history for loading it', async () => {
  const canned = createCannedFlows();
  const { http, ask } = await startHttp({ flows: canned.flows }, { HISTORY_FROM: '2026-01-01' });
  expect((await ask('POST', '/api/reconcile', { token: tokens.write, body: '{}' })).status).toBe(200);
  expect((await ask('POST', '/api/load-existing', { token: tokens.write, body: '{}' })).status).toBe(200);
  expect(canned.called('reconcile')[0]?.args[1]).toMatchObject({ from: expect.any(String) });
  expect(canned.called('loadExisting')[0]?.args[1]).toMatchObject({ from: '2025-12-31T23:00:00.000Z' });
  await http.stop(100);
});

describe('tokens and scopes', () => {
  const table: readonly [string, string, keyof typeof tokens][] = [
    ['GET', '/health', 'ops'],
    ['GET', '/api/trace/pi_1', 'ops'],
    ['GET', '/api/notification-queue/stats', 'ops'],
    ['POST', '/api/notification-queue/clear', 'write'],
    ['POST', '/api/notification-queue/pause', 'write'],
    ['POST', '/api/notification-queue/resume', 'write'],
    ['POST', '/api/emergency-stop', 'write'],
    ['POST', '/api/emergency-resume', 'write'],
    ['POST', '/api/sync-payments', 'write'],
    ['GET', '/api/daily-stats', 'reports'],
  ];
  test.each(table)('%s %s takes its scope and admin, refuses the rest', async (method, path, right) => {
    await expectProblem(await app.ask(method, path), 401, 'unauthorized');
    await expectProblem(await app.ask(method, path, { token: 'wrong' }), 401, 'unauthorized');
    for (const [name, token] of Object.entries(tokens)) {
      const response = await app.ask(method, path, { token });
      const granted = name === right || name === 'admin' || (name === 'pii' && right === 'ops');
      expect([name, response.status]).toEqual([name, granted ? 200 : 403]);
    }
  });

  test('without any token configured everything stays shut', async () => {
    const other = await startHttp({}, { API_TOKENS: '' });
    await expectProblem(await other.ask('GET', '/health'), 401, 'unauthorized');
    await expectProblem(await other.ask('GET', '/health', { token: tokens.ops }), 401, 'unauthorized');
    await other.http.stop(100);
  });

  test('a token made by the command line is found by its hash', async () => {
    const hashes: string[] = [];
    const findToken = async (hash: string) => {
      hashes.push(hash);
      return { name: 'cli', scopes: ['read:ops'] as const };
    };
    const other = await startHttp({ findToken });
    expect((await other.ask('GET', '/health', { token: 'pot_x' })).status).toBe(200);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    await other.http.stop(100);
  });

  test('too many wrong tokens are told when to come back', async () => {
    const other = await startHttp({ limits: { refusedPerMinute: 2 } });
    for (let n = 0; n < 2; n++) await other.ask('GET', '/health', { token: 'x' });
    const response = await other.ask('GET', '/health', { token: 'x' });
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(response, 429, 'too_many_requests');
    await other.http.stop(100);
  });

  test('a forwarded address counts only from a trusted proxy', async () => {
    const limits = { perAddressPerMinute: 1 };
    const statuses = async (env: Record<string, string>) => {
      const other = await startHttp({ limits }, env);
      const ask = (from: string) => other.ask('GET', '/api/status', { headers: { 'x-forwarded-for': from } });
      const both = [(await ask('1.1.1.1')).status, (await ask('2.2.2.2')).status];
      await other.http.stop(100);
      return both;
    };
    expect(await statuses({})).toEqual([200, 429]);
    expect(await statuses({ TRUSTED_PROXIES: 'loopback' })).toEqual([200, 200]);
  });

  test('a flood from the same address does not make a living process look dead', async () => {
    const other = await startHttp({ limits: { perAddressPerMinute: 1 } });
    const asked = ['/api/status', '/api/status', '/livez', '/readyz', '/ping'];
    const statuses: number[] = [];
    for (const path of asked) statuses.push((await other.ask('GET', path)).status);
    expect(statuses).toEqual([200, 429, 200, 200, 200]);
    await other.http.stop(100);
  });
});

describe('metrics', () => {
  test('are open to a scraper on this host, and to nobody behind a proxy', async () => {
    const local = await app.ask('GET', '/metrics');
    expect(local.status).toBe(200);
    const shown = await local.text();
    expect(shown).toContain('process_uptime_seconds');
    expect(shown).toContain('payops_http_requests_total');
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip']) {
      await expectProblem(await app.ask('GET', '/metrics', { headers: { [header]: '1.1.1.1' } }), 401, 'unauthorized');
    }
    const headers = { 'x-forwarded-for': '1.1.1.1' };
    expect((await app.ask('GET', '/metrics', { headers, token: tokens.metrics })).status).toBe(200);
  });
});

describe('problems', () => {
  test('an unknown address is 404, the wrong method 405 with the right one', async () => {
    await expectProblem(await app.ask('GET', '/nothing'), 404, 'not_found');
    await expectProblem(await app.ask('GET', '/%ff'), 404, 'not_found');
    const response = await app.ask('GET', '/api/emergency-stop');
    expect(response.headers.get('allow')).toBe('POST');
    expect((await expectProblem(response, 405, 'method_not_allowed')).detail).toBe('Use POST.');
    expect((await app.ask('DELETE', '/health')).headers.get('allow')).toBe('GET, HEAD');
    await expectProblem(await app.ask('GET', '/webhooks/stripe'), 405, 'method_not_allowed');
  });

  test('our own mistake is 500 without a word about it', async () => {
    const { flows } = createCannedFlows({}, { health: () => Promise.reject(new Error('secret detail')) });
    const other = await startHttp({ flows });
    const body = await expectProblem(await other.ask('GET', '/health', { token: tokens.ops }), 500, 'internal');
    expect(JSON.stringify(body)).not.toContain('secret detail');
    await other.http.stop(100);
  });

  test('bodies that are no JSON objects are refused by kind', async () => {
    const post = (body: string, type = 'application/json') =>
      app.ask('POST', '/api/emergency-stop', { token: tokens.write, body, headers: { 'content-type': type } });
    await expectProblem(await post('{'), 400, 'bad_request');
    await expectProblem(await post('[1]'), 422, 'invalid');
    await expectProblem(await post('a=b', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type');
    await expectProblem(await post(`{"reason":"${'x'.repeat(110_000)}"}`), 413, 'too_large');
    await expectProblem(await post(`{"a":${'['.repeat(70)}${']'.repeat(70)}}`), 400, 'bad_request');
    const wrong = { token: tokens.write, body: { mode: 5 } };
    await expectProblem(await app.ask('POST', '/api/emergency-resume', wrong), 422, 'invalid');
  });

  test('keys that could reach a prototype are dropped', async () => {
    const canned = createCannedFlows();
    const other = await startHttp({ flows: canned.flows });
    const body = '{"__proto__":{"reason":"x"},"constructor":{"prototype":{"reason":"y"}}}';
    await other.ask('POST', '/api/emergency-stop', { token: tokens.write, body });
    expect(canned.called('stop')[0]?.args[1]).toBeNull();
    expect(({} as { reason?: string }).reason).toBeUndefined();
    await other.http.stop(100);
  });
});

describe('answers', () => {
  test('a trace has the agreed shape and masks e-mails', async () => {
    const body = await json(await app.ask('GET', '/api/trace/pi_1', { token: tokens.ops }));
    expect(body).toMatchObject({
      payment: { id: 'pi_3SUpaid', amount: { amountMinor: 999, currency: 'USD' }, email: 'a…@gmail.com' },
      purchase: { name: 'purchase_cus_TDrpXlZEj8RbBo' },
      deliveries: [
        { destination: 'telegram', state: 'delivered', attempts: [{ outcome: 'delivered' }], nextAt: null },
        { destination: 'sheets', state: 'waiting', nextAt: '2026-11-20T12:41:00.000Z' },
        { destination: 'slack', state: 'dead', nextAt: null },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('canary');
    await expectProblem(await app.ask('GET', '/api/trace/missing', { token: tokens.ops }), 404, 'not_found');
  });

  test('read:pii unmasks', async () => {
    const body = await json(await app.ask('GET', '/api/trace/pi_1', { token: tokens.pii }));
    expect(body.payment.email).toBe('anna.canary@gmail.com');
  });

  test('the queue has the agreed shape and is changed per destination or whole', async () => {
    const stats = await json(await app.ask('GET', '/api/notification-queue/stats', { token: tokens.ops }));
    expect(stats.destinations[0]).toMatchObject({ name: 'telegram', waiting: 12, paused: false, dead: 0 });
    const clear = (body: object) => app.ask('POST', '/api/notification-queue/clear', { token: tokens.write, body });
    expect(await json(await clear({ destination: 'slack' }))).toEqual({
      destinations: [{ name: 'slack', count: 12, undoId: 'undo_1' }],
    });
    expect((await json(await clear({}))).destinations).toHaveLength(3);
    await expectProblem(await clear({ destination: 'nowhere' }), 404, 'not_found');
  });

  test('daily numbers have the agreed shape', async () => {
    const ask = (query: string) => app.ask('GET', `/api/daily-stats${query}`, { token: tokens.reports });
    const body = await json(await ask(''));
    expect(body).toMatchObject({
      period: { from: '2026-11-20', to: '2026-11-20', zone: '+01:00' },
      completeUntil: '2026-11-20T13:04:10.000Z',
      purchases: 46,
      totals: [
        {
          currency: 'USD',
          gross: { amountMinor: 123_456 },
          net: { amountMinor: 122_457 },
          purchases: 45,
          payments: 61,
        },
        { currency: 'RUB' },
      ],
    });
    expect(await json(await ask('?currency=rub'))).toMatchObject({ purchases: 2, totals: [{ currency: 'RUB' }] });
    await expectProblem(await ask('?date=yesterday'), 422, 'invalid');
    await expectProblem(await ask('?date=2026-11-20&from=2026-11-19'), 422, 'invalid');
    await expectProblem(await ask('?currency=zzz'), 422, 'invalid');
    expect((await ask('?currency=xtr')).status).toBe(200);
  });

  test('the check of anomalies is of the days and the currency that are asked for', async () => {
    const ask = (query: string) => app.ask('GET', `/api/anomaly-check${query}`, { token: tokens.reports });
    const now = await json(await ask(''));
    expect(now).toMatchObject({ period: { from: '2026-11-20' }, totals: [{ currency: 'USD' }, {}], backtest: null });
    expect(now['findings']).not.toEqual([]);
    const other = await json(await ask('?date=2026-11-20&currency=rub'));
    expect(other).toMatchObject({
      totals: [{ currency: 'RUB' }],
      findings: [],
      backtest: { days: expect.any(Number) },
    });
    for (const wrong of ['?date=soon', '?date=2026-11-20&backtestDays=7', '?days=7', '?currency=zzz'])
      await expectProblem(await ask(wrong), 422, 'invalid');
  });

  test('a report is a file, too', async () => {
    const ask = (format: string) => app.ask('GET', `/api/daily-stats?format=${format}`, { token: tokens.reports });
    const csv = await ask('csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="daily-[\d-]+\.csv"$/);
    expect((await csv.text()).split('\r\n')[0]).toContain('Currency,Gross');
    const sheet = await ask('xlsx');
    expect(sheet.headers.get('content-type')).toContain('spreadsheetml');
    expect(
      Buffer.from(await sheet.arrayBuffer())
        .subarray(0, 2)
        .toString(),
    ).toBe('PK');
    await expectProblem(await ask('pdf'), 422, 'invalid');
  });

  test('a resync takes business dates, both included', async () => {
    const body = { from: '2026-11-01', to: '2026-11-02', dryRun: true };
    const response = await app.ask('POST', '/api/full-resync', { token: tokens.admin, body });
    expect(await json(response)).toMatchObject({
      dryRun: true,
      window: { from: '2026-10-31T23:00:00.000Z', to: '2026-11-02T23:00:00.000Z' },
    });
    const wrong = { from: '2026-11-03', to: '2026-11-02' };
    await expectProblem(
      await app.ask('POST', '/api/full-resync', { token: tokens.admin, body: wrong }),
      422,
      'invalid',
    );
  });

  test('a sweep that cannot run is a conflict', async () => {
    const other = await startHttp({ flows: createCannedFlows({}, { sweep: async () => null }).flows });
    await expectProblem(await other.ask('POST', '/api/sync-payments', { token: tokens.write }), 409, 'conflict');
    await other.http.stop(100);
  });
});

describe('the Stripe webhook', () => {
  const expected: readonly [WebhookOutcome, number][] = [
    ['recorded', 200],
    ['duplicate', 200],
    ['ignored', 200],
    ['other_mode', 200],
    ['quarantined', 200],
    ['bad_signature', 400],
    ['malformed', 400],
    ['not_configured', 404],
    ['unavailable', 503],
  ];
  test.each(expected)('%s answers %i', async (outcome, status) => {
    const other = await startHttp({ flows: createCannedFlows({}, { takeWebhook: async () => outcome }).flows });
    const response = await other.ask('POST', '/webhooks/stripe', { body: '{}' });
    expect(response.status).toBe(status);
    if (status === 503) expect(response.headers.get('retry-after')).toBe('5');
    await other.http.stop(100);
  });

  test('gets the bytes as they came, whatever their type', async () => {
    const canned = createCannedFlows();
    const other = await startHttp({ flows: canned.flows });
    const headers = { 'content-type': 'text/plain', 'stripe-signature': 't=1,v1=x' };
    await other.ask('POST', '/webhooks/stripe', { body: '{ "a" :\u00001}', headers });
    const raw = canned.called('takeWebhook')[0]?.args[1] as { body: Uint8Array; headers: Record<string, string> };
    expect(Buffer.from(raw.body).toString()).toBe('{ "a" :\u00001}');
    expect(raw.headers['stripe-signature']).toBe('t=1,v1=x');
    await other.http.stop(100);
  });

  test('refusals look alike, and a flow that fails is 503', async () => {
    const bodies = new Set<string>();
    for (const outcome of ['bad_signature', 'malformed'] as const) {
      const other = await startHttp({ flows: createCannedFlows({}, { takeWebhook: async () => outcome }).flows });
      const { requestId: _, ...body } = await json(await other.ask('POST', '/webhooks/stripe', { body: '{}' }));
      bodies.add(JSON.stringify(body));
      await other.http.stop(100);
    }
    expect(bodies.size).toBe(1);
    const failing = createCannedFlows({}, { takeWebhook: () => Promise.reject(new Error('disk')) });
    const other = await startHttp({ flows: failing.flows });
    await expectProblem(await other.ask('POST', '/webhooks/stripe', { body: '{}' }), 503, 'unavailable');
    await other.http.stop(100);
  });

  test('forged calls are always 400, however many, and shut out no genuine one', async () => {
    const takeWebhook = async (_: string, raw: { body: Uint8Array }) =>
      Buffer.from(raw.body).toString() === 'good' ? ('recorded' as const) : ('bad_signature' as const);
    const { flows } = createCannedFlows({}, { takeWebhook });
    const other = await startHttp({ flows, limits: { refusedPerMinute: 1, perAddressPerMinute: 1 } });
    const statuses = [];
    for (const body of ['bad', 'bad', 'good']) {
      statuses.push((await other.ask('POST', '/webhooks/stripe', { body })).status);
    }
    expect(statuses).toEqual([400, 400, 200]);
    await other.http.stop(100);
  });
});

describe('the Telegram webhook', () => {
  const env = { BOT_MODE: 'webhook', TELEGRAM_WEBHOOK_SECRET: 'tg-secret', PUBLIC_URL: 'https://pay.example' };

  test('is not there while polling', async () => {
    await expectProblem(await app.ask('POST', '/webhooks/telegram', { body: {} }), 404, 'not_found');
  });

  test('takes an update with the secret, and asks for a repeat where it was not taken', async () => {
    const taken: unknown[] = [];
    const takeUpdate = async (update: unknown) => {
      if (taken.push(update) > 1) throw new Error('no room');
    };
    const other = await startHttp({ takeUpdate }, env);
    const send = (secret: string) =>
      other.ask('POST', '/webhooks/telegram', {
        body: { update_id: 1 },
        headers: { 'x-telegram-bot-api-secret-token': secret },
      });
    await expectProblem(await send('wrong'), 401, 'unauthorized');
    expect((await send('tg-secret')).status).toBe(200);
    expect(taken).toEqual([{ update_id: 1 }]);
    await expectProblem(await send('tg-secret'), 503, 'unavailable');
    await other.http.stop(100);
  });
});
