import { expect, it } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { type App, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const answers = (app: App) => app.world.telegram.messages(OWNER.id).filter(({ from }) => from.isBot);
const newest = (app: App) => answers(app).at(-1);
const say = (app: App, text: string) => app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
const told = (app: App, words: string | RegExp) => eventually(() => expect(newest(app)?.text).toMatch(words));
const press = (app: App, label: string) =>
  app.world.telegram.press({ chatId: OWNER.id, from: OWNER.id, messageId: newest(app)?.messageId ?? 0, label });
const shown = (app: App) => answers(app).filter(({ text }) => text.includes('pot_'));

/** A token as its owner sees it, in the message that asked what it may do. */
async function tokenShown(): Promise<App> {
  const app = await startApp();
  say(app, '/tokens');
  await told(app, 'No API token');
  await press(app, 'New token');
  await told(app, 'How shall the token be called');
  say(app, 'grafana');
  await told(app, 'What may');
  await press(app, '⬜ read:metrics');
  await eventually(() => expect(JSON.stringify(newest(app)?.buttons)).toContain('✅ read:metrics'));
  await press(app, 'Make it');
  await told(app, /pot_/);
  return app;
}

it('a token is deleted after its minute', async () => {
  const app = await tokenShown();
  const isProtected = app.world.telegram.faults.calls.filter(({ body }) => JSON.stringify(body).includes('What may'));
  expect(isProtected[0]?.body).toMatchObject({ protect_content: true });
  app.clock.advance(61_000);
  await eventually(() => expect(shown(app)).toEqual([]));
  await eventually(async () =>
    expect(await app.db().selectFrom('revealed_messages').selectAll().execute()).toEqual([]),
  );
});

it('a token that an earlier process could not delete is deleted by the next', async () => {
  const app = await tokenShown();
  app.world.telegram.faults.failWith({ status: 502, body: 'bad gateway' }, { match: 'deleteMessage' });
  await app.stop();
  expect(shown(app)).toHaveLength(1);
  app.world.telegram.faults.clear();
  app.clock.advance(61_000);
  await app.restart();
  await eventually(() => expect(shown(app)).toEqual([]));
});
