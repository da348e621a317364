import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';

const token = '7000000001:AAtest-token';
const chat = 42;
let telegram: TelegramStandIn;

beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock: createAdjustableClock(), token });
  telegram.addPrivateChat({ id: chat, firstName: 'Anna' });
});
afterEach(() => telegram.close());

async function call(method: string, payload: object) {
  const response = await fetch(`${telegram.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ chat_id: chat, ...payload }),
  });
  return (await response.json()) as { ok: boolean; description?: string; result?: Record<string, unknown> };
}

const cell = (text: string) => ({ text, align: 'left', valign: 'middle' });
const table = { type: 'table', cells: [[cell('US'), cell('12')]], is_striped: true };
const send = (blocks: unknown) => call('sendRichMessage', { rich_message: { blocks } });

describe('a rich message', () => {
  it('is kept in blocks and comes back in blocks, without a text', async () => {
    const moment = { type: 'date_time', text: '14:05', unix_time: 1_790_000_000, date_time_format: 'Dt' };
    const { result } = await send([{ type: 'paragraph', text: ['at ', moment] }, table]);
    expect(result).toMatchObject({ rich_message: { blocks: [{ text: ['at ', moment] }, table] } });
    expect(result).not.toHaveProperty('text');
    expect(telegram.messages(chat)[0]).toMatchObject({ text: 'at 14:05\nUS  12' });
  });

  it('becomes a text and a text becomes rich', async () => {
    await send([table]);
    expect((await call('editMessageText', { message_id: 1, text: 'a' })).result).toMatchObject({ text: 'a' });
    const rich = { message_id: 1, rich_message: { blocks: [table] } };
    expect((await call('editMessageText', rich)).result).toMatchObject({ rich_message: { blocks: [table] } });
    expect(await call('editMessageText', rich)).toMatchObject({ ok: false, description: /not modified/ });
  });

  it.each([
    ['no blocks', []],
    ['an unknown block', [{ type: 'hologram' }]],
    ['an unknown style', [{ type: 'paragraph', text: { type: 'blink', text: 'a' } }]],
    ['a cell without align', [{ type: 'table', cells: [[{ text: 'a', valign: 'top' }]] }]],
    ['21 columns', [{ type: 'table', cells: [Array.from({ length: 21 }, () => cell('a'))] }]],
    ['501 blocks', Array.from({ length: 501 }, () => ({ type: 'paragraph', text: 'a' }))],
    ['too many characters', [{ type: 'paragraph', text: 'a'.repeat(32_769) }]],
    [
      'a wrong format of time',
      [{ type: 'paragraph', text: { type: 'date_time', text: 'a', unix_time: 1, date_time_format: 'rt' } }],
    ],
    ['a picture that is not there', [{ type: 'photo', photo: { type: 'photo', media: 'attach://nothing' } }]],
  ])('with %s is refused', async (_, blocks) => {
    expect(await send(blocks)).toMatchObject({ ok: false, error_code: 400 });
  });
});

it('a moment in HTML is an entity, with a format as published', async () => {
  const say = (text: string) => call('sendMessage', { text, parse_mode: 'HTML' });
  expect((await say('at <tg-time unix="1790000000" format="Dt">14:05</tg-time>')).result).toMatchObject({
    text: 'at 14:05',
    entities: [{ type: 'date_time', offset: 3, length: 5, unix_time: 1_790_000_000, date_time_format: 'Dt' }],
  });
  expect(await say('<tg-time format="t">14:05</tg-time>')).toMatchObject({ ok: false });
  expect(await say('<tg-time unix="1" format="rt">14:05</tg-time>')).toMatchObject({ ok: false });
});
