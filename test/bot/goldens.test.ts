import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawn, group, people, startBot, type TestBot } from '../support/bot-app.ts';
import { at } from '../support/canned-views.ts';

let app: TestBot;
beforeEach(async () => {
  app = await startBot();
});
afterEach(() => app.close());

const commands = [
  '/today',
  '/rates',
  '/rates EUR 1.0842',
  '/spend',
  '/rules',
  '/campaign brand',
  '/trace pi_3SUpaid',
  '/status',
  '/queue',
  '/failed',
  '/payment pi_3SUpaid',
  '/customer +79991234567',
  '/help',
  '/stop wrong prices',
  '/roles',
  '/invite_operator',
  '/invite_operator analyst',
  '/tokens',
  '/audit',
  '/approvals',
  '/broadcast',
  '/contest',
  '/tickets',
  '/invite',
  '/verify',
  '/contests',
];

describe.each(['en', 'ru'] as const)('in %s', (locale) => {
  test.each(commands)('%s', async (command) => {
    await app.canned.flows.setLocale(String(people.owner), locale);
    const answers = await app.say('owner', command);
    expect(answers).toHaveLength(1);
    const shown = drawn(answers[0]);
    expect(shown).toMatchSnapshot();
    expect(shown).not.toContain('canary');
    for (const line of shown.split('\n'))
      expect([...line.matchAll(/\p{Extended_Pictographic}/gu)].length).toBeLessThanOrEqual(2);
  });
});

test('where everything is stopped, nobody is told that all is well', async () => {
  const stop = { stopped: true, by: 'Olga', reason: null, since: at('12:00:00') } as const;
  const checks = { database: { status: 'ok', detail: 'sqlite' } } as const;
  const flows = {
    status: async () => ({ state: 'stopped', stop }) as const,
    health: async () => ({ status: 'ok', checks }) as const,
  };
  const stoppedApp = await startBot({ flows });
  const [answer] = await stoppedApp.say('owner', '/status');
  await stoppedApp.close();
  expect(answer?.text.split('\n')[0]).toBe('🛑 Stopped');
});

test('the language of a chat is chosen with two buttons and holds for that chat', async () => {
  const [question] = await app.say('owner', '/language');
  await app.press('owner', question as never, 'Русский');
  expect(app.messages(people.owner).at(-1)?.text).toBe('Теперь я говорю здесь по-русски.');
  expect((await app.say('owner', '/failed'))[0]?.text).toContain('Не удались');
  expect((await app.say('owner', '/failed', { chatId: group }))[0]?.text).toContain('given up');
});
