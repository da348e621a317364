import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/domain/permissions.ts';
import { instantOf } from '../../src/domain/time.ts';
import type { StopState } from '../../src/domain/views.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

const boris: Actor = { kind: 'operator', telegramId: '77', role: 'admin', name: 'Boris' };
const noSheets = ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'];
const seconds = 1_000;
const hours = 3_600 * seconds;

function pay(app: App, n: number): void {
  for (let i = 0; i < n; i++) app.world.stripe.pay({ amount: 100 + i, currency: 'usd' });
}

async function waiting(app: App, destination: string, n: number): Promise<void> {
  await app.world.stripe.webhooks.settled();
  await eventually(async () =>
    expect(await app.deliveries({ destination, kind: 'purchase', state: 'waiting' })).toHaveLength(n),
  );
}

function stampNow({ stop }: Readonly<{ stop: StopState }>) {
  if (!stop.stopped) throw new Error('not stopped');
  return stop.again?.at ?? stop.since;
}

describe('a stop of one destination', () => {
  it('holds that one and lets the others go on, over a restart too', async () => {
    const app = await startApp({ without: noSheets });
    expect(await app.flows().stop(owner, 'wrong prices', { scope: 'slack' })).toMatchObject({
      part: { scope: 'slack', by: 'Olga', reason: 'wrong prices' },
      state: { stopped: false },
    });
    pay(app, 2);
    await waiting(app, 'slack', 2);
    await eventually(() => expect(app.cards()).toHaveLength(2));
    await app.restart();
    expect(await app.flows().status()).toMatchObject({ state: 'running', parts: [{ scope: 'slack' }] });
    expect(app.slack()).toEqual([]);
    await app.flows().resume(owner, 'drain', { scope: 'slack' });
    await app.settled();
    expect(app.slack()).toHaveLength(2);
  });

  it('is unknown where there is no such destination, and stops nothing', async () => {
    const app = await startApp({ without: noSheets });
    expect(await app.flows().stop(owner, null, { scope: 'pigeon' })).toEqual({ ok: false, reason: 'not_found' });
    expect(await app.flows().status()).toMatchObject({ state: 'running', parts: [] });
  });
});

describe('a stop of notifications', () => {
  it('holds messages to people and goes on writing rows', async () => {
    const app = await startApp();
    await app.flows().stop(owner, null, { scope: 'notifications' });
    pay(app, 2);
    await waiting(app, 'telegram', 2);
    await eventually(() => expect(app.sheet()).toHaveLength(2));
    expect([app.cards(), app.slack()]).toEqual([[], []]);
  });
});

describe('a stop of sync', () => {
  it('refuses sweeps and resyncs until it is resumed, and messages go on', async () => {
    const app = await startApp({ without: noSheets });
    await app.flows().stop(owner, null, { scope: 'sync' });
    const window = { from: instantOf(app.clock.nowMs() - hours), to: instantOf(app.clock.nowMs()) };
    expect(await app.sweep()).toBeNull();
    expect(await app.flows().resync(owner, window, false)).toMatchObject({ reason: 'stopped' });
    pay(app, 1);
    await app.settled();
    expect(app.cards()).toHaveLength(1);
    await app.flows().resume(owner, 'drain', { scope: 'sync' });
    expect(await app.sweep()).not.toBeNull();
  });
});

describe('a stop until a time', () => {
  it.each(['all', 'slack'])('ends by itself and is told of (%s)', async (scope) => {
    const app = await startApp({ without: noSheets });
    await app.flows().stop(owner, null, { scope, until: instantOf(app.clock.nowMs() + 2 * hours) });
    pay(app, 1);
    await waiting(app, 'slack', 1);
    app.clock.advance(2 * hours + seconds);
    await eventually(() => expect(app.slack().length).toBeGreaterThan(0));
    await eventually(() => expect(app.chat().some(({ text }) => text.includes('has ended as planned'))).toBe(true));
    expect(await app.flows().status()).toMatchObject({ state: 'running', parts: [] });
    expect(existsSync(path.join(app.dataDir, 'STOPPED'))).toBe(false);
  });

  it('whose end is over already holds until somebody ends it', async () => {
    const app = await startApp({ without: noSheets });
    await app.flows().stop(owner, null, { until: instantOf(app.clock.nowMs() - 1) });
    expect(await app.flows().status()).toMatchObject({ stop: { stopped: true, until: null } });
  });
});

