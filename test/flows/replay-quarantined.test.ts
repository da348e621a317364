import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { type App, owner, startApp } from '../support/app.ts';

const dayMs = 86_400_000;
const unreadable = { id: 'ch_odd', amount: 'much' };
type Entry = Readonly<{ id: string; good: string }>;

/** Genuine events that today's reader would understand, put aside by one that did not. */
async function putAside(app: App, n = 1): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (let i = 0; i < n; i++) {
    const { events } = app.world.stripe.pay({ amount: 1_000 + i, currency: 'usd', notify: false });
    const bodies = await Promise.all(events.map((id) => app.eventJson(id)));
    const good = bodies.find(({ type }) => type === 'charge.succeeded') ?? {};
    expect((await app.post({ ...good, data: { object: unreadable } })).status).toBe(200);
    const [row] = await app.db().selectFrom('inbox').select('id').orderBy('id', 'desc').limit(1).execute();
    entries.push({ id: row?.id ?? '', good: JSON.stringify(good) });
  }
  await app.settled();
  return entries;
}

/** The reader learned to read it: here its text becomes one that it knows. */
async function teach(app: App, { id, good }: Entry): Promise<void> {
  await app.running().deps.store.writer.updateTable('inbox').set({ payload: good }).where('id', '=', id).execute();
}

async function change(app: App, set: Record<string, number>): Promise<void> {
  await app.running().deps.store.writer.updateTable('inbox').set(set).execute();
}

const states = async (app: App) =>
  (await app.db().selectFrom('inbox').select('state').orderBy('id').execute()).map(({ state }) => state);
const audited = async (app: App) =>
  app.db().selectFrom('audit').select(['actor', 'action', 'subject', 'detail']).orderBy('id').execute();
const replay = (app: App, choice: Parameters<ReturnType<App['flows']>['replayQuarantined']>[1]) =>
  app.flows().replayQuarantined(owner, choice);

async function cause(app: App): Promise<{ type: string; issues: string }> {
  const failures = await app.flows().failures(owner);
  const [first] = failures.ok ? failures.causes : [];
  return { type: first?.type ?? '', issues: first?.issues ?? '' };
}

describe('a webhook that was put aside and is read again', () => {
  it('becomes the payment and the card that it would have been, once, and says who asked', async () => {
    const app = await startApp({ webhooks: false });
    const [entry] = await putAside(app);
    await teach(app, entry as Entry);
    const id = entry?.id ?? '';
    const answers = await Promise.all([replay(app, { id }), replay(app, { id })]);
    const third = await replay(app, { id });
    await app.settled();
    expect(answers.map((answer) => answer.ok && answer.recorded).toSorted()).toEqual([0, 1]);
    expect(third).toEqual({ ok: false, reason: 'not_found' });
    expect([app.cards().length, app.slack().length, app.sheet().length]).toEqual([1, 2, 1]);
    expect(await audited(app)).toEqual([{ actor: 'Olga', action: 'replay', subject: id, detail: 'recorded' }]);
    expect(await states(app)).toEqual(['recorded']);
  });

  it('is found by the provider’s id too', async () => {
    const app = await startApp({ webhooks: false });
    const [entry] = await putAside(app);
    await teach(app, entry as Entry);
    const { id } = JSON.parse(entry?.good ?? '') as { id: string };
    expect(await replay(app, { id })).toMatchObject({ ok: true, recorded: 1 });
  });

  it('stays aside with the new reason where it is still not understood, and the caller is told', async () => {
    const app = await startApp({ webhooks: false });
    const [entry] = await putAside(app);
    await teach(app, { ...(entry as Entry), good: (entry?.good ?? '').replace('"currency":', '"currency":5,"was":') });
    const answer = await replay(app, { id: entry?.id ?? '' });
    const [kept] = await app.db().selectFrom('inbox').select(['state', 'issues', 'replay_failures']).execute();
    expect(answer).toMatchObject({ ok: true, recorded: 0, failed: 1, issues: expect.stringContaining('currency') });
    expect(kept).toMatchObject({ state: 'quarantined', replay_failures: 1, issues: answer.ok && answer.issues });
  });

  it('is read with all of its cause, each alone: one that cannot be stored does not hold up the rest', async () => {
    const app = await startApp({ webhooks: false });
    const entries = await putAside(app, 3);
    const which = await cause(app);
    for (const entry of entries) await teach(app, entry);
    await sql`create trigger poison before insert on payments when new.amount_minor = 1001
      begin select raise(abort, 'this one cannot be stored'); end`.execute(app.running().deps.store.writer);
    const answer = await replay(app, which);
    await app.settled();
    expect(answer).toMatchObject({ ok: true, recorded: 2, failed: 1 });
    expect(await states(app)).toEqual(['recorded', 'quarantined', 'recorded']);
    expect(app.cards()).toHaveLength(2);
  });

  it.each([{ replay_crashes: 2 }, { replay_failures: 5 }])(
    'is left out of its cause after %o, not by its own id',
    async (spoilt) => {
      const app = await startApp({ webhooks: false });
      const [entry] = await putAside(app);
      await teach(app, entry as Entry);
      await change(app, spoilt);
      expect(await replay(app, await cause(app))).toEqual({ ok: false, reason: 'not_found' });
      expect(await replay(app, { id: entry?.id ?? '' })).toMatchObject({ ok: true, recorded: 1 });
    },
  );

  it('that was an object from a list, or one that could not be stored, is recorded as well', async () => {
    const app = await startApp({ webhooks: false });
    const { writer } = app.running().deps.store;
    app.world.stripe.pay({ amount: 666, currency: 'usd', notify: false });
    await sql`create trigger poison before insert on payments begin select raise(abort, 'not now'); end`.execute(
      writer,
    );
    const now = app.clock.nowMs();
    await app.flows().resync(owner, { from: instantOf(now - dayMs), to: instantOf(now + 2_000) }, false);
    await sql`drop trigger poison`.execute(writer);
    const { type, issues } = await cause(app);
    expect(await replay(app, { type, issues })).toMatchObject({ ok: true, recorded: 1 });
    await app.settled();
    expect([app.sheet().length, app.cards().length]).toEqual([1, 0]);
  });

  it('may not be by somebody without the right, nor where nothing is aside', async () => {
    const app = await startApp({ webhooks: false });
    const stranger = { kind: 'stranger', telegramId: '1' } as const;
    expect(await app.flows().replayQuarantined(stranger, { id: 'inb_1' })).toEqual({ ok: false, reason: 'forbidden' });
    expect(await replay(app, { id: 'inb_1' })).toEqual({ ok: false, reason: 'not_found' });
  });
});

describe('a webhook that was put aside and is discarded', () => {
  it('stays on record with who did it, and is never read again', async () => {
    const app = await startApp({ webhooks: false });
    const [entry] = await putAside(app);
    expect(await app.flows().discardQuarantined(owner, await cause(app))).toEqual({ ok: true, count: 1 });
    const [kept] = await app.db().selectFrom('inbox').select(['state', 'issues']).execute();
    expect(kept).toMatchObject({ state: 'ignored', issues: expect.stringContaining('discarded by Olga') });
    expect(await replay(app, { id: entry?.id ?? '' })).toEqual({ ok: false, reason: 'not_found' });
  });
});
