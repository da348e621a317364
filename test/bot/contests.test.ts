import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drawn, people, startBot, type TestBot } from '../support/bot-app.ts';

let app: TestBot;
beforeEach(async () => {
  app = await startBot();
});
afterEach(() => app.close());

const last = (who: keyof typeof people) => app.messages(people[who]).at(-1) as never;
const document = {
  code: 'winter',
  title: { ru: 'Зима', en: 'Winter' },
  startsAt: '2026-12-01 10:00',
  endsAt: '2026-12-31 10:00',
  attributionWindowDays: 14,
  holdDays: 3,
  rules: { selfPurchase: true, inviteePayment: true, renewals: true },
  prizes: [{ place: 1, title: 'A sledge' }],
  active: true,
};

async function asked(who: keyof typeof people): Promise<void> {
  const [list] = await app.say(who, '/contests');
  await app.press(who, list as never, '➕ New contest');
}

describe('a contest in the chat', () => {
  test('is made from a document, shown as it will be, and saved only then', async () => {
    await asked('admin');
    await app.say('admin', JSON.stringify(document));
    expect(drawn(last('admin'))).toMatchInlineSnapshot(`
      "Save “Winter”?
      winter · on
      01.12.2026 10:00 – 31.12.2026 10:00 (+01:00)

      A link counts for 14 days · refunds take tickets for 3 days after the end
      Rules: selfPurchase, inviteePayment, renewals
      Prizes: 1
      Published in the chat of the team

      It is on: the hash of its seed and the rule of its draw are published at once.
      [Save] [Cancel]"
    `);
    expect(app.canned.called('createContest')).toEqual([]);
    await app.press('admin', last('admin'), 'Save');
    expect(app.canned.called('createContest')[0]?.args[1]).toMatchObject({
      code: 'winter',
      startsAt: '2026-12-01T09:00:00.000Z',
      holdDays: 3,
    });
  });

  test('is made step by step, too, switched off', async () => {
    await asked('admin');
    for (const said of ['steps', 'winter', 'Зима', 'Winter', '2026-12-01 10:00', '2026-12-31', 'A sledge\nA book'])
      await app.say('admin', said);
    await app.press('admin', last('admin'), 'Save');
    const [made] = app.canned.called('createContest');
    expect(made?.args[1]).toMatchObject({
      title: { ru: 'Зима', en: 'Winter' },
      endsAt: '2026-12-30T23:00:00.000Z',
      prizes: [{ place: 1 }, { place: 2, title: 'A book' }],
      active: false,
    });
  });

  test('shows what its winners will read', async () => {
    await asked('admin');
    const winnerTexts = { ru: 'Напишите @prizes', en: 'Write to @prizes\nby 1 May' };
    await app.say('admin', JSON.stringify({ ...document, winnerTexts }));
    expect(drawn(last('admin'))).toContain('To the winners: Write to @prizes by 1 May');
    await app.press('admin', last('admin'), 'Save');
    expect(app.canned.called('createContest')[0]?.args[1]).toMatchObject({ winnerTexts });
  });

  test('with wrong fields is not saved: they are named', async () => {
    await asked('admin');
    await app.say('admin', JSON.stringify({ ...document, holdDays: -1, endsAt: 'soon', colour: 'red' }));
    const { text } = last('admin') as { text: string };
    expect(text).toContain('colour, endsAt, holdDays');
  });

  test('is opened and closed after a question, and its signals are looked at', async () => {
    const [list] = await app.say('admin', '/contests');
    await app.press('admin', list as never, 'Autumn draw');
    expect(drawn(last('admin'))).toContain('Not drawn yet');
    await app.press('admin', last('admin'), 'Switch off');
    expect(app.canned.called('changeContest')).toEqual([]);
    await app.press('admin', last('admin'), 'Save');
    expect(app.canned.called('changeContest')[0]?.args[1]).toMatchObject({ code: 'autumn', active: false });
  });
});

describe('a link', () => {
  test('of a friend is noted before the greeting, and only a first time is told', async () => {
    const bound = await startBot({ flows: { bindReferral: async () => 'bound' } });
    const [told, greeting] = await bound.say('stranger', '/start ref_CODE');
    expect([told?.text, greeting?.text].join('\n')).toContain("came by a friend's link");
    expect(bound.canned.called('bindReferral')[0]?.args).toEqual([String(people.stranger), 'CODE']);
    await bound.close();
    expect(await app.say('stranger', '/start ref_CODE')).toHaveLength(1);
  });
});

describe.each(['en', 'ru'] as const)('whose tickets were all taken back, in %s,', (locale) => {
  test('is told so, and never that there were none yet', async () => {
    const own = { telegramId: String(people.owner), tickets: 0, place: null, lostAll: true };
    const { ticketsPage, contestPage } = app.canned.flows;
    const taken = await startBot({
      flows: {
        ticketsPage: async (...asked) => {
          const page = await ticketsPage(...asked);
          return page && { ...page, own, history: page.history.slice(2) };
        },
        contestPage: async (...asked) => {
          const page = await contestPage(...asked);
          return page && { ...page, own };
        },
      },
    });
    await taken.canned.flows.setLocale(String(people.owner), locale);
    const [tickets] = await taken.say('owner', '/tickets');
    expect(drawn(tickets)).toMatchSnapshot();
    const [contest] = await taken.say('owner', '/contest');
    expect(drawn(contest).split('\n')[2]).toMatchSnapshot();
    await taken.close();
  });
});
