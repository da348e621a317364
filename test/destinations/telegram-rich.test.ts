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
const [chart] = charts as readonly [Chart];
const report: Message = {
  blocks: [textBlock('Yesterday'), { kind: 'table', header: ['Country', 'USD'], rows: [['US', '12.00']] }],
  buttons: [[{ label: 'Chart', intent: { kind: 'open', verb: 'chart' } }]],
};
const pictured: Message = { ...report, picture: chart };
const words: Message = { blocks: [textBlock('No sales')], buttons: [] };

let telegram: TelegramStandIn;
let destination: Destination;
let files: FileMaker;
let said: Message;

beforeEach(async () => {
  telegram = await startTelegramStandIn({ clock, token });
  telegram.addGroup({ id: group, title: 'ops', members: [{ id: 1, firstName: 'Anna' }] });
  files = createFileMaker();
  destination = createTelegramDestination({
    client: createTelegramClient({
      apiRoot: telegram.url,
      token,
      fetch: createBoundedFetch({ deadlineMs: 5_000 }),
      limiter: createLimiter({ overall: fast, rateOf: () => fast }),
    }),
    files,
    clock,
    messageOf: () => said,
  });
  said = report;
});
afterEach(async () => {
  files.close();
  await telegram.close();
});

const shown = () => telegram.messages(group);
const kinds = () => shown().map(({ rich }) => rich?.blocks.map(({ type }) => type) ?? null);
const called = () => telegram.faults.calls.map(({ name }) => name);
const entry = () => outgoing(String(group), { kind: 'probe', n: 1 }, { handle: 'abc' });
const refuse = (status: number, description: string) => ({
  status,
  body: { ok: false, error_code: status, description },
});

async function sent() {
  const before = entry();
  return { before, result: await deliverOne(destination, before) };
}

async function edited(to: Message) {
  const { before, result } = await sent();
  said = to;
  telegram.faults.forgetCalls();
  return deliverOne(destination, next(before, result));
}

describe('a message with a table', () => {
  it('is one rich message, with its picture inside and its buttons', async () => {
    said = pictured;
    const { result } = await sent();
    expect(kinds()).toEqual([['paragraph', 'photo', 'table']]);
    expect(shown()[0]?.buttons.flat()).toMatchObject([{ text: 'Chart', data: 'chart.abc' }]);
    expect(result).toMatchObject({ outcome: 'delivered', remoteId: String(shown()[0]?.messageId) });
    expect(called()).toEqual(['sendRichMessage']);
  });

  it('is edited in place, also to words and to a picture, and never stands twice', async () => {
    expect(await edited({ ...report, blocks: [...report.blocks, textBlock('Complete.')] })).toMatchObject({
      outcome: 'delivered',
    });
    expect([called(), kinds()]).toEqual([['editMessageText'], [['paragraph', 'table', 'paragraph']]]);
  });

  it.each([
    ['words', words, [null]],
    ['a rich message with a picture', pictured, [['paragraph', 'photo', 'table']]],
    ['a picture with a caption', { ...words, picture: chart }, [null]],
  ] as const)('becomes %s in its place', async (_, to, stands) => {
    const result = await edited(to);
    expect(kinds()).toEqual(stands);
    expect(result).toMatchObject({ remoteId: '1' });
  });

  it('takes the place of a picture, which can never become words', async () => {
    said = { ...words, picture: chart };
    const { before, result } = await sent();
    said = pictured;
    expect(await deliverOne(destination, next(before, result))).toMatchObject({ remoteId: '2' });
    expect(kinds()).toEqual([['paragraph', 'photo', 'table']]);
  });

  it('comes with its files after it', async () => {
    const table = { columns: [{ title: 'n', kind: 'text' }], rows: [['1']] } as const;
    said = { ...report, attachments: [{ name: 'r.csv', format: 'csv', table }] };
    const { result } = await sent();
    expect(called()).toEqual(['sendRichMessage', 'sendDocument']);
    expect(result).toMatchObject({ remoteId: '1,2' });
    expect(shown()[1]).toMatchObject({ silent: true, replyTo: 1 });
  });

  it('comes without a picture that may not be shown there', async () => {
    said = pictured;
    telegram.faults.failWith(refuse(400, 'Bad Request: not enough rights to send photos to the chat'), { times: 1 });
    expect((await sent()).result).toMatchObject({ outcome: 'delivered' });
    expect(kinds()).toEqual([['paragraph', 'table']]);
  });
});

describe('where blocks are refused', () => {
  it.each([
    [400, "Bad Request: can't parse rich message: no such block"],
    [404, 'Not Found'],
  ])('the words come as before: %d %s', async (status, description) => {
    said = pictured;
    telegram.faults.failWith(refuse(status, description), { match: 'sendRichMessage' });
    expect((await sent()).result).toMatchObject({ outcome: 'delivered', remoteId: '1' });
    expect(shown()).toMatchObject([{ text: 'Yesterday\n\nCountry    USD\nUS       12.00', photo: { width: 1_280 } }]);
  });

  it('a server that does not know them is asked again an hour later', async () => {
    telegram.faults.failWith(refuse(404, 'Not Found: method not found'), { match: 'sendRichMessage' });
    await sent();
    await sent();
    expect(called()).toEqual(['sendRichMessage', 'sendMessage', 'sendMessage']);
    telegram.faults.clear();
    clock.advance(3_600_000);
    await sent();
    expect(kinds().at(-1)).toEqual(['paragraph', 'table']);
  });

  it('a refused edit is made in words', async () => {
    const { before, result } = await sent();
    said = { ...report, blocks: [...report.blocks, textBlock('Complete.')] };
    telegram.faults.failWith(refuse(400, 'Bad Request: RICH_MESSAGE_INVALID'), { match: 'editMessageText', times: 1 });
    expect(await deliverOne(destination, next(before, result))).toMatchObject({ outcome: 'delivered', remoteId: '1' });
    expect(shown()[0]?.text).toContain('Complete.');
  });
});

it('is in doubt where the answer was lost, and is not sent in another form', async () => {
  telegram.faults.cut('after', { match: 'sendRichMessage', times: 1 });
  expect((await sent()).result).toMatchObject({ outcome: 'ambiguous' });
  expect(shown()).toHaveLength(1);
});

it('a chat that is gone is not tried in another form', async () => {
  telegram.faults.failWith(refuse(400, 'Bad Request: chat not found'));
  expect((await sent()).result).toMatchObject({ outcome: 'gone', code: 'chat_not_found' });
  expect(called()).toEqual(['sendRichMessage']);
});
