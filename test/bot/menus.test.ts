import { Api } from 'grammy';
import { expect, test } from 'vitest';
import type { BotDeps } from '../../bot/context.ts';
import { syncMenuOf } from '../../bot/menus.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { startTelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';

test('menus are set where a server of the Bot API does not tell the present ones', async () => {
  const token = '700000001:AAE-abcdefghijklmnopqrstuvwxyz12345';
  const telegram = await startTelegramStandIn({ clock: systemClock, token });
  telegram.addPrivateChat({ id: 11, firstName: 'Olga' });
  const body = { ok: false, error_code: 404, description: 'Not Found' };
  telegram.faults.failWith({ status: 404, body }, { match: 'getMyCommands' });
  const logger = createLogger({ level: 'info', secrets: [], destination: { write: () => undefined } });
  const deps = { config: { defaultLocale: 'en' }, logger } as unknown as BotDeps;
  await syncMenuOf(new Api(token, { apiRoot: telegram.url }), { telegramId: '11', role: 'owner' }, deps);
  expect(telegram.faults.count('setMyCommands')).toBe(3);
  await telegram.close();
});
