import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { latestSlot } from '../../src/domain/slots.ts';
import { dayMs, hourMs, instantOf, msOf } from '../../src/domain/time.ts';
import { createJobs } from '../../src/flows/jobs.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const chatOnly = {
  without: [
    'SLACK_BOT_TOKEN',
    'SLACK_CHANNEL_ID',
    'GOOGLE_SHEETS_DOC_ID',
    'GOOGLE_SERVICE_EMAIL',
    'GOOGLE_SERVICE_PRIVATE_KEY',
  ],
};

/** One tick of the clock's jobs; the app ticks by itself each minute, and may have come first. */
async function tick(app: App): Promise<void> {
  const { signal } = new AbortController();
  await createJobs(app.running().deps, app.flows(), signal).runDueSlots();
  const underWay = app.db().selectFrom('slots').select('job').where('state', '=', 'running');
  await eventually(async () => expect(await underWay.execute()).toEqual([]));
}

/** To the hour after the next Sunday's backup. */
async function toSunday(app: App): Promise<void> {
  const { policy } = app.running().deps;
  const last = latestSlot({ hour: policy.backupHour, weekday: 7 }, instantOf(app.clock.nowMs()), policy.zone);
  app.clock.advance(msOf(last.dueAt) + 7 * dayMs + hourMs - app.clock.nowMs());
}

const slots = (app: App, job: string) =>
  app.db().selectFrom('slots').select(['slot', 'state', 'detail']).where('job', '=', job).orderBy('slot').execute();

const backupsIn = ({ dataDir }: App) =>
  readdirSync(path.join(dataDir, 'backups')).filter((name) => name.endsWith('.db'));
const drillNews = (app: App) => app.chat().filter(({ text }) => text.includes('Trial restore'));

describe('at night', () => {
  it('a backup is made once a day, and not at the very first start', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    expect(await slots(app, 'backup')).toMatchObject([{ state: 'missed', detail: 'before the first start' }]);
    app.clock.advance(dayMs);
    await Promise.all([tick(app), tick(app)]);
    await tick(app);
    expect(backupsIn(app)).toHaveLength(1);
    app.clock.advance(3 * dayMs);
    await tick(app);
    expect((await slots(app, 'backup')).map(({ state }) => state)).toEqual([
      'missed',
      'done',
      'missed',
      'missed',
      'done',
    ]);
    expect(backupsIn(app)).toHaveLength(2);
  });

  it('on Sundays the newest backup is restored beside the database, and that is told in one line', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    for (const amount of [100, 200, 300]) app.world.stripe.pay({ amount, currency: 'usd' });
    await app.settled();
    await toSunday(app);
    await tick(app);
    await eventually(() => expect(drillNews(app)).toHaveLength(1));
    expect(drillNews(app)[0]?.text).toContain('Trial restore passed: 3 payments');
    expect(readdirSync(path.join(app.dataDir, 'backups')).filter((name) => name.includes('drill'))).toEqual([]);
  });

  it('books that do not add up in the backup are found and told', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    app.world.stripe.pay({ amount: 100, currency: 'usd' });
    await app.settled();
    const { writer } = app.running().deps.store;
    await writer.updateTable('payments').set({ reversed_minor: 7 }).execute();
    await toSunday(app);
    await tick(app);
    await eventually(() => expect(drillNews(app)[0]?.text).toContain('Trial restore failed: I8'));
  });

  it('a backup that cannot be made is told, with what can be relied on', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    writeFileSync(path.join(app.dataDir, 'backups'), 'a file where the folder should be');
    app.clock.advance(dayMs);
    await tick(app);
    const told = () => app.chat().filter(({ text }) => text.includes('There is no backup to fall back on'));
    await eventually(() => expect(told()).toHaveLength(1));
    expect((await slots(app, 'backup')).at(-1)).toMatchObject({ state: 'failed' });
  });

  it('a stop breaks a backup off: nothing half made is left, and nobody is alarmed', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    app.clock.advance(dayMs);
    const signal = AbortSignal.abort();
    await createJobs(app.running().deps, app.flows(), signal).runDueSlots();
    expect((await slots(app, 'backup')).at(-1)).toMatchObject({ state: 'failed' });
    expect(readdirSync(path.join(app.dataDir, 'backups'))).toEqual([]);
    expect(await app.deliveries({ kind: 'notice' })).toEqual([]);
  });

  it('is cleaned up at the hour that was set in the chat', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    expect(await app.flows().changeSetting(owner, 'cleanup_hour', { to: 'typed', words: '5' })).toMatchObject({
      ok: true,
    });
    const { zone } = app.running().deps.policy;
    const four = () => latestSlot({ hour: 4 }, instantOf(app.clock.nowMs()), zone);
    app.clock.advance(msOf(four().dueAt) + 2 * dayMs - app.clock.nowMs());
    const { key: date } = four();
    const ofToday = async () => (await slots(app, 'prune')).filter(({ slot }) => slot === date);
    await tick(app);
    expect(await ofToday()).toEqual([]);
    app.clock.advance(2 * hourMs);
    await tick(app);
    expect(await ofToday()).toMatchObject([{ state: 'done' }]);
  });

  it('what is old goes, and a webhook whose text is gone is still known', async () => {
    const app = await startApp(chatOnly);
    await tick(app);
    const paid = app.world.stripe.pay({ amount: 100, currency: 'usd' });
    const event = await app.eventJson(paid.events[0] as string);
    await app.settled();
    app.clock.advance(91 * dayMs);
    await tick(app);
    const bodies = await app.db().selectFrom('inbox').select(['payload', 'external_id']).execute();
    expect(bodies.map(({ payload }) => payload)).toEqual(bodies.map(() => ''));
    const dayAgo = instantOf(app.clock.nowMs() - dayMs);
    const old = app.db().selectFrom('attempts').select('n').where('started_at', '<', dayAgo);
    expect(await old.execute()).toEqual([]);
    expect(await app.db().selectFrom('payments').select('amount_minor').execute()).toEqual([{ amount_minor: 100 }]);
    const before = app.cards().length;
    expect((await app.post(event)).status).toBe(200);
    await app.settled();
    expect(await app.db().selectFrom('inbox').select('id').execute()).toHaveLength(bodies.length);
    expect([app.cards().length, app.chat().filter(({ text }) => text.includes('twice'))]).toEqual([before, []]);
    const metrics = await (await fetch(`${app.url()}/metrics`)).text();
    expect(metrics).toMatch(/payops_pruned_rows_total\{kind="webhook_bodies"\} [1-9]/);
  });
});
