import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTelegramClient } from '../../src/clients/telegram.ts';
import { createTelegramDestination } from '../../src/destinations/telegram/deliver.ts';
import type { Destination } from '../../src/domain/ports.ts';
import { createFileMaker, type FileMaker } from '../../src/files/maker.ts';
import type { Chart } from '../../src/files/picture.ts';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { createBoundedFetch } from '../../src/lib/http.ts';
import { createLimiter } from '../../src/lib/limiter.ts';
import { type Message, textBlock } from '../../src/messages/message.ts';
import { startTelegramStandIn, type TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';
import { charts } from '../files/samples.ts';
import { deliverOne, next, outgoing } from './outgoing.ts';

const clock = createAdjustableClock();
const token = '7000000001:AAtest-token';
const group = -1_001_000_000_001;
const fast = { perWindow: 1_000, windowMs: 1_000, burst: 1_000 };
const [first, second] = charts as readonly [Chart, Chart];
const report: Message = {
  blocks: [{ kind: 'heading', text: 'Yesterday' }, textBlock('Revenue 1,234.50 USD')],
  buttons: [[{ label: 'Chart', intent: { kind: 'open', verb: 'chart' } }]],
  picture: first,
};
const sheet = {
  name: 'report.csv',
  format: 'csv',
  table: { columns: [{ title: 'Кампания', kind: 'text' }], rows: [['осень']] },
} as const;
const long = textBlock(...Array.from({ length: 40 }, (_, index) => `line ${index} of a report that says a lot`));

let telegram: TelegramStandIn;
let destination: Destination;
let files: FileMaker;
let said: Message = report;

const open = (maker?: FileMaker) =>
  createTelegramDestination({
    client: createTelegramClient({
      apiRoot: telegram.url,
      token,
      fetch: createBoundedFetch({ deadlineMs: 5_000 }),
      limiter: createLimiter({ overall: fast, rateOf: () => fast }),
    }),
    ...(maker && { files: maker }),
    messageOf: () => said,
  });

beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock, token });
  telegram.addGroup({ id: group, title: 'ops', members: [{ id: 1, firstName: 'Anna' }] });
  files = createFileMaker();
  destination = open(files);
  said = report;
});
afterEach(async () => {
  files.close();
  await telegram.close();
});

const shown = () => telegram.messages(group);
const entry = () => outgoing(String(group), { kind: 'probe', n: 1 }, { handle: 'abc' });
const refuse = (description: string) => ({ status: 400, body: { ok: false, error_code: 400, description } });

async function sent() {
  const before = entry();
  return { before, result: await deliverOne(destination, before) };
}

