import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scopes } from '../../src/domain/permissions.ts';
import { createFileMaker } from '../../src/files/maker.ts';
import { apiRoutes } from '../../src/http/app.ts';
import { contractOf } from '../../src/http/docs.ts';
import type { Contract } from '../../src/http/route.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { createMetrics } from '../../src/lib/metrics.ts';
import { createCannedFlows } from '../support/canned-flows.ts';
import { startHttp, type TestHttp, tokens } from '../support/http-app.ts';

let app: TestHttp;
beforeAll(async () => {
  app = await startHttp({
    limits: { perTokenPerMinute: 10_000, perAddressPerMinute: 10_000, refusedPerMinute: 10_000 },
  });
});
afterAll(() => app.http.stop(100));

const deps = {
  flows: createCannedFlows().flows,
  files: createFileMaker(),
  config: { publicUrl: null, businessTimeZone: '+01:00' } as never,
  logger: createLogger({ level: 'silent', secrets: [] }),
  metrics: createMetrics(),
  clock: systemClock,
  version: '0.0.0',
  ready: () => true,
};
const contract = contractOf(apiRoutes(deps, async () => true));

const texts = { ru: 'Клуб', en: 'Club' };
const plan = {
  title: texts,
  description: texts,
  kind: 'digital',
  prices: [{ currency: 'XTR', amountMinor: 500, methods: ['stars'] }],
  periodDays: 30,
  stock: null,
  tickets: 1,
  fulfilment: { type: 'keys', keys: ['A-1', 'A-2'] },
};

/** A call that the route's schemas accept. */
const contest = {
  title: { ru: 'а', en: 'a' },
  startsAt: '2026-12-01',
  endsAt: '2026-12-02',
  attributionWindowDays: 30,
  holdDays: 7,
  rules: { selfPurchase: true, inviteePayment: true, renewals: false },
  prizes: [{ place: 1, title: 'a' }],
  active: true,
};
const bodies: Readonly<Record<string, object>> = {
  'POST /api/ad-spend': {
    items: [{ campaign: 'spring', date: '2026-11-20', spend: { amountMinor: 12_050, currency: 'USD' } }],
  },
  'POST /v1/admin/contests': { ...contest, code: 'a' },
  'PUT /v1/admin/contests/:code': contest,
  'POST /v1/admin/contests/:code/corrections': { telegramId: '1', delta: 1, reason: 'a' },
  'POST /v1/admin/contests/:code/draw': { round: 1, randomness: 'a'.repeat(64), signature: 'a'.repeat(96) },
  'POST /api/load-existing': { from: '2026-11-01', to: '2026-11-02' },
  'POST /api/reconcile': { from: '2026-11-01', to: '2026-11-02' },
  'POST /api/full-resync': { from: '2026-11-01', to: '2026-11-02', dryRun: true },
  'POST /v1/admin/plans': { ...plan, code: 'club' },
  'PUT /v1/admin/plans/:code': plan,
  'POST /v1/admin/promos': { code: 'TEN', off: { kind: 'percent', percent: 10 }, limit: null, expiresAt: null },
  'POST /v1/admin/decisions/:id': { how: 'refund' },
};
function callOf({ method, path }: Contract) {
  const verb = method.toUpperCase();
  const address = path.replaceAll(/:\w+/g, 'cus_1').replace('/trace/cus_1', '/trace/pi_1');
  return { verb, address, body: method === 'get' ? undefined : (bodies[`${verb} ${path}`] ?? {}) };
}

// biome-ignore lint/suspicious/noExplicitAny: an OpenAPI document is looked into, not typed
const openApi = async (): Promise<any> => (await app.ask('GET', '/api/openapi.json')).json();

describe('the contract', () => {
  test('OpenAPI names exactly the routes that are bound, each with its scope', async () => {
    const { openapi, paths } = await openApi();
    expect(openapi).toBe('3.1.0');
    const described = Object.entries<Record<string, { description?: string }>>(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { description }]) => `${method} ${path} ${description ?? 'open'}`),
    );
    const bound = contract.map(
      ({ method, path, scope }) =>
        `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')} ${scope === null ? 'open' : `Scope: \`${scope}\``}`,
    );
    expect(described.toSorted()).toEqual(bound.toSorted());
  });

  test('every reference in it leads somewhere, and operation ids are unique', async () => {
    const document = await openApi();
    const text = JSON.stringify(document);
    const refs = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '');
    for (const ref of refs) expect(Object.keys(document.components.schemas)).toContain(ref);
    const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(contract.length);
  });

  test('the page names every route and loads nothing from elsewhere', async () => {
    const response = await app.ask('GET', '/docs');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    for (const { path } of contract) expect(page).toContain(path.replaceAll('&', '&amp;'));
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });
});

const guarded = contract.filter(({ scope, path }) => scope !== null && path !== '/metrics');
const nameOf = {
  'read:reports': 'reports',
  'read:ops': 'ops',
  'write:ops': 'write',
  'read:metrics': 'metrics',
} as const;

describe('the scope matrix', () => {
  test.each(guarded.map((route) => [callOf(route).verb, route.path, route] as const))(
    '%s %s',
    async (_v, _p, route) => {
      const { verb, address, body } = callOf(route);
      const ask = async (token?: string) =>
        (await app.ask(verb, address, { ...(token && { token }), ...(body && { body }) })).status;
      expect(await ask()).toBe(401);
      expect(await ask('wrong')).toBe(401);
      const right = nameOf[route.scope as keyof typeof nameOf];
      for (const [name, token] of Object.entries(tokens)) {
        const granted = name === right || name === 'admin' || (name === 'pii' && right === 'ops');
        expect([name, await ask(token)]).toEqual([name, granted ? 200 : 403]);
      }
    },
  );

  test('names scopes that exist', () => {
    for (const { scope } of guarded) expect(scopes).toContain(scope);
  });
});

describe('what a request may hold', () => {
  const post = (path: string, body: object) => app.ask('POST', path, { token: tokens.admin, body });

  test('a mistyped field is refused by name, never passed over', async () => {
    const response = await post('/api/full-resync', { from: '2026-11-01', to: '2026-11-02', dryrun: true });
    expect(response.status).toBe(422);
    expect(((await response.json()) as { detail: string }).detail).toContain('dryrun');
  });

  test('nothing in its body can make an emergency stop fail', async () => {
    expect((await post('/api/emergency-stop', { reason: 'x'.repeat(5_000), why: 1 })).status).toBe(200);
  });

  test('a value is never repeated in the answer', async () => {
    const response = await post('/api/full-resync', { from: 'secret-canary', to: '2026-11-02' });
    expect(await response.text()).not.toContain('canary');
  });
});
