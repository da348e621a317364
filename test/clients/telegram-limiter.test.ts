import { Api } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramLimiter, paceAnswers } from '../../src/clients/telegram-limiter.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';

const clock = createAdjustableClock();
const token = '7000000001:AAtest-token';
const group = -1_001_000_000_001;
let telegram: TelegramStandIn;

beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock, token });
  telegram.addGroup({ id: group, title: 'ops', members: [{ id: 1, firstName: 'Anna' }] });
});
afterEach(() => telegram.close());

function bot() {
  const limiter = createTelegramLimiter({ groupMessagesPerMinute: 20 });
  const api = new Api(token, { apiRoot: telegram.url, fetch: createBoundedFetch({ deadlineMs: 2_000 }) as never });
  api.config.use(paceAnswers(limiter, 50));
  return { api, limiter };
}

describe('the limiter that bot and destination share', () => {
  it('counts what the bot says and changes, not what it asks', async () => {
    const { api, limiter } = bot();
    const { message_id: id } = await api.sendMessage(group, 'one');
    await api.editMessageText(group, id, 'two');
    for (let i = 0; i < 10; i += 1) await api.getChat(group);
    await api.sendChatAction(group, 'typing');
    expect(limiter.readyInMs(String(group), 5)).toBe(0);
    for (let i = 0; i < 3; i += 1) await api.sendMessage(group, `three ${i}`);
    expect(limiter.readyInMs(String(group), 5)).toBeGreaterThan(1_000);
    await expect(api.sendMessage(group, 'too many')).rejects.toThrow(/no room/);
  });

  it('learns from a 429 that the bot was told', async () => {
    const { api, limiter } = bot();
    const body = { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 7 } };
    telegram.faults.failWith({ status: 429, body }, { times: 1 });
    await expect(api.sendMessage(group, 'x')).rejects.toThrow(/429/);
    expect(limiter.readyInMs(String(group), 5)).toBeGreaterThan(6_000);
    expect(limiter.readyInMs('1', 5)).toBe(0);
  });

  it('works with files and with the abort signal of grammY', async () => {
    const { api } = bot();
    const { InputFile } = await import('grammy');
    await api.sendDocument(group, new InputFile(Buffer.from('a,b'), 'a.csv'));
    expect(telegram.messages(group).at(-1)?.document).toMatchObject({ name: 'a.csv', bytes: Buffer.from('a,b') });
    const release = telegram.faults.hold('getMe');
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 30);
    await expect(api.getMe(caller.signal as never)).rejects.toThrow();
    release();
  });
});
