import { expect, it } from 'vitest';
import { OPERATOR, OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const newest = (app: App) =>
  app.world.telegram
    .messages(OWNER.id)
    .filter(({ from }) => from.isBot)
    .at(-1);
const say = (app: App, text: string) => app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
const told = (app: App, words: string | RegExp) => eventually(() => expect(newest(app)?.text).toMatch(words));
const press = (app: App, label: string, messageId = newest(app)?.messageId ?? 0) =>
  app.world.telegram.press({ chatId: OWNER.id, from: OWNER.id, messageId, label });
const roleOf = (app: App) => app.flows().findRole(String(OPERATOR.id));

async function withOperator(): Promise<App> {
  const app = await startApp();
  await app.flows().grantRole(owner, { telegramId: String(OPERATOR.id), role: 'operator', name: 'Omar' });
  say(app, '/roles');
  await told(app, 'Omar');
  return app;
}

it('/roles [Change] asks which role, says what it gives and takes, and changes it', async () => {
  const app = await withOperator();
  await press(app, '1. Change');
  await told(app, /Omar/);
  await press(app, 'Analyst');
  await told(app, '/replay');
  expect(await roleOf(app)).toBe('operator');
  await press(app, 'Yes, change');
  await told(app, /Omar.*Analyst/);
  expect(await roleOf(app)).toBe('analyst');
  const audit = await app.flows().listAudit({ kind: 'cli' }, {}, null, 1);
  expect(audit.ok && audit.rows[0]).toMatchObject({ action: 'manage_roles', detail: 'analyst' });
});

it('/roles [Remove] takes everything with the next update, old buttons included', async () => {
  const app = await withOperator();
  app.world.telegram.sendText({ chatId: OPERATOR.id, from: OPERATOR.id, text: '/queue' });
  const theirs = () => app.world.telegram.messages(OPERATOR.id).filter(({ from }) => from.isBot);
  await eventually(() => expect(theirs()).toHaveLength(1));
  await press(app, '1. Remove');
  await told(app, /Omar/);
  await press(app, 'Yes, remove');
  await eventually(async () => expect(await roleOf(app)).toBeNull());
  const answer = await app.world.telegram.press({
    chatId: OPERATOR.id,
    from: OPERATOR.id,
    messageId: theirs()[0]?.messageId ?? 0,
    label: 'Refresh',
  });
  expect(answer?.text).toBe('You may not do this.');
});

it('a broadcast is paused and goes on by the buttons of its message', async () => {
  const app = await startApp();
  const ids = Array.from({ length: 40 }, (_, n) => 7_000 + n);
  for (const id of ids) {
    app.world.telegram.addPrivateChat({ id, firstName: `P${id}` });
    await app.flows().notePerson(String(id), 'en');
  }
  const got = () => ids.filter((id) => app.world.telegram.messages(id).some(({ text }) => text === 'Sale')).length;
  say(app, '/broadcast');
  await told(app, 'Send me the text');
  say(app, 'Sale');
  await told(app, 'Who shall get it?');
  await press(app, 'Everybody (40)');
  await told(app, '40 people get this message');
  const isToCrowd = ({ body }: { body: unknown }) => Number((body as { chat_id?: string }).chat_id) >= 7_000;
  app.world.telegram.faults.slow(800, isToCrowd);
  await press(app, 'Send to 40');
  await eventually(() => expect(JSON.stringify(newest(app)?.buttons)).toContain('Pause'));
  await press(app, 'Pause');
  await told(app, /Paused/);
  await eventually(async () => expect(await app.deliveries({ state: 'sending' })).toEqual([]));
  const atPause = got();
  expect(atPause).toBeLessThan(40);
  app.world.telegram.faults.clear();
  expect(JSON.stringify(newest(app)?.buttons)).toContain('Go on');
  await press(app, 'Go on');
  await told(app, '🟢 Sent: 40 of 40');
  expect(got()).toBe(40);
  expect(newest(app)?.buttons).toEqual([]);
});
