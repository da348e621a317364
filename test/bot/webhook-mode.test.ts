import { expect, test, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { group, people, startBot } from '../support/bot-app.ts';

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
  await vi.waitFor(() => expect(polling.telegram.faults.count('setWebhook')).toBe(1));
  const call = polling.telegram.faults.calls.find(({ name }) => name === 'setWebhook');
  expect(call?.body).toMatchObject({ url: 'https://pay.example/webhooks/telegram', secret_token: 'hook-secret' });
  await app.bot.handleUpdate(update);
  await app.bot.handleUpdate(update);
  expect(app.canned.called('failures')).toHaveLength(1);
  expect(steps).toEqual(['handled', 'recorded']);
  await app.close();
  await polling.close();
});
