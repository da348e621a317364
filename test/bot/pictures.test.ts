import { Bot, type Context } from 'grammy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answering } from '../../bot/views/media.ts';
import { replace, show } from '../../bot/views/show.ts';
import { createFileMaker, type FileMaker } from '../../src/files/maker.ts';
import type { Chart } from '../../src/files/picture.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { type Message, textBlock } from '../../src/messages/message.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';
import { charts } from '../files/samples.ts';

const token = '7000000001:AAtest-token';
const anna = { id: 1, firstName: 'Anna' };
const [first, second] = charts as readonly [Chart, Chart];
const button = { label: '▶', intent: { kind: 'open', verb: 'next' } } as const;
const day = (words: string, changes: Partial<Message> = {}): Message => ({
  blocks: [textBlock(words)],
  buttons: [[button]],
  ...changes,
});
const long = textBlock(...Array.from({ length: 40 }, (_, index) => `line ${index} of a report that says a lot`));
const withText = (words: string, picture: Chart) => day(words, { blocks: [textBlock(words), long], picture });
const sheet = {
  name: 'report.csv',
  format: 'csv',
  table: { columns: [{ title: 'x', kind: 'text' }], rows: [['y']] },
} as const;

let telegram: TelegramStandIn;
let files: FileMaker;
let bot: Bot;
let answer: Message = day('Monday');
let pressed: Message = day('Tuesday');

beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock: createAdjustableClock(), token });
  telegram.addPrivateChat(anna);
  files = createFileMaker();
  bot = new Bot(token, { client: { apiRoot: telegram.url } });
  const equipped = (ctx: Context): Answering => Object.assign(ctx, { files });
  bot.on('message', async (ctx) => void (await show(equipped(ctx), answer)));
  bot.on('callback_query', async (ctx) => {
    await replace(equipped(ctx), pressed);
    await ctx.answerCallbackQuery();
  });
  void bot.start();
});
afterEach(async () => {
  await bot.stop();
  files.close();
  await telegram.close();
});

const answers = () => telegram.messages(anna.id).filter((message) => message.from.isBot);

async function ask(count = 1) {
  telegram.sendText({ chatId: anna.id, from: anna.id, text: 'report' });
  await expect.poll(() => answers().length).toBe(count);
}

async function press() {
  const messageId = answers().findLast((message) => message.buttons.length > 0)?.messageId ?? 0;
  await telegram.press({ chatId: anna.id, from: anna.id, messageId, data: 'next.0' });
}

describe('an answer', () => {
  it('carries its picture, and its file after it', async () => {
    answer = day('Monday', { picture: first, attachments: [sheet] });
    await ask(2);
    const [picture, file] = answers();
    expect(picture).toMatchObject({ text: 'Monday', photo: { width: 1_280 }, buttons: [[{ text: '▶' }]] });
    expect(file).toMatchObject({ document: { name: 'report.csv' }, replyTo: picture?.messageId, silent: true });
  });

  it('comes as words where a picture may not be sent', async () => {
    const description = 'Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN';
    telegram.faults.failWith(
      { status: 400, body: { ok: false, error_code: 400, description } },
      { match: 'sendPhoto' },
    );
    answer = day('Monday', { picture: first });
    await ask();
    expect(answers()).toMatchObject([{ text: 'Monday', buttons: [[{ text: '▶' }]] }]);
  });
});

describe('a press', () => {
  it('puts the next picture in the place of the one before', async () => {
    answer = day('Monday', { picture: first });
    pressed = day('Tuesday', { picture: second });
    await ask();
    await press();
    expect(answers()).toMatchObject([{ text: 'Tuesday' }]);
    expect(telegram.counts(anna.id)).toEqual({ sends: 1, edits: 1 });
    expect(answers()[0]?.photo?.bytes).toEqual(await files.draw(second));
  });

  it('turns words into a picture with words, in place', async () => {
    answer = day('Monday');
    pressed = day('Tuesday', { picture: second });
    await ask();
    await press();
    expect(answers()).toMatchObject([{ text: 'Tuesday', photo: { width: 1_280 } }]);
    expect(telegram.counts(anna.id)).toEqual({ sends: 1, edits: 1 });
  });

  it('leaves nothing of a picture and its long text where both are replaced', async () => {
    answer = withText('Monday', first);
    pressed = withText('Tuesday', second);
    await ask(2);
    await press();
    await expect.poll(() => answers().map(({ text }) => text.split('\n')[0])).toEqual(['Tuesday', 'Tuesday']);
    pressed = day('Wednesday');
    await press();
    await expect.poll(() => answers().map(({ text }) => text)).toEqual(['Wednesday']);
  });
});
