import { expect, it } from 'vitest';
import { minuteMs } from '../../src/domain/time.ts';
import { type App, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const token = 'pot_emergency-0123456789';
const env = { API_TOKENS: `ops|read:ops+write:ops|${token}` };
const without = ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'];
const hourMs = 60 * minuteMs;

async function post(app: App, path: string, body: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(app.url() + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, ...((await response.json()) as Record<string, unknown>) };
}
const stop = (app: App, body: object) => post(app, '/api/emergency-stop', body);
const resume = (app: App, body: object) => post(app, '/api/emergency-resume', body);

async function held(app: App, destination: string, count: number): Promise<void> {
  await app.world.stripe.webhooks.settled();
  await eventually(async () =>
    expect(await app.deliveries({ destination, kind: 'purchase', state: 'waiting' })).toHaveLength(count),
  );
}
const sell = (app: App) => app.world.stripe.pay({ amount: 500, currency: 'usd' });

it('scope and until: one destination is held, and goes on by itself when its time is over', async () => {
  const app = await startApp({ env, without });
  const until = new Date(app.clock.nowMs() + hourMs).toISOString();
  expect(await stop(app, { scope: 'slack', until, reason: 'wrong prices' })).toMatchObject({
    status: 200,
    state: 'running',
    scope: 'slack',
    stop: { by: expect.stringContaining('ops'), reason: 'wrong prices', until },
  });
  sell(app);
  await held(app, 'slack', 1);
  await eventually(() => expect(app.cards()).toHaveLength(1));
  app.clock.advance(hourMs + 1);
  await eventually(() => expect(app.slack().filter(({ text }) => text.includes('purchase_'))).toHaveLength(1));
  expect((await app.flows().status()).parts).toEqual([]);
});

it('a scope that nobody knows stops everything, an end that is no time is none', async () => {
  const app = await startApp({ env, without });
  expect(await stop(app, { scope: 'pigeon', until: 'soon' })).toMatchObject({
    state: 'stopped',
    scope: 'all',
    stop: { until: null },
  });
});

it('mode: digest tells what was held in one message a chat', async () => {
  const app = await startApp({ env, without });
  await stop(app, {});
  for (let n = 0; n < 3; n++) sell(app);
  await held(app, 'telegram', 3);
  expect(await resume(app, { mode: 'digest' })).toMatchObject({ state: 'running', mode: 'digest', count: 6 });
  await app.settled();
  expect(app.cards()).toHaveLength(1);
  expect(app.slack()).toHaveLength(1);
});

it('mode and olderThanHours: only what is older is discarded', async () => {
  const app = await startApp({ env, without });
  await stop(app, { scope: 'notifications' });
  sell(app);
  await held(app, 'telegram', 1);
  app.clock.advance(3 * hourMs);
  sell(app);
  await held(app, 'telegram', 2);
  expect(await resume(app, { mode: 'discard', scope: 'notifications', olderThanHours: 2 })).toMatchObject({
    status: 200,
    held: 4,
    count: 2,
  });
  await app.settled();
  expect([app.cards().length, app.slack().length]).toEqual([1, 1]);
  expect(await app.deliveries({ kind: 'purchase', state: 'cancelled' })).toHaveLength(2);
});

it('mode and overMinutes: what was held is spread', async () => {
  const app = await startApp({ env, without });
  await stop(app, {});
  for (let n = 0; n < 3; n++) sell(app);
  await held(app, 'slack', 3);
  expect(await resume(app, { mode: 'paced', overMinutes: 60 })).toMatchObject({ state: 'running', mode: 'paced' });
  const rows = await app.deliveries({ destination: 'slack', kind: 'purchase' });
  const due = rows.map(({ due_at }) => Date.parse(String(due_at)));
  expect(Math.max(...due) - app.clock.nowMs()).toBeGreaterThan(20 * minuteMs);
});

it.each([
  [{ mode: 'flood' }, 422],
  [{ olderThanHours: 0 }, 422],
  [{ olderThanHour: 2 }, 422],
  [{ scope: 'pigeon' }, 404],
])('a resume with %o is refused with %i, and everything stays stopped', async (body, status) => {
  const app = await startApp({ env, without });
  await stop(app, {});
  expect(await resume(app, body)).toMatchObject({ status });
  expect((await app.flows().status()).state).toBe('stopped');
});
