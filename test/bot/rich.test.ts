import { afterEach, expect, test } from 'vitest';
import { startBot, type TestBot } from '../support/bot-app.ts';

let bot: TestBot;
afterEach(() => bot.close());
const refuse = (status: number, description: string) => ({
  status,
  body: { ok: false, error_code: status, description },
});
const called = () => bot.telegram.faults.calls.map(({ name }) => name).filter((name) => /Rich|Message/.test(name));

test('an answer with a table is rich, and its buttons edit it in place', async () => {
  bot = await startBot();
  const [report] = await bot.say('analyst', '/today');
  expect(report?.rich?.blocks.map(({ type }) => type)).toContain('table');
  await bot.press('analyst', report as never, 'Week');
  const [turned] = bot.messages(14).filter((one) => one.from.isBot);
  expect(turned?.messageId).toBe(report?.messageId);
  expect(turned?.text).not.toBe(report?.text);
});

test('where rich messages are refused, the answer comes as HTML, and is edited so', async () => {
  bot = await startBot();
  bot.telegram.faults.failWith(refuse(404, 'Not Found'), { match: 'sendRichMessage' });
  const [report, ...more] = await bot.say('analyst', '/today');
  expect([report?.rich, more.length]).toEqual([undefined, 0]);
  expect(report?.entities.map(({ type }) => type)).toContain('pre');
  expect(called()).toEqual(expect.arrayContaining(['sendRichMessage', 'sendMessage']));
});

test('a chat that blocked the bot is not written to twice', async () => {
  bot = await startBot();
  bot.telegram.faults.failWith(refuse(403, 'Forbidden: bot was blocked by the user'), { match: 'sendRichMessage' });
  await bot.say('analyst', '/today');
  expect(called().filter((name) => name === 'sendRichMessage')).toHaveLength(1);
});
