import { expect, test } from 'vitest';
import type { App } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';

const token = 'pot_unknown-0123456789';
const env = { API_TOKENS: `all|read:ops+read:reports+write:ops+admin|${token}` };

async function problem(app: App, method: 'GET' | 'POST', path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(app.url() + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  const { status, code } = (await response.json()) as { status?: number; code?: string };
  expect([path, response.headers.get('content-type')]).toEqual([path, 'application/problem+json']);
  expect([path, response.status]).toEqual([path, status]);
  return [path, status, code];
}

describeDatabases('over HTTP', (startApp) => {
  test('what nobody knows is 404, by whatever name', async () => {
    const app = await startApp({ env });
    for (const name of ['never-seen', '%00', '%F0%9F%92%8E', "'%3B--"]) {
      const paths = [
        `/api/campaigns/${name}/analyze`,
        `/api/campaigns/${name}/analyze?format=csv`,
        `/api/trace/${name}`,
        `/api/debug-customer/${name}`,
        `/api/runs/${name}`,
        `/v1/admin/contests/${name}/entries`,
      ];
      for (const path of paths) expect(await problem(app, 'GET', path)).toEqual([path, 404, 'not_found']);
    }
    for (const verb of ['ack', 'resolve', 'silence'])
      for (const id of ['inc_nobody', 'ing_nobody', 'never-seen']) {
        const path = `/api/alerts/${id}/${verb}`;
        expect(await problem(app, 'POST', path, {})).toEqual([path, 404, 'not_found']);
      }
    for (const path of ['/v1/admin/orders/ord_nobody/refund', '/api/duplicates/undo/run_nobody'])
      expect(await problem(app, 'POST', path, {})).toEqual([path, 404, 'not_found']);
    expect(await app.db().selectFrom('audit').selectAll().where('action', '=', 'manage_alerts').execute()).toEqual([]);
  });

  test('a day to come, a currency that is none, pages that are none: 422', async () => {
    const app = await startApp({ env });
    const reports = [
      'daily-stats',
      'geo-alert',
      'creative-alert',
      'weekly-report',
      'anomaly-check',
      'campaigns/analyze',
    ];
    const wrong = ['date=2099-01-01', 'from=2026-11-02&to=2026-11-01', 'currency=ZZZ', 'currency=US', 'date=%00'];
    for (const report of reports)
      for (const query of wrong) {
        const path = `/api/${report}?${query}`;
        expect(await problem(app, 'GET', path)).toEqual([path, 422, 'invalid']);
      }
    const lists = ['/api/alerts/history', '/api/duplicates/find', '/v1/admin/orders'];
    for (const list of lists)
      for (const query of [
        'limit=0',
        'limit=1000',
        'limit=ten',
        'limit=1.5',
        'cursor=%00',
        'cursor=no%20cursor',
        `cursor=${'9'.repeat(300)}`,
      ]) {
        const path = `${list}?${query}`;
        expect(await problem(app, 'GET', path)).toEqual([path, 422, 'invalid']);
      }
  });
});
