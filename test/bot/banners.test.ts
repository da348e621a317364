import { expect, test } from 'vitest';
import { OPS_GROUP_ID } from '../../src/sandbox/world.ts';
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
const banners = (app: App) => app.world.telegram.messages(OPS_GROUP_ID).filter(({ text }) => /Stopped: /.test(text));
const pinned = (app: App) => app.world.telegram.messages(OPS_GROUP_ID).filter((message) => message.pinned);

test('a stop pins one banner in the operations chat, and the resume turns and unpins it', async () => {
  const app = await startApp(chatOnly);
  await app.flows().stop(owner, 'wrong prices');
  await eventually(() => expect(pinned(app)).toHaveLength(1));
  expect(pinned(app)[0]?.text).toMatch(/🛑 Stopped: everything\nBy Olga, .*\nReason: wrong prices/);
  const id = pinned(app)[0]?.messageId;
  await app.flows().stop(owner, 'slack, too', { scope: 'notifications' });
  await eventually(() => expect(pinned(app)[0]?.text).toContain('messages to people'));
  expect(banners(app)).toHaveLength(1);
  await app.flows().resume(owner, 'drain');
  await app.flows().resume(owner, 'drain', { scope: 'notifications' });
  await eventually(() => expect(pinned(app)).toEqual([]));
  const over = app.world.telegram.messages(OPS_GROUP_ID).find(({ messageId }) => messageId === id);
  expect(over?.text).toMatch(/🟢 Running again since .*Nothing is stopped/);
});

test('a restart keeps the banner and makes no second one', async () => {
  const app = await startApp(chatOnly);
  await app.flows().stop(owner, 'wrong prices');
  await eventually(() => expect(pinned(app)).toHaveLength(1));
  await app.restart();
  await app.flows().resume(owner, 'drain');
  await eventually(() => expect(pinned(app)).toEqual([]));
  expect(banners(app)).toEqual([]);
});

test('where the bot may not pin, the banner says how to give it the right', async () => {
  const app = await startApp(chatOnly);
  const body = { ok: false, error_code: 400, description: 'Bad Request: not enough rights to manage pinned messages' };
  app.world.telegram.faults.failWith({ status: 400, body }, { match: 'pinChatMessage' });
  await app.flows().stop(owner, null);
  await eventually(() => expect(banners(app)[0]?.text).toContain('Pin messages'));
  expect(banners(app)).toHaveLength(1);
});
