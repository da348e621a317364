import { expect, test } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

const everybody = { audience: 'all', locale: null } as const;
const firstId = 7_000;

/** So many people open the bot, every second of them with a Russian Telegram. */
async function crowd(app: App, n: number): Promise<readonly number[]> {
  const ids = Array.from({ length: n }, (_, i) => firstId + i);
  for (const id of ids) {
    app.world.telegram.addPrivateChat({ id, firstName: `P${id}` });
    await app.flows().notePerson(String(id), id % 2 === 0 ? 'ru' : 'en');
  }
  return ids;
}

const got = (app: App, id: number) => app.world.telegram.messages(id).filter(({ text }) => text.includes('Sale today'));
const wish = { text: 'Sale today\n\nFrom 10:00', segment: everybody, chatId: null, messageId: null };
const started = async (app: App, count: number) => {
  const result = await app.flows().startBroadcast(owner, { ...wish, count });
  if (!result.ok) throw new Error(result.reason);
  return result.id;
};
const state = async (app: App, id: string) => app.flows().findBroadcast(id);

test('everybody who started the bot gets it once; who blocked the bot is counted and not written to again', async () => {
  const app = await startApp();
  const ids = await crowd(app, 12);
  app.world.telegram.block(ids[3] ?? 0);
  await eventually(async () => {
    const rows = await app.db().selectFrom('people').selectAll().where('blocked_at', 'is not', null).execute();
    expect(rows.map((row) => row.telegram_id)).toEqual([String(ids[3])]);
  });
  const body = { ok: false, error_code: 403, description: 'Forbidden: bot was blocked by the user' };
  const isFifth = ({ body: sent }: { body: unknown }) => JSON.stringify(sent).includes(String(ids[5]));
  app.world.telegram.faults.failWith({ status: 403, body }, { match: isFifth });
  const id = await started(app, 11);
  await eventually(async () =>
    expect(await state(app, id)).toMatchObject({ state: 'done', total: 11, delivered: 10, blocked: 1 }),
  );
  const counts = ids.map((one) => got(app, one).length);
  expect(counts).toEqual(ids.map((_, index) => (index === 3 || index === 5 ? 0 : 1)));
  expect(await app.deliveries({ kind: 'notice' })).toEqual([]);
  const again = await app.flows().listSegments(owner);
  expect(again.ok && again.segments[0]).toMatchObject({ count: 10 });
});

test('on PostgreSQL, too, everybody gets it, and the record names who sent it', async () => {
  const app = await startApp({ databaseUrl: await newPostgresUrl() });
  const ids = await crowd(app, 4);
  const id = await started(app, 4);
  await eventually(async () => expect(await state(app, id)).toMatchObject({ state: 'done', delivered: 4 }));
  expect(ids.map((one) => got(app, one).length)).toEqual([1, 1, 1, 1]);
  expect(await app.flows().auditNames(owner)).toMatchObject({ actors: ['Olga'], actions: ['broadcast'] });
});

test('segments are counted by language and by team', async () => {
  const app = await startApp();
  await crowd(app, 5);
  await app.flows().setLocale(String(firstId), 'en');
  await app.flows().grantRole(owner, { telegramId: String(firstId + 1), role: 'analyst', name: 'Anna' });
  const result = await app.flows().listSegments(owner);
  const counts = result.ok
    ? result.segments.map(({ segment, count }) => [segment.audience, segment.locale, count])
    : [];
  expect(counts).toEqual([
    ['all', null, 5],
    ['all', 'ru', 2],
    ['all', 'en', 3],
    ['team', null, 1],
    ['team', 'en', 1],
  ]);
});

test('nothing begins where the number is not the one that was confirmed', async () => {
  const app = await startApp();
  await crowd(app, 3);
  expect(await app.flows().startBroadcast(owner, { ...wish, count: 2 })).toEqual({ ok: false, reason: 'expired' });
  expect(await app.db().selectFrom('broadcast_people').selectAll().execute()).toEqual([]);
});

test('a pause holds the rest, a cancel ends it, and a stop of everything holds it, too', async () => {
  const app = await startApp();
  const ids = await crowd(app, 30);
  await app.flows().stop(owner, null);
  const id = await started(app, 30);
  expect(await app.flows().steerBroadcast(owner, id, 'pause')).toMatchObject({ ok: true });
  await app.flows().resume(owner, 'drain');
  await app.flows().steerBroadcast(owner, id, 'go_on');
  await eventually(() => expect(ids.some((one) => got(app, one).length > 0)).toBe(true));
  await app.flows().steerBroadcast(owner, id, 'cancel');
  await app.settled();
  const told = ids.filter((one) => got(app, one).length > 0).length;
  expect(await state(app, id)).toMatchObject({ state: 'cancelled', delivered: told });
  expect(told).toBeLessThan(30);
});

test('in the chat: text, preview, to whom, the exact number, then progress and result in one message', async () => {
  const app = await startApp();
  await crowd(app, 3);
  const chat = () => app.world.telegram.messages(OWNER.id);
  const say = (text: string) => app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
  const last = () => chat().at(-1);
  const press = (label: string) =>
    app.world.telegram.press({ chatId: OWNER.id, from: OWNER.id, messageId: last()?.messageId ?? 0, label });
  say('/broadcast');
  await eventually(() => expect(last()?.text).toContain('Send me the text'));
  say('Sale today\n\nFrom 10:00');
  await eventually(() => expect(last()?.text).toContain('Who shall get it?'));
  expect(chat().at(-2)?.text).toBe('Sale today\n\u00a0\nFrom 10:00');
  await press('Everybody (3)');
  await eventually(() => expect(last()?.text).toContain('3 people get this message: Everybody.'));
  await press('Send to 3');
  await eventually(() => expect(last()?.text).toMatch(/🟢 Sent: 3 of 3\nDelivered 3/));
  expect(got(app, firstId)).toHaveLength(1);
});
