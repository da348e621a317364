import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FailureGroup } from '../../src/domain/views.ts';
import type { SeenMessage } from '../../src/sandbox/telegram/stand-in.ts';
import { drawn, group, people, startBot, type TestBot } from '../support/bot-app.ts';
import { at, failureGroups } from '../support/canned-views.ts';

const stopped = { stopped: true, by: 'Olga', reason: 'wrong prices', since: at('12:00:00') } as const;
let app: TestBot;
beforeEach(async () => {
  app = await startBot({ flows: { status: async () => ({ state: 'stopped', stop: stopped }) } });
});
afterEach(() => app.close());

const last = (chatId: number) => app.messages(chatId).at(-1) as SeenMessage;

describe('stop and resume', () => {
  test('/stop acts at once with its reason and shows what is held', async () => {
    const [answer] = await app.say('admin', '/stop wrong prices', { chatId: group });
    expect(app.canned.called('stop')[0]?.args).toMatchObject([
      { kind: 'operator', role: 'admin', name: 'Admin' },
      'wrong prices',
      { scope: 'all', until: null },
    ]);
    expect(drawn(answer)).toContain('16 deliveries are held');
    expect(drawn(answer)).toContain('[Resume…]');
  });

  test('/resume asks how, with numbers, and does what was chosen', async () => {
    const [question] = await app.say('admin', '/resume', { chatId: group });
    expect(drawn(question)).toMatchSnapshot();
    expect(app.canned.called('resume')).toEqual([]);
    await app.press('admin', question as SeenMessage, 'One digest', group);
    expect(app.canned.called('resume')[0]?.args[1]).toBe('digest');
    const done = last(group);
    expect(done.messageId).toBe(question?.messageId);
    expect(drawn(done)).toBe('🟢 Running again. 12 cards went into a digest.');
  });

  test('only the asker may choose', async () => {
    const [question] = await app.say('admin', '/resume', { chatId: group });
    const answer = await app.press('owner', question as SeenMessage, 'Discard 12', group);
    expect(answer?.text).toContain('expired');
    expect(app.canned.called('resume')).toEqual([]);
  });

  test('ten quick presses have one effect, and each is answered', async () => {
    const [question] = await app.say('admin', '/resume', { chatId: group });
    const press = () =>
      app.telegram.press({
        chatId: group,
        from: people.admin,
        messageId: question?.messageId ?? 0,
        label: 'Send all (12)',
      });
    const answers = await Promise.all(Array.from({ length: 10 }, press));
    expect(answers.filter((answer) => answer !== null)).toHaveLength(10);
    expect(app.canned.called('resume')).toHaveLength(1);
  });

  test('cancelled means nothing was changed', async () => {
    const [question] = await app.say('admin', '/resume');
    await app.press('admin', question as SeenMessage, 'Cancel');
    expect(drawn(last(people.admin))).toBe('Cancelled. Nothing was changed.');
    expect(app.canned.called('resume')).toEqual([]);
  });
});

describe('the queue', () => {
  test('is cleared only after a question with the number, and can be brought back', async () => {
    const [queue] = await app.say('operator', '/queue');
    await app.press('operator', queue as SeenMessage, 'Clear Telegram');
    expect(drawn(last(people.operator))).toContain('12 waiting deliveries to Telegram would be cancelled');
    expect(app.canned.called('clearDestination')).toEqual([]);
    await app.press('operator', last(people.operator), 'Yes, clear 12');
    expect(app.canned.called('clearDestination')[0]?.args[1]).toBe('telegram');
    await app.press('operator', last(people.operator), 'Undo');
    expect(app.canned.called('undoClear')[0]?.args[1]).toBe('undo_1');
    expect(drawn(last(people.operator))).toBe('12 deliveries are waiting again.');
  });

  test('is paused and resumed per destination', async () => {
    const [queue] = await app.say('operator', '/queue');
    const answer = await app.press('operator', queue as SeenMessage, 'Pause Telegram');
    expect(answer?.text).toBe('Sending to Telegram is paused. What is owed is kept.');
    expect(app.canned.called('pauseDestination')[0]?.args[1]).toBe('telegram');
    await app.press('operator', last(people.operator), 'Resume the Google Sheet');
    expect(app.canned.called('resumeDestination')[0]?.args[1]).toBe('sheets');
  });
});

