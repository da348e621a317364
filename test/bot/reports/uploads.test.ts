import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../../src/sandbox/telegram/stand-in.ts';
import { drawn, people, startBot, type TestBot, type Who } from '../../support/bot-app.ts';
import { cannedRules, cannedSpend } from '../../support/canned-reports.ts';
import { eventually } from '../../support/eventually.ts';

const csv = 'campaign,date,spend\nbrand,2026-11-19,120.50\n';
let app: TestBot;
let spend = cannedSpend;
beforeEach(async () => {
  spend = cannedSpend;
  app = await startBot({
    flows: {
      saveSpend: async (_, __, dryRun) => ({ ok: true, spend: { ...spend, saved: !dryRun } }),
      saveTeamRules: async (_, __, dryRun) => ({ ok: true, teams: { ...cannedRules, saved: !dryRun } }),
    },
  });
});
afterEach(() => app.close());

/** The bot's newest words after a file was sent to it. */
async function sent(who: Who, bytes: string | Buffer, caption: string): Promise<SeenMessage> {
  const chatId = people[who];
  const { messageId } = app.telegram.sendFile({
    chatId,
    from: chatId,
    name: 'spend.csv',
    bytes: Buffer.from(bytes),
    caption,
  });
  return eventually(() => {
    const answer = app.messages(chatId).find((one) => one.from.isBot && one.messageId > messageId);
    if (!answer) throw new Error('no answer yet');
    return answer;
  });
}

describe('ad spend as a file', () => {
  test('is shown first and saved on a yes', async () => {
    const question = await sent('operator', csv, '/spend');
    expect(drawn(question)).toMatchSnapshot();
    expect(app.canned.called('saveSpend').map(({ args }) => args.slice(1))).toEqual([[{ source: 'file', csv }, true]]);
    await app.press('operator', question, 'Save');
    expect(app.canned.called('saveSpend').at(-1)?.args.slice(1)).toEqual([{ source: 'file', csv }, false]);
    expect(drawn(app.messages(people.operator).at(-1))).toMatchSnapshot();
  });

  test('with a line that cannot be read is not asked about', async () => {
    spend = { ...cannedSpend, problems: [{ line: 2, problem: 'the campaign is <missing>' }], moreProblems: 3 };
    const answer = await sent('operator', csv, '/spend');
    expect(drawn(answer)).toBe('Nothing was saved.\n\nLine 2: the campaign is <missing>\nand 3 more');
  });

  test('that is too large, or is no text, is not read', async () => {
    expect((await sent('operator', Buffer.alloc(3 * 1024 * 1024, 'a'), '/spend')).text).toContain('larger than 2 MB');
    expect((await sent('operator', Buffer.from([0, 1, 2]), '/spend')).text).toContain('is no text');
    expect(app.canned.called('saveSpend')).toEqual([]);
  });

  test('in Windows-1251 keeps its letters', async () => {
    const russian = Buffer.from([0xea, 0xe0, 0xec, 0xef, 0xe0, 0xed, 0xe8, 0xff]);
    await sent('operator', russian, '/spend');
    expect(app.canned.called('saveSpend')[0]?.args[1]).toEqual({ source: 'file', csv: 'кампания' });
  });

  test('from somebody who may not tell it is not even fetched', async () => {
    await sent('analyst', csv, '/spend');
    expect(app.canned.called('saveSpend')).toEqual([]);
  });
});

test('rates as a file', async () => {
  const answer = await sent('admin', 'date,currency,rate\n2026-11-19,EUR,1.08\n', '/rates');
  expect(app.canned.called('importRates')[0]?.args[1]).toContain('EUR,1.08');
  expect(answer.text).toContain('Saved: 2 rates');
});

describe('rules of teams as a file', () => {
  const rules = 'team,field,pattern\nKenesary,utm_source,fb_kenesary\n';

  test('are shown with what they move, and saved on a yes', async () => {
    const question = await sent('admin', rules, '/rules');
    expect(drawn(question)).toMatchSnapshot();
    await app.press('admin', question, 'Save');
    expect(app.canned.called('saveTeamRules').map(({ args }) => args.slice(1))).toEqual([
      [rules, true],
      [rules, false],
    ]);
    expect(drawn(app.messages(people.admin).at(-1))).toMatchSnapshot();
  });

  test('from an operator are not even fetched', async () => {
    await sent('operator', rules, '/rules');
    expect(app.canned.called('saveTeamRules')).toEqual([]);
  });
});
