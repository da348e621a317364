import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/domain/reports/report.ts';
import { viewToken } from '../../../src/domain/reports/view.ts';
import type { SeenMessage } from '../../../src/sandbox/telegram/stand-in.ts';
import { drawn, people, startBot, type TestBot } from '../../support/bot-app.ts';
import { cannedAnalysis } from '../../support/canned-reports.ts';
import { sampleOf, samples } from '../../support/report-samples.ts';

let app: TestBot;
beforeEach(async () => {
  app = await startBot({
    flows: {
      runReport: async (_, { kind, period }) => ({
        ok: true,
        report: sampleOf(kind, typeof period === 'object' ? period : undefined),
      }),
      analyzeCampaigns: async (_, wish) => ({
        ok: true,
        analysis: { ...cannedAnalysis(wish), report: samples['campaigns'] as Report },
      }),
    },
  });
});
afterEach(() => app.close());

type Wish = { kind?: string; period?: { from: string; to: string } };
const asked = () =>
  ['runReport', 'analyzeCampaigns'].flatMap((flow) => app.canned.called(flow).map(({ args }) => args[1] as Wish));
const last = () => asked().at(-1);
const chat = () => app.messages(people.analyst).filter(({ from }) => from.isBot);

describe('what is typed', () => {
  test.each([
    ['/today', { kind: 'daily', period: { from: '2026-11-20', to: '2026-11-20' } }],
    ['/yesterday', { kind: 'daily', period: { from: '2026-11-19', to: '2026-11-19' } }],
    ['/report', { kind: 'daily', period: { from: '2026-11-20', to: '2026-11-20' } }],
    ['/report geo', { kind: 'geo' }],
    ['/report last week', { kind: 'weekly', period: { from: '2026-11-09', to: '2026-11-15' } }],
    ['/report 2026-11-01..2026-11-15', { kind: 'daily', period: { from: '2026-11-01', to: '2026-11-15' } }],
    ['/report страны вчера', { kind: 'geo', period: { from: '2026-11-19', to: '2026-11-19' } }],
    ['/report КАМПАНИИ  прошлая неделя', { kind: 'campaigns', period: { from: '2026-11-09', to: '2026-11-15' } }],
    ['/report месяц', { kind: 'monthly', period: { from: '2026-11-01', to: '2026-11-20' } }],
  ])('%s', async (command, wish) => {
    const [answer] = await app.say('analyst', command);
    expect(last()).toEqual(wish);
    expect(answer?.text).toContain('1174.56 USD net · 45 purchases');
  });

  test('what is no report and no period is answered with what there is', async () => {
    const [answer] = await app.say('analyst', '/report the moon <b>');
    expect(asked()).toEqual([]);
    expect(drawn(answer)).toMatchSnapshot();
  });
});

describe('the buttons under a report', () => {
  test('turn it into other times and views in its place', async () => {
    const [answer] = (await app.say('analyst', '/yesterday')) as [SeenMessage];
    const now = () => chat().find(({ messageId }) => messageId === answer.messageId) as SeenMessage;
    for (const [label, wish] of [
      ['◀ 18 Nov', { kind: 'daily', period: { from: '2026-11-18', to: '2026-11-18' } }],
      ['Week', { kind: 'weekly', period: { from: '2026-11-16', to: '2026-11-22' } }],
      ['Countries', { kind: 'geo', period: { from: '2026-11-16', to: '2026-11-22' } }],
      ['Day', { kind: 'geo', period: { from: '2026-11-22', to: '2026-11-22' } }],
    ] as const) {
      await app.press('analyst', now(), label);
      expect(last()).toEqual(wish);
    }
    expect(chat()).toHaveLength(1);
  });

  test('work for ever: a button names its view, and nothing is remembered of it', async () => {
    const [answer] = (await app.say('analyst', '/today')) as [SeenMessage];
    const data = answer.buttons.flat().map((button) => button.data);
    expect(data).toContain(`report.${viewToken({ kind: 'geo', from: '2026-11-20', to: '2026-11-20' } as never)}`);
    for (const one of data) expect(Buffer.byteLength(one ?? '')).toBeLessThanOrEqual(64);
    expect(app.canned.called('bindHandle')).toEqual([]);
  });

  test('nothing lies after a day that is not over', async () => {
    const [today] = (await app.say('analyst', '/today')) as [SeenMessage];
    const [before] = (await app.say('analyst', '/yesterday')) as [SeenMessage];
    const arrows = (message: SeenMessage) => message.buttons[0]?.map(({ text }) => text);
    expect(arrows(today)).toEqual(['◀ 19 Nov']);
    expect(arrows(before)).toEqual(['◀ 18 Nov', '20 Nov ▶']);
  });

  test.each(['report.', 'report.geo:20261340', 'report.geo:20261120-20261101', 'report.moon:20261120'])(
    '%s, made up, shows nothing',
    async (data) => {
      const from = { id: people.analyst, is_bot: false, first_name: 'A' };
      const message = { message_id: 5, date: 1, chat: { id: people.analyst, type: 'private' }, text: 'x' };
      const callback_query = { id: 'q1', from, chat_instance: '1', data, message };
      await app.bot.handleUpdate({ update_id: 6_000_000, callback_query } as never);
      expect(asked()).toEqual([]);
    },
  );
});
