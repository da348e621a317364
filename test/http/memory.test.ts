import { describe, expect, test } from 'vitest';
import { createCannedFlows } from '../support/canned-flows.ts';
import { startHttp, type TestHttp, tokens } from '../support/http-app.ts';

async function withHttp(work: (app: TestHttp, called: (flow: string) => number) => Promise<void>, over = {}) {
  const canned = createCannedFlows({}, over);
  const app = await startHttp({ flows: canned.flows });
  try {
    await work(app, (flow) => canned.called(flow).length);
  } finally {
    await app.http.stop(100);
  }
}

const clear = (app: TestHttp, key: string, body: object = { destination: 'slack' }, token = tokens.write) =>
  app.ask('POST', '/api/notification-queue/clear', { token, body, headers: { 'idempotency-key': key } });

describe('an Idempotency-Key', () => {
  test('gives the first answer again without another effect', () =>
    withHttp(async (app, called) => {
      const first = await clear(app, 'k1');
      const again = await clear(app, 'k1');
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(await again.json()).toEqual(await first.json());
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(called('clearDestination')).toBe(1);
    }));

  test('with another body is 422, of another token its own', () =>
    withHttp(async (app, called) => {
      await clear(app, 'k1');
      expect((await clear(app, 'k1', { destination: 'telegram' })).status).toBe(422);
      expect((await clear(app, 'k1', { destination: 'slack' }, tokens.admin)).status).toBe(200);
      expect(called('clearDestination')).toBe(2);
    }));

  test('of a request that still runs is 409, and runs once', async () => {
    let finish = (): void => {};
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const clearDestination = async () => {
      await until;
      return { ok: true as const, count: 1, undoId: 'undo_1' };
    };
    await withHttp(
      async (app, called) => {
        const first = clear(app, 'k1');
        while (called('clearDestination') === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        const second = await clear(app, 'k1');
        expect(second.status).toBe(409);
        expect(second.headers.get('retry-after')).toBe('2');
        finish();
        expect((await first).status).toBe(200);
        expect(called('clearDestination')).toBe(1);
      },
      { clearDestination },
    );
  });

  test('of a request that failed is free again', async () => {
    let fails = true;
    const clearDestination = async () => {
      if (fails) throw new Error('broken');
      return { ok: true as const, count: 1, undoId: 'undo_1' };
    };
    await withHttp(
      async (app) => {
        expect((await clear(app, 'k1')).status).toBe(500);
        fails = false;
        expect((await clear(app, 'k1')).status).toBe(200);
      },
      { clearDestination },
    );
  });

  test('that is no key is refused', () =>
    withHttp(async (app) => {
      expect((await clear(app, 'x'.repeat(300))).status).toBe(422);
    }));
});

describe('what waits for a second person', () => {
  test('is 202 with the id that is decided in the chat', async () => {
    const resume = async () => ({ ok: false as const, reason: 'needs_approval' as const, approvalId: 'appr_1' });
    await withHttp(
      async (app) => {
        const response = await app.ask('POST', '/api/emergency-resume', { token: tokens.write, body: {} });
        expect(response.status).toBe(202);
        expect(await response.json()).toEqual({ approvalId: 'appr_1', state: 'waiting' });
      },
      { resume },
    );
  });
});

test('a costly action has its own limit', async () => {
  const app = await startHttp({ limits: { costlyPerMinute: 1 } });
  const sync = () => app.ask('POST', '/api/sync-payments', { token: tokens.write });
  const statuses = [(await sync()).status, (await sync()).status];
  const other = await app.ask('GET', '/api/notification-queue/stats', { token: tokens.ops });
  await app.http.stop(100);
  expect([...statuses, other.status]).toEqual([200, 429, 200]);
});

test('the JSON view counts from its own zero, while Prometheus goes on', async () => {
  const app = await startHttp();
  type Shown = { items: { samples: { name: string; labels: Record<string, string>; value: number }[] }[] };
  const probes = async () => {
    const { items } = (await (await app.ask('GET', '/api/metrics', { token: tokens.metrics })).json()) as Shown;
    const samples = items.flatMap((item) => item.samples);
    return samples.find((one) => one.name === 'payops_http_requests_total' && one.labels['route'] === '/livez')?.value;
  };
  await app.ask('GET', '/livez');
  const before = await probes();
  await app.ask('POST', '/api/metrics/reset', { token: tokens.write });
  const zero = await probes();
  await app.ask('GET', '/livez');
  const after = await probes();
  const scraped = await (await app.ask('GET', '/metrics')).text();
  await app.http.stop(100);
  expect([before, zero, after]).toEqual([1, 0, 1]);
  expect(scraped).toContain('payops_http_requests_total{method="GET",route="/livez",status="200"} 2');
});
