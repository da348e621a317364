import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { instantOf } from '../../src/domain/time.ts';
import { OWNER } from '../../src/sandbox/world.ts';
import { beginUpdateTry } from '../../src/store/bot-state.ts';
import { startApp } from '../support/app.ts';
import { group, people, startBot } from '../support/bot-app.ts';
import { eventually } from '../support/eventually.ts';

const env = {
  TELEGRAM_BOT_TOKEN: '700000001:AAE-abcdefghijklmnopqrstuvwxyz12345',
  OWNER_TELEGRAM_IDS: String(people.owner),
  BOT_MODE: 'webhook',
  TELEGRAM_WEBHOOK_SECRET: 'hook-secret',
  PUBLIC_URL: 'https://pay.example',
};
const from = { id: people.owner, is_bot: false, first_name: 'Owner' };
const update = {
  update_id: 5,
  message: { message_id: 1, date: 1, chat: { id: group, type: 'supergroup', title: 'Ops' }, from, text: '/failed' },
};

test('the webhook is registered with its secret, and an update counts only once it is handled', async () => {
  const recorded: number[] = [];
  const polling = await startBot();
  const loaded = loadConfig({ ...env, TELEGRAM_API_ROOT: polling.telegram.url });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const steps: string[] = [];
  const app = await startBot({
    flows: {
      findLocale: async () => {
        steps.push('handled');
        return 'en';
      },
    },
    deps: {
      config: { ...loaded.config, telegram: { ...loaded.config.telegram, chatId: null } },
      wasTaken: async (id) => recorded.includes(id),
      takeUpdate: async (id) => {
        steps.push('recorded');
        recorded.push(id);
        return true;
      },
    },
  });
  await eventually(() => expect(polling.telegram.faults.count('setWebhook')).toBe(1));
  const call = polling.telegram.faults.calls.find(({ name }) => name === 'setWebhook');
  expect(call?.body).toMatchObject({ url: 'https://pay.example/webhooks/telegram', secret_token: 'hook-secret' });
  await app.bot.handleUpdate(update);
  await app.bot.handleUpdate(update);
  expect(app.canned.called('failures')).toHaveLength(1);
  expect(steps).toEqual(['handled', 'recorded']);
  await app.close();
  await polling.close();
});

test('an update that ended its process twice is taken as done and told, the next one is handled', async () => {
  const app = await startApp({
    env: {
      BOT_MODE: 'webhook',
      PUBLIC_URL: 'https://pay.example',
      TELEGRAM_WEBHOOK_SECRET: 'hook-secret',
    },
  });
  const send = (body: object) =>
    fetch(`${app.url()}/webhooks/telegram`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'hook-secret' },
      body: JSON.stringify(body),
    });
  const asOwner = { id: OWNER.id, is_bot: false, first_name: 'Olga' };
  const chat = { id: OWNER.id, type: 'private', first_name: 'Olga' };
  const updateOf = (update_id: number) => ({
    update_id,
    message: { message_id: 1, date: 1, chat, from: asOwner, text: '/failed' },
  });
  const { commits } = app.running().deps;
  const now = instantOf(app.clock.nowMs());
  for (let crash = 0; crash < 2; crash++) await commits.submit((tx) => beginUpdateTry(tx, 5, now));
  const answers = () => app.world.telegram.messages(OWNER.id).filter((message) => message.from.isBot);
  expect((await send(updateOf(5))).status).toBe(200);
  expect(answers()).toHaveLength(0);
  await app.settled();
  expect(app.chat().filter((message) => message.text.includes('ended the bot twice'))).toHaveLength(1);
  expect((await send(updateOf(6))).status).toBe(200);
  expect(answers()).toHaveLength(1);
  expect((await send(updateOf(5))).status).toBe(200);
  expect(answers()).toHaveLength(1);
});
