import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const secret = 'hook-secret-0123456789';
let scene: Scene;
beforeEach(async () => {
  const env = { BOT_MODE: 'webhook', PUBLIC_URL: 'https://pay.example', TELEGRAM_WEBHOOK_SECRET: secret };
  scene = await openScene({ without: ['SLACK', 'GOOGLE'], env });
});
afterEach(() => scene.close());

const from = { id: OWNER.id, is_bot: false, first_name: 'Olga' };
const updateOf = (update_id: number, text: string) => ({
  update_id,
  message: { message_id: 1, date: 1, chat: { id: OWNER.id, type: 'private', first_name: 'Olga' }, from, text },
});

function send(update: object, given: string | null): Promise<Response> {
  return fetch(`http://127.0.0.1:${scene.env['PORT']}/webhooks/telegram`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(given && { 'x-telegram-bot-api-secret-token': given }) },
    body: JSON.stringify(update),
  });
}
const answers = () => scene.world.telegram.messages(OWNER.id).filter((message) => message.from.isBot);

test('npm start with BOT_MODE=webhook registers, answers updates once, refuses those without the secret', async () => {
  const { telegram } = scene.world;
  const base = { PATH: process.env['PATH'] ?? '', HOME: scene.dataDir };
  const npm = spawn('npm', ['start', '--silent'], { env: { ...base, ...scene.env }, stdio: 'ignore', detached: true });
  const ended = once(npm, 'exit');
  try {
    await until('the webhook to be registered', () => telegram.faults.count('setWebhook') === 1);
    expect(telegram.faults.calls.find(({ name }) => name === 'setWebhook')?.body).toMatchObject({
      url: 'https://pay.example/webhooks/telegram',
      secret_token: secret,
    });
    expect(telegram.faults.count('getUpdates')).toBe(0);

    for (const wrong of ['hook-secret-012345678', 'x', null]) {
      expect((await send(updateOf(1, '/status'), wrong)).status).toBe(401);
    }
    expect(answers()).toEqual([]);
    expect((await send(updateOf(1, '/status'), secret)).status).toBe(200);
    expect(answers().map(({ text }) => text)).toEqual([expect.stringContaining('Running')]);
    expect((await send(updateOf(1, '/status'), secret)).status).toBe(200);
    expect(answers()).toHaveLength(1);

    process.kill(npm.pid ?? 0, 'SIGTERM');
    await ended;
    // What Telegram repeats to the next process has been answered by the one before.
    await scene.start();
    expect((await send(updateOf(1, '/status'), secret)).status).toBe(200);
    expect((await send(updateOf(2, '/queue'), secret)).status).toBe(200);
    expect(answers()).toHaveLength(2);
  } finally {
    try {
      process.kill(-(npm.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended, as it should.
    }
  }
});