describe('failures', () => {
  test('are sent again by cause', async () => {
    const [failed] = await app.say('operator', '/failed');
    await app.press('operator', failed as SeenMessage, '1. Replay all like this');
    expect(app.canned.called('replayGroup')[0]?.args.slice(1)).toEqual(['slack', 'channel_not_found']);
    expect(drawn(last(people.operator))).toBe('3 deliveries will be sent again now.');
  });

  test('are discarded by cause after a question with the number', async () => {
    const [failed] = await app.say('operator', '/failed');
    await app.press('operator', failed as SeenMessage, '1. Discard');
    expect(drawn(last(people.operator))).toContain('3 failed deliveries to Slack would be discarded');
    expect(app.canned.called('discardGroup')).toEqual([]);
    await app.press('operator', last(people.operator), 'Discard 3');
    expect(app.canned.called('discardGroup')[0]?.args.slice(1)).toEqual(['slack', 'channel_not_found']);
  });

  test('to read a webhook are tried again by cause, and said to have failed again with the reason', async () => {
    const [failed] = await app.say('operator', '/failed');
    await app.press('operator', failed as SeenMessage, 'Read again: charge.updated');
    expect(app.canned.called('replayQuarantined')[0]?.args[1]).toEqual({
      type: 'charge.updated',
      issues: 'amount: missing',
    });
    expect(drawn(last(people.operator))).toContain('1 webhook was read and recorded.');
    expect(drawn(last(people.operator))).toContain('2 webhooks still cannot be read');
    expect(drawn(last(people.operator))).toContain('amount is missing');
  });

  test('to read a webhook are discarded by cause after a question with the number', async () => {
    const [failed] = await app.say('operator', '/failed');
    await app.press('operator', failed as SeenMessage, 'Discard');
    expect(drawn(last(people.operator))).toContain('1 webhook of type charge.updated would be discarded');
    expect(app.canned.called('discardQuarantined')).toEqual([]);
    await app.press('operator', last(people.operator), 'Discard 1');
    expect(drawn(last(people.operator))).toBe('1 webhook was discarded. It stays on record.');
  });

  test('/replay with a webhook’s id reads it again', async () => {
    const [answer] = await app.say('operator', '/replay evt_q');
    expect(answer?.text).toContain('1 webhook was read and recorded.');
    expect(app.canned.called('replay')).toEqual([]);
  });

  test('/replay says when there is no such id', async () => {
    const [answer] = await app.say('operator', '/replay missing');
    expect(answer?.text).toBe('I know no payment or delivery with that id, and no webhook that was put aside.');
  });
});

describe('presses that lead nowhere', () => {
  const forged = [
    '',
    'x',
    'act.',
    'act.guess',
    'details.guess',
    'constructor.x',
    '__proto__.x',
    'drop.table',
    'act.action1',
    'resume.1.2',
  ];
  test.each(forged)('%j is answered and changes nothing', async (data) => {
    await app.say('admin', '/resume', { chatId: group });
    const keyboard = { inline_keyboard: [[{ text: 'old', callback_data: data === '' ? '.' : data }]] };
    await app.bot.bot.api.sendMessage(group, 'old message', { reply_markup: keyboard });
    const answer = await app.press('operator', last(group), 'old', group);
    expect(answer).not.toBeNull();
    expect(app.canned.called('resume')).toEqual([]);
  });

  test('a role that was taken away ends with the next press', async () => {
    const roles: Record<string, 'operator' | null> = { [people.operator]: 'operator' };
    const other = await startBot({ flows: { findRole: async (id) => roles[id] ?? null } });
    const [queue] = await other.say('operator', '/queue');
    roles[people.operator] = null;
    const answer = await other.press('operator', queue as SeenMessage, 'Pause Telegram');
    expect(answer?.text).toBe('You may not do this.');
    expect(other.canned.called('pauseDestination')).toEqual([]);
    await other.close();
  });
});

