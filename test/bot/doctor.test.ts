import { afterEach, beforeEach, expect, test } from 'vitest';
import { drawn, people, startBot, type TestBot } from '../support/bot-app.ts';

let app: TestBot;
beforeEach(async () => {
  app = await startBot();
});
afterEach(() => app.close());

test('[Details] of the status tells what failed and what to do before what is well', async () => {
  const [status] = await app.say('operator', '/status');
  await app.press('operator', status as never, 'Details');

  expect(app.canned.called('examine').map(({ args }) => args[1])).toEqual([{ offline: false, deep: false }]);
  expect(drawn(app.messages(people.operator).at(-1))).toMatchInlineSnapshot(`
    "🔴 1 check failed
    🔴 Bot rights in the chat (-1002000000001) · kicked
    → make the bot an administrator of the chat, with the right to post

    🟡 Events put aside · 2
    → /failed shows why: read them again after an update, or discard them
    2 checks ok
    Files: Disk space
    Database: Schema
    [Refresh] [Status]"
  `);
});

test('in Russian the checks have Russian names', async () => {
  const [asked] = await app.say('operator', '/language');
  await app.press('operator', asked as never, 'Русский');
  const [status] = await app.say('operator', '/status');
  await app.press('operator', status as never, 'Подробнее');

  expect(drawn(app.messages(people.operator).at(-1))).toMatchInlineSnapshot(`
    "🔴 Не в порядке: 1 проверка
    🔴 Права бота в чате (-1002000000001) · kicked
    → сделайте бота администратором чата с правом публиковать

    🟡 Нераспознанные события · 2
    → причина — в /failed: прочитайте снова после обновления или отбросьте
    В порядке: 2 проверки
    Файлы: Место на диске
    База: Схема базы
    [Обновить] [Состояние]"
  `);
});
