import { Api, GrammyError, InputFile } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';

const TOKEN = '7000000001:test-token';
const GROUP = -1001;
const OWNER = { id: 11, firstName: 'Olga', username: 'olga' };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let telegram: TelegramStandIn;
let api: Api;
const clock = createAdjustableClock();

async function refusal(call: Promise<unknown>): Promise<{ code: number; description: string; retryAfter?: number }> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof GrammyError)) throw error;
    const retryAfter = error.parameters.retry_after;
    return { code: error.error_code, description: error.description, ...(retryAfter ? { retryAfter } : {}) };
  }
  throw new Error('the call was not refused');
}

async function start(rateLimits = false): Promise<void> {
  telegram = await startTelegramStandIn({ clock, token: TOKEN, rateLimits });
  telegram.addGroup({ id: GROUP, title: 'Ops', members: [OWNER] });
  telegram.addPrivateChat(OWNER);
  api = new Api(TOKEN, { apiRoot: telegram.url });
}

beforeEach(() => start());
afterEach(() => telegram.close());

describe('sending and editing', () => {
  it('parses HTML into plain text and entities, measured in UTF-16 units', async () => {
    await api.sendMessage(GROUP, '🟢 <b>9.99 USD</b> · <a href="https://x.io/?a=1&amp;b">link</a> &lt;ok&gt;', {
      parse_mode: 'HTML',
    });
    const [message] = telegram.messages(GROUP);
    expect(message?.text).toBe('🟢 9.99 USD · link <ok>');
    expect(message?.entities).toEqual([
      { type: 'bold', offset: 3, length: 8 },
      { type: 'text_link', offset: 14, length: 4, url: 'https://x.io/?a=1&b' },
    ]);
  });

  it.each([
    ['<b>open', 'Can\'t find end tag corresponding to start tag "b"'],
    ['<div>x</div>', 'Unsupported start tag "div" at byte offset 0'],
    ['é</b>', 'Unexpected end tag at byte offset 2'],
    ['<b><i>x</b></i>', 'Unmatched end tag'],
  ])('refuses the markup %s', async (html, why) => {
    const { code, description } = await refusal(api.sendMessage(GROUP, html, { parse_mode: 'HTML' }));
    expect(code).toBe(400);
    expect(description).toContain("can't parse entities");
    expect(description).toContain(why);
  });

  it('refuses what the real service refuses, in its words', async () => {
    const button = (data: string) => ({ reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] } });
    expect((await refusal(api.sendMessage(404, 'x'))).description).toBe('Bad Request: chat not found');
    expect((await refusal(api.sendMessage(GROUP, ' '))).description).toBe('Bad Request: message text is empty');
    expect((await refusal(api.sendMessage(GROUP, 'x'.repeat(4097)))).description).toBe(
      'Bad Request: message is too long',
    );
    expect((await refusal(api.sendMessage(GROUP, 'x', button('я'.repeat(33))))).description).toContain(
      'BUTTON_DATA_INVALID',
    );
    expect((await refusal(api.editMessageText(GROUP, 99, 'x'))).description).toBe(
      'Bad Request: message to edit not found',
    );
    expect((await refusal(new Api('1:no', { apiRoot: telegram.url }).getMe())).code).toBe(401);
    expect((await refusal(api.sendDice(GROUP, '🎲'))).code).toBe(404);
  });

  it('edits in place, keeps what was said before, and refuses an edit that changes nothing', async () => {
    const { message_id: id } = await api.sendMessage(GROUP, 'one');
    await api.editMessageText(GROUP, id, 'two');
    expect((await refusal(api.editMessageText(GROUP, id, 'two'))).description).toContain('message is not modified');
    const [message] = telegram.messages(GROUP);
    expect(message?.text).toBe('two');
    expect(message?.history.map((h) => h.text)).toEqual(['one']);
    expect(telegram.counts(GROUP)).toEqual({ sends: 1, edits: 1 });
  });

  it('takes a picture by multipart and gives it back by getFile', async () => {
    const sent = await api.sendPhoto(GROUP, new InputFile(PNG, 'chart.png'), {
      caption: '<b>Day</b>',
      parse_mode: 'HTML',
    });
    expect(telegram.messages(GROUP)[0]).toMatchObject({ text: 'Day', photo: { width: 1, height: 1, bytes: PNG } });
    const file = await api.getFile(sent.photo[0]?.file_id ?? '');
    const response = await fetch(`${telegram.url}/file/bot${TOKEN}/${file.file_path}`);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  });

  it('says 403 to a bot that was blocked, until the person writes again', async () => {
    telegram.block(OWNER.id);
    expect(await refusal(api.sendMessage(OWNER.id, 'x'))).toMatchObject({ code: 403 });
    telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text: '/start' });
    await api.sendMessage(OWNER.id, 'x');
  });

  it('limits a group to 20 sends and edits a minute where asked to', async () => {
    await telegram.close();
    await start(true);
    for (let i = 0; i < 20; i += 1) await api.sendMessage(GROUP, `n ${i}`);
    const { code, retryAfter } = await refusal(api.sendMessage(GROUP, 'one more'));
    expect(code).toBe(429);
    clock.advance((retryAfter ?? 0) * 1000);
    await api.sendMessage(GROUP, 'one more');
  });
});