describe('when something breaks', () => {
  test('a command gets an apology with a reference that stands in the log, no stack', async () => {
    const other = await startBot({ flows: { runReport: () => Promise.reject(new Error('secret detail')) } });
    const [answer] = await other.say('owner', '/today');
    const reference = /e[0-9a-f]{8}/.exec(answer?.text ?? '')?.[0];
    expect(answer?.text).toContain('Sorry');
    expect(answer?.text).not.toContain('secret detail');
    expect(other.logs.join('')).toContain(String(reference));
    expect((await other.say('owner', '/help'))[0]?.text).toContain('What you can do');
    await other.close();
  });

  test('a press is still answered', async () => {
    const [queue] = await app.say('operator', '/queue');
    const other = await startBot({ flows: { queue: () => Promise.reject(new Error('x')) } });
    await other.bot.bot.api.sendMessage(people.operator, '📬', {
      reply_markup: { inline_keyboard: [[{ text: 'Refresh', callback_data: 'refresh_queue.0' }]] },
    });
    const answer = await other.press('operator', other.messages(people.operator).at(-1) as SeenMessage, 'Refresh');
    expect(answer?.text).toMatch(/Sorry, that did not work \(e[0-9a-f]{8}\)/);
    expect(queue).toBeDefined();
    await other.close();
  });

  test('a slow answer does not keep the button turning', async () => {
    const never = new Promise<never>(() => undefined);
    const other = await startBot({ flows: { findHandle: () => never } });
    await other.bot.bot.api.sendMessage(people.operator, 'x', {
      reply_markup: { inline_keyboard: [[{ text: 'D', callback_data: 'details.h' }]] },
    });
    const messageId = other.messages(people.operator).at(-1)?.messageId ?? 0;
    const answer = await other.telegram.press({
      chatId: people.operator,
      from: people.operator,
      messageId,
      label: 'D',
    });
    expect(answer).not.toBeNull();
    void other.close();
  });

  test('/stop waits for nothing, not even for an answer that hangs in the same chat', async () => {
    const never = new Promise<never>(() => undefined);
    const other = await startBot({ flows: { runReport: () => never } });
    other.telegram.sendText({ chatId: people.owner, from: people.owner, text: '/today' });
    const [answer] = await other.say('owner', '/stop now');
    expect(answer?.text).toContain('Stopped');
    void other.close();
  });

  test('a press from long ago is taken quietly', async () => {
    const [queue] = await app.say('operator', '/queue');
    const message = {
      message_id: queue?.messageId,
      date: 1,
      chat: { id: people.operator, type: 'private', first_name: 'O' },
      text: '📬',
    };
    const from = { id: people.operator, is_bot: false, first_name: 'Operator' };
    const before = app.messages(people.operator).length;
    const query = { id: '77', from, chat_instance: '1', message, data: 'details.gone' };
    await app.bot.handleUpdate({ update_id: 8_000_000, callback_query: query });
    expect(app.messages(people.operator)).toHaveLength(before);
    expect(app.logs.join('')).not.toContain('update_failed');
  });

  test('a 429 on an answer is waited for and the answer comes', async () => {
    app.telegram.faults.failWith(
      {
        status: 429,
        body: {
          ok: false,
          error_code: 429,
          description: 'Too Many Requests: retry after 1',
          parameters: { retry_after: 1 },
        },
      },
      { times: 1, match: 'sendMessage' },
    );
    expect((await app.say('operator', '/queue'))[0]?.text).toContain('waiting');
  });

  test('refused markup is sent as plain text', async () => {
    app.telegram.faults.failWith(
      { status: 400, body: { ok: false, error_code: 400, description: "Bad Request: can't parse entities: x" } },
      { times: 1, match: 'sendMessage' },
    );
    const [answer] = await app.say('operator', '/queue');
    expect(answer?.text).toContain('waiting');
    expect(answer?.entities.filter((entity) => entity.type === 'bold')).toEqual([]);
  });

  test('the bot begins again after Telegram was away', async () => {
    app.telegram.faults.failWith({ status: 502, body: 'bad gateway' }, { times: 3, match: 'getUpdates' });
    expect((await app.say('operator', '/queue'))[0]?.text).toContain('waiting');
  });
});

test('/failed has pages, and a page that is gone is the last one', async () => {
  const [group] = failureGroups;
  const groups = Array.from({ length: 12 }, (_, n) => ({ ...group, code: `code_${n + 1}` }) as FailureGroup);
  const flows = {
    failures: async () => ({ ok: true, groups, quarantined: [], causes: [] }) as const,
  };
  const other = await startBot({ flows });
  const [first] = await other.say('operator', '/failed');
  expect(drawn(first)).toContain('36 deliveries');
  expect(drawn(first)).toMatch(/1\. .*code_1\n[\s\S]*5\. .*code_5\n[\s\S]*\[1\/3\] \[Next ▶\]$/);
  await other.press('operator', first as SeenMessage, 'Next ▶');
  const second = other.messages(people.operator).at(-1) as SeenMessage;
  expect(second.messageId).toBe(first?.messageId);
  expect(drawn(second)).toMatch(/6\. .*code_6\n[\s\S]*\[6\. Replay all[\s\S]*\[◀ Back\] \[2\/3\] \[Next ▶\]$/);
  groups.length = 3;
  await other.press('operator', second, 'Next ▶');
  expect(drawn(other.messages(people.operator).at(-1))).toContain('code_3');
  await other.close();
});

test('what a press did is said over the chat, too', async () => {
  const [failures] = await app.say('operator', '/failed');
  const answer = await app.press('operator', failures as SeenMessage, '1. Replay all like this');
  expect(answer?.text).toBe(drawn(last(people.operator)));
  expect(answer?.text).toContain('3 deliveries');
});
