import { existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { nowOf } from '../../src/flows/deps.ts';
import { createStopFollower } from '../../src/flows/follow-stop.ts';
import { inTransaction } from '../../src/store/database.ts';
import { rememberResume } from '../../src/store/system.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

const noSlack = ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'];
const noSheets = ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'];
const chatOnly = {
  without: [...noSlack, ...noSheets],
};

function pay(app: App, n: number): void {
  for (let i = 0; i < n; i++) app.world.stripe.pay({ amount: 100 + i, currency: 'usd' });
}

async function heldCards(app: App, n: number): Promise<void> {
  await app.world.stripe.webhooks.settled();
  await eventually(async () =>
    expect(await app.deliveries({ destination: 'telegram', kind: 'purchase', state: 'waiting' })).toHaveLength(n),
  );
}

/** In the chat, without the banner of the stop, which may be there already. */
const tellings = (app: App) => app.chat().filter(({ text }) => !/🛑 Stopped: |🟢 Running again since /.test(text));

async function stoppedWith(n: number, options = chatOnly as Parameters<typeof startApp>[0]): Promise<App> {
  const app = await startApp(options);
  await app.flows().stop(owner, 'a test');
  pay(app, n);
  await heldCards(app, n);
  return app;
}

describe('a stop', () => {
  it('holds cards and still stores and acknowledges what comes in', async () => {
    const app = await stoppedWith(3);
    expect(new Set(app.world.stripe.webhooks.deliveries.map(({ status }) => status))).toEqual(new Set([200]));
    expect(app.cards()).toEqual([]);
  });

  it('holds on over a restart', async () => {
    const app = await stoppedWith(1);
    await app.restart();
    expect(await app.flows().status()).toMatchObject({ state: 'stopped', stop: { reason: 'a test' } });
    expect(app.cards()).toEqual([]);
  });

  it('holds on over a restart even where its file was lost', async () => {
    const app = await stoppedWith(1);
    await app.stop();
    rmSync(path.join(app.dataDir, 'STOPPED'), { force: true });
    await app.restart();
    expect(await app.flows().status()).toMatchObject({ state: 'stopped' });
  });

  it('by touching the file works', async () => {
    const app = await startApp(chatOnly);
    writeFileSync(path.join(app.dataDir, 'STOPPED'), '');
    await eventually(async () => expect(await app.flows().status()).toMatchObject({ state: 'stopped' }));
  });

  it('by another process names who it was and why', async () => {
    const app = await startApp(chatOnly);
    writeFileSync(path.join(app.dataDir, 'STOPPED'), '{"by":"cli","reason":"disk swap"}');
    await eventually(async () =>
      expect(await app.flows().status()).toMatchObject({ stop: { by: 'cli', reason: 'disk swap' } }),
    );
  });

  it('has been remembered by the database when it is answered, and a second one changes nothing', async () => {
    const app = await startApp(chatOnly);
    await app.flows().stop(owner, 'a test');
    await app.flows().stop(owner, 'another');
    await app.stop();
    rmSync(path.join(app.dataDir, 'STOPPED'), { force: true });
    await app.restart();
    expect(await app.flows().status()).toMatchObject({ stop: { reason: 'a test' } });
  });

  it('takes its file away when it is resumed', async () => {
    const app = await stoppedWith(1);
    await app.flows().resume(owner, 'drain');
    expect(existsSync(path.join(app.dataDir, 'STOPPED'))).toBe(false);
  });

  it('is refused to a stranger', async () => {
    const app = await startApp(chatOnly);
    expect(await app.flows().stop({ kind: 'stranger', telegramId: '1' }, null)).toEqual({
      ok: false,
      reason: 'forbidden',
    });
  });
});

describe('of two processes on one database', () => {
  async function pair(): Promise<readonly [App, App]> {
    const databaseUrl = await newPostgresUrl();
    return [await startApp({ ...chatOnly, databaseUrl }), await startApp({ ...chatOnly, databaseUrl })];
  }
  const state = async (app: App) => (await app.flows().status()).state;

  it('both stop when one is stopped, and both go on when one is resumed', async () => {
    const [one, other] = await pair();
    await one.flows().stop(owner, 'a test');
    await eventually(async () => expect(await state(other)).toBe('stopped'));
    expect(await other.flows().status()).toMatchObject({ stop: { by: 'Olga', reason: 'a test' } });
    await other.flows().resume(owner, 'drain');
    await eventually(async () => expect(await state(one)).toBe('running'));
    expect(existsSync(path.join(one.dataDir, 'STOPPED'))).toBe(false);
  });

  it('a stop that the database has not taken is not undone by a resume from before it', async () => {
    const { deps } = (await pair())[0].running();
    const follow = createStopFollower(deps);
    await inTransaction(deps.store, (tx) => rememberResume(tx, { by: 'cli', at: nowOf(deps) }));
    await follow();
    deps.stopLatch.stop({ by: 'Olga', reason: null, since: nowOf(deps) });
    expect([await follow(), await follow(), deps.stopLatch.isStopped]).toEqual([null, null, true]);
    deps.stopLatch.resume();
  });
});

describe('a resume', () => {
  it('that drains sends every card that was held', async () => {
    const app = await stoppedWith(3);
    await app.flows().resume(owner, 'drain');
    await app.settled();
    expect(app.cards()).toHaveLength(3);
  });

  it('that drains sends them one by one, however many they are and however long they waited', async () => {
    const app = await stoppedWith(6, { ...chatOnly, env: { DIGEST_AFTER_WAITING: '2' } });
    app.clock.advance(600_000);
    await app.flows().resume(owner, 'drain');
    await app.settled();
    expect(app.cards()).toHaveLength(6);
  });

  it('with a digest sends one message for all of them', async () => {
    const app = await stoppedWith(5);
    expect(await app.flows().resume(owner, 'digest')).toMatchObject({ count: 5 });
    await app.settled();
    expect(tellings(app)).toHaveLength(1);
    expect(await app.deliveries({ kind: 'purchase', state: 'merged' })).toHaveLength(5);
  });

  it('with a digest sends one message to each chat and channel', async () => {
    const app = await stoppedWith(5, { without: noSheets });
    expect(await app.flows().resume(owner, 'digest')).toMatchObject({ count: 10 });
    await app.settled();
    expect([tellings(app).length, app.slack().length]).toEqual([1, 1]);
  });

  it('that discards sends no card and still fills the sheet', async () => {
    const app = await stoppedWith(3, { without: noSlack });
    expect(await app.flows().resume(owner, 'discard')).toMatchObject({ held: 6, count: 3 });
    await app.settled();
    expect([tellings(app).length, app.sheet().length]).toEqual([0, 3]);
  });

  it('makes later cards go out again', async () => {
    const app = await stoppedWith(1);
    await app.flows().resume(owner, 'discard');
    pay(app, 1);
    await app.settled();
    expect(app.cards()).toHaveLength(1);
  });
});