describe('updates', () => {
  it('hands out each update until it is confirmed, with command entities', async () => {
    telegram.sendText({ chatId: GROUP, from: OWNER.id, text: '/today@payops_bot now' });
    const [first] = await api.getUpdates();
    expect(first?.message?.entities).toEqual([{ type: 'bot_command', offset: 0, length: 17 }]);
    expect(await api.getUpdates()).toHaveLength(1);
    expect(await api.getUpdates({ offset: (first?.update_id ?? 0) + 1 })).toEqual([]);
  });

  it('wakes a long poll at once, and ends the older of two polls with 409', async () => {
    const older = refusal(api.getUpdates({ timeout: 20 }));
    await expect.poll(() => telegram.faults.count('getUpdates')).toBe(1);
    const newer = api.getUpdates({ timeout: 20 });
    expect((await older).code).toBe(409);
    telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text: 'hi' });
    expect(await newer).toHaveLength(1);
  });

  it('resolves a press with the answer of the bot', async () => {
    const keyboard = { inline_keyboard: [[{ text: 'Details', callback_data: 'd.1' }]] };
    const { message_id: messageId } = await api.sendMessage(GROUP, 'card', { reply_markup: keyboard });
    const pressed = telegram.press({ chatId: GROUP, from: OWNER.id, messageId, label: 'Details' });
    const [update] = await api.getUpdates();
    const id = update?.callback_query?.id ?? '';
    expect(update?.callback_query).toMatchObject({ data: 'd.1', message: { message_id: messageId } });
    await api.answerCallbackQuery(id, { text: 'Done' });
    expect(await pressed).toEqual({ text: 'Done', isAlert: false });
    clock.advance(61_000);
    expect((await refusal(api.answerCallbackQuery(id))).description).toContain('query is too old');
  });

  it('shows the most specific command list', async () => {
    await api.setMyCommands([{ command: 'start', description: 'Start' }]);
    await api.setMyCommands([{ command: 'stop', description: 'Stop' }], { scope: { type: 'chat', chat_id: GROUP } });
    expect(telegram.commandsFor(GROUP, OWNER.id).map((c) => c.command)).toEqual(['stop']);
    expect(telegram.commandsFor(OWNER.id, OWNER.id).map((c) => c.command)).toEqual(['start']);
    expect((await refusal(api.setMyCommands([{ command: 'Bad!', description: 'x' }]))).description).toContain(
      'COMMAND_INVALID',
    );
  });
});

describe('faults', () => {
  it('refuses as often as asked, then works again', async () => {
    telegram.faults.failWith(
      {
        status: 429,
        body: { ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 3 } },
      },
      { times: 1, match: 'sendMessage' },
    );
    expect(await refusal(api.sendMessage(GROUP, 'x'))).toMatchObject({ code: 429, retryAfter: 3 });
    await api.sendMessage(GROUP, 'x');
  });

  it('cuts after processing: the caller does not know, the message is there', async () => {
    telegram.faults.cut('after', { times: 1, match: 'sendMessage' });
    await expect(api.sendMessage(GROUP, 'x')).rejects.toThrow();
    telegram.faults.cut('before', { times: 1, match: 'sendMessage' });
    await expect(api.sendMessage(GROUP, 'y')).rejects.toThrow();
    expect(telegram.messages(GROUP).map((m) => m.text)).toEqual(['x']);
  });

  it('holds a call until it is released', async () => {
    const release = telegram.faults.hold('sendMessage');
    const sent = api.sendMessage(GROUP, 'x');
    await expect.poll(() => telegram.faults.count('sendMessage')).toBe(1);
    expect(telegram.messages(GROUP)).toEqual([]);
    release();
    await sent;
    expect(telegram.messages(GROUP)).toHaveLength(1);
  });

  it('is driven from another process as well', async () => {
    const post = (verb: string, body: unknown) =>
      fetch(`${telegram.url}/__control/${verb}`, { method: 'POST', body: JSON.stringify(body) });
    await post('cut', { where: 'mid-body', times: 1, match: 'getMe' });
    // Not by grammY, whose HTTP client waits for the rest of a cut body until its own deadline.
    const cut = fetch(`${telegram.url}/bot${TOKEN}/getMe`).then((response) => response.text());
    await expect(cut).rejects.toThrow();
    await post('sendText', { chatId: OWNER.id, from: OWNER.id, text: 'hello' });
    const counted = (await (await post('count', { match: 'getMe' })).json()) as { result: unknown };
    expect(counted.result).toEqual({ count: 1 });
    expect(await api.getUpdates()).toHaveLength(1);
  });

  it('sends a small body that inflates to 200 MB', async () => {
    telegram.faults.bomb({ times: 1 });
    const response = await fetch(`${telegram.url}/bot${TOKEN}/getMe`);
    let inflated = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) inflated += chunk.length;
    expect(inflated).toBe(200 * 1024 * 1024);
  });
});