describe('a resume', () => {
  async function held(n: number): Promise<App> {
    const app = await startApp({ without: [...noSheets, 'SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] });
    await app.flows().stop(owner, 'a test');
    pay(app, n);
    await waiting(app, 'telegram', n);
    return app;
  }

  it('that discards what is old leaves the young, which are sent', async () => {
    const app = await held(2);
    app.clock.advance(2 * hours);
    pay(app, 1);
    await waiting(app, 'telegram', 3);
    expect(await app.flows().heldBack(owner, 'all')).toMatchObject({
      messages: 3,
      older: [
        { hours: 1, count: 2 },
        { hours: 6, count: 0 },
        { hours: 24, count: 0 },
      ],
    });
    expect(await app.flows().resume(owner, 'discard', { olderThanHours: 1 })).toMatchObject({ held: 3, count: 2 });
    await app.settled();
    expect(app.cards()).toHaveLength(1);
  });

  it('that is paced spreads what was held over its time', async () => {
    const app = await held(6);
    expect(await app.flows().resume(owner, 'paced', { overMinutes: 30 })).toMatchObject({ count: 6 });
    await eventually(() => expect(app.cards()).toHaveLength(1));
    const due = (await app.deliveries({ state: 'waiting' })).map((row) => Date.parse(String(row['due_at'])));
    const spans = due.toSorted((a, b) => a - b).map((at) => Math.round((at - app.clock.nowMs()) / 60_000));
    expect(spans).toEqual([5, 10, 15, 20, 25]);
    app.clock.advance(30 * 60 * seconds);
    await app.settled();
    expect(app.cards()).toHaveLength(6);
  });

  it('asked for before somebody stopped again is refused and names who it was', async () => {
    const app = await held(1);
    const seen = stampNow(await app.flows().status());
    await app.flows().resume(owner, 'drain');
    await app.flows().stop(boris, 'again');
    expect(await app.flows().resume(owner, 'drain', { seen })).toEqual({
      ok: false,
      reason: 'stopped_again',
      by: 'Boris',
    });
    expect(await app.flows().status()).toMatchObject({ stop: { by: 'Boris', reason: 'again' } });
  });

  it('asked for before somebody else stopped what was stopped is refused, too', async () => {
    const app = await held(1);
    const seen = stampNow(await app.flows().status());
    await app.flows().stop(boris, 'I mean it');
    expect(await app.flows().resume(owner, 'drain', { seen })).toMatchObject({ reason: 'stopped_again', by: 'Boris' });
    const now = stampNow(await app.flows().status());
    expect(await app.flows().resume(owner, 'drain', { seen: now })).toMatchObject({ ok: true });
  });

  it('and a stop of the same moment end stopped in memory, file and database, however often they race', async () => {
    const app = await startApp({ without: noSheets });
    for (let i = 0; i < 20; i++) {
      await app.flows().stop(owner, null);
      const seen = stampNow(await app.flows().status());
      const [, resumed] = await Promise.all([
        i % 2 === 0 ? app.flows().stop(boris, `race ${i}`) : null,
        app.flows().resume(owner, 'drain', { seen }),
        i % 2 === 1 ? app.flows().stop(boris, `race ${i}`) : null,
      ]);
      const { stop } = await app.flows().status();
      expect([i, stop.stopped, existsSync(path.join(app.dataDir, 'STOPPED'))]).toEqual([i, true, true]);
      expect(resumed.ok || resumed.reason === 'stopped_again').toBe(true);
    }
    await app.restart();
    expect(await app.flows().status()).toMatchObject({ state: 'stopped' });
  });
});

describe('of two processes on one database', () => {
  it('both hold a part that one has stopped, and both go on', async () => {
    const databaseUrl = await newPostgresUrl();
    const one = await startApp({ without: noSheets, databaseUrl });
    const other = await startApp({ without: noSheets, databaseUrl });
    await one.flows().stop(owner, null, { scope: 'slack' });
    const parts = async (app: App) => (await app.flows().status()).parts?.map(({ scope }) => scope);
    await eventually(async () => expect(await parts(other)).toEqual(['slack']));
    await other.flows().resume(owner, 'drain', { scope: 'slack' });
    await eventually(async () => expect(await parts(one)).toEqual([]));
  });
});