describe('a message with a picture', () => {
  it('is one message: the picture, the words under it, the buttons', async () => {
    const { result } = await sent();
    expect(shown()).toMatchObject([{ text: 'Yesterday\nRevenue 1,234.50 USD', photo: { width: 1_280, height: 800 } }]);
    expect(shown()[0]?.buttons.flat()).toMatchObject([{ text: 'Chart', data: 'chart.abc' }]);
    expect(result).toMatchObject({ outcome: 'delivered', remoteId: String(shown()[0]?.messageId) });
    expect(telegram.faults.calls.map(({ name }) => name)).toEqual(['sendPhoto']);
  });

  it('is edited in place, with its picture, and costs no call where nothing changed', async () => {
    const { before, result } = await sent();
    said = { ...report, picture: second };
    const edited = await deliverOne(destination, next(before, result));
    expect(telegram.counts(group)).toEqual({ sends: 1, edits: 1 });
    expect(shown()[0]?.photo?.bytes).toEqual(await files.draw(second));
    telegram.faults.forgetCalls();
    expect(await deliverOne(destination, next(before, edited))).toMatchObject({ unchanged: true });
    expect(telegram.faults.count()).toBe(0);
  });

  it('comes after a text too long for a caption, answers it and makes no sound; edits find both', async () => {
    said = { ...report, blocks: [...report.blocks, long] };
    const { before, result } = await sent();
    const [words, picture] = shown();
    expect(words?.text).toContain('line 39');
    expect(picture).toMatchObject({ text: 'Yesterday', replyTo: words?.messageId, silent: true });
    expect([words?.buttons.length, picture?.buttons.length]).toEqual([0, 1]);
    expect(result).toMatchObject({ remoteId: `${words?.messageId},${picture?.messageId}` });
    said = { ...said, picture: second };
    await deliverOne(destination, next(before, result));
    expect(telegram.counts(group)).toEqual({ sends: 2, edits: 1 });
    expect(shown()[1]?.photo?.bytes).toEqual(await files.draw(second));
  });

  it('becomes one without, and again one with, and never stands twice', async () => {
    const { before, result } = await sent();
    const { picture: _, ...wordsOnly } = report;
    said = wordsOnly;
    const bare = await deliverOne(destination, next(before, result));
    expect(shown()).toMatchObject([{ text: 'Yesterday\nRevenue 1,234.50 USD' }]);
    expect(shown()[0]?.photo).toBeUndefined();
    said = report;
    await deliverOne(destination, next(before, bare));
    expect(shown()).toMatchObject([{ photo: { width: 1_280 } }]);
  });

  it.each([
    ['may not be shown in the chat', 'Bad Request: not enough rights to send photos to the chat'],
    ['is refused', 'Bad Request: IMAGE_PROCESS_FAILED'],
  ])('that %s comes as its words, and is edited as words', async (_, description) => {
    telegram.faults.failWith(refuse(description), { match: /^(sendPhoto|editMessageMedia)$/ });
    const { before, result } = await sent();
    expect(shown()).toMatchObject([{ text: 'Yesterday\nRevenue 1,234.50 USD' }]);
    said = { ...report, blocks: [textBlock('Revenue 2,000.00 USD')] };
    expect(await deliverOne(destination, next(before, result))).toMatchObject({ outcome: 'delivered' });
    expect(shown()).toMatchObject([{ text: 'Revenue 2,000.00 USD', buttons: [[{ text: 'Chart' }]] }]);
  });

  it('that cannot be drawn comes as its words', async () => {
    files.close();
    expect((await sent()).result).toMatchObject({ outcome: 'delivered' });
    expect(shown()).toMatchObject([{ text: 'Yesterday\nRevenue 1,234.50 USD' }]);
  });

  it('is in doubt where the answer was lost, and never about an edit', async () => {
    telegram.faults.cut('after', { match: 'sendPhoto', times: 1 });
    expect((await sent()).result).toMatchObject({ outcome: 'ambiguous' });
    const { before, result } = await sent();
    telegram.faults.cut('after', { match: 'editMessageMedia', times: 1 });
    said = { ...report, picture: second };
    expect(await deliverOne(destination, next(before, result))).toMatchObject({ outcome: 'not_sent' });
  });
});

describe('a message with files', () => {
  it('brings them after its words, silently, by their names', async () => {
    said = { ...report, attachments: [sheet] };
    const { before, result } = await sent();
    const [, file] = shown();
    expect(file).toMatchObject({ silent: true, document: { name: 'report.csv' } });
    expect(Buffer.from(file?.document?.bytes ?? []).toString()).toBe('\ufeffКампания\r\nосень\r\n');
    said = { ...said, attachments: [] };
    await deliverOne(destination, next(before, result));
    expect(shown()).toHaveLength(1);
  });

  it('names a file that may not be sent there', async () => {
    telegram.faults.failWith(refuse('Bad Request: CHAT_SEND_DOCS_FORBIDDEN'), { match: 'sendDocument' });
    said = { ...report, attachments: [sheet] };
    await sent();
    expect(shown()[1]?.text).toContain('report.csv could not be sent');
  });

  it('goes on after a failed file where it ended', async () => {
    telegram.faults.failWith(
      { status: 500, body: { ok: false, error_code: 500, description: 'x' } },
      { match: 'sendDocument', times: 1 },
    );
    said = { ...report, attachments: [sheet] };
    const { before, result } = await sent();
    expect(result).toMatchObject({ outcome: 'not_sent' });
    expect(await deliverOne(destination, before)).toMatchObject({ outcome: 'delivered' });
    expect(telegram.counts(group).sends).toBe(2);
    expect(shown()).toHaveLength(2);
  });
});
