import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acts, type CommandName, commandNames, commands, commandsFor, mayUse, presses } from '../../bot/commands.ts';
import { type Actor, may, type Role } from '../../src/domain/permissions.ts';
import { drawn, group, people, startBot, type TestBot, type Who } from '../support/bot-app.ts';

let app: TestBot;
beforeAll(async () => {
  app = await startBot();
});
afterAll(() => app.close());

const actorOf = (who: Who): Actor =>
  who === 'stranger'
    ? { kind: 'stranger', telegramId: '17' }
    : { kind: 'operator', telegramId: String(people[who]), role: who as Role, name: who };

/** The flow that a command's own answer asks first; where it is asked, the command ran. */
const firstFlow: Readonly<Record<CommandName, string | null>> = {
  start: null,
  help: null,
  language: null,
  buy: 'listOffers',
  orders: 'listOwnOrders',
  paysupport: null,
  terms: null,
  plans: 'listPlans',
  approvals: 'listApprovals',
  audit: 'listAudit',
  broadcast: null,
  contest: 'contestPage',
  contests: 'listContests',
  invite: 'invitePage',
  tickets: 'ticketsPage',
  verify: 'contestPage',
  roles: 'listRoles',
  invite_operator: 'createInvite',
  tokens: 'listTokens',
  today: 'runReport',
  yesterday: 'runReport',
  report: 'runReport',
  campaign: 'analyzeCampaigns',
  export: 'exportPayments',
  rates: 'saveRates',
  spend: null,
  teams: 'runReport',
  rules: 'listTeamRules',
  status: 'health',
  customer: 'lookUp',
  payment: 'lookUp',
  trace: 'trace',
  queue: 'queue',
  failed: 'failures',
  replay: 'replay',
  stop: 'stop',
  // It asks only how things stand, as the banner's tending does by itself: its answer tells.
  resume: null,
  settings: 'changeSetting',
  alerts: 'openAlerts',
  ack: 'ackAlert',
  silence: 'silenceAlerts',
  anomalies: 'backtestAlerts',
  dedup: 'findDuplicates',
  reconcile: 'reconcile',
  sync: 'sweep',
  backup: 'backups',
  erase: 'erasePerson',
  resync: 'resync',
};

describe('who may use what', () => {
  const cells = (Object.keys(people) as Who[]).flatMap((who) => commandNames.map((name) => [who, name] as const));
  test.each(cells)('%s and /%s, in private and in the group', async (who, name) => {
    for (const chatId of [people[who], group]) {
      const kind = chatId === group ? 'group' : 'private';
      const flow = firstFlow[name];
      const before = flow ? app.canned.called(flow).length : 0;
      const [answer] = await app.say(who, commands[name].example, { chatId });
      const allowed = mayUse(actorOf(who), name, kind);
      if (flow) expect([kind, app.canned.called(flow).length > before]).toEqual([kind, allowed]);
      const isTeam = may(actorOf(who), 'see_reports');
      const silent = kind === 'group' && !isTeam && (!allowed || name === 'language');
      expect([kind, answer === undefined]).toEqual([kind, silent]);
    }
  });
});

test.each(Object.keys(people) as Who[])(
  '%s hears from /resume that nothing is stopped, or that it is not for him',
  async (who) => {
    const [answer] = await app.say(who, '/resume');
    expect(answer?.text.includes('Not stopped')).toBe(mayUse(actorOf(who), 'resume', 'private'));
  },
);

/** Straight to the bot, as Telegram would hand over a button that somebody has, or made up. */
async function pressed(who: Who, chatId: number, data: string): Promise<void> {
  const from = { id: people[who], is_bot: false, first_name: who };
  const chat = chatId === group ? { id: group, type: 'supergroup', title: 'Ops' } : { id: chatId, type: 'private' };
  const message = { message_id: 5, date: 1, chat, from: { id: 1, is_bot: true, first_name: 'b' }, text: 'x' };
  const callback_query = { id: `q${nextPress}`, from, chat_instance: '1', data, message };
  await app.bot.handleUpdate({ update_id: nextPress++, callback_query });
}
let nextPress = 5_000_000;
const refusals = () =>
  app.canned.called('noteRefusedPress').map(({ args }) => args[0] as { why: string; verb: string });

describe('who may press what', () => {
  const whos = Object.keys(people) as Who[];
  test.each(whos.flatMap((who) => Object.entries(presses).map(([verb, action]) => [who, verb, action] as const)))(
    '%s and the button %s, in private and in the group',
    async (who, verb, action) => {
      for (const chatId of [people[who], group]) {
        await app.canned.flows.bindHandle('h1', {
          chatId: String(chatId),
          messageId: '5',
          kind: 'trace',
          subjectId: '{}',
        });
        const before = refusals().length;
        await pressed(who, chatId, `${verb}.h1`);
        const isRefused = refusals()
          .slice(before)
          .some(({ why }) => why === 'role');
        expect([chatId, isRefused]).toEqual([chatId, !may(actorOf(who), action)]);
      }
    },
  );

  test.each(whos.flatMap((who) => Object.entries(acts).map(([verb, action]) => [who, verb, action] as const)))(
    '%s and the single-use action %s, in private and in the group',
    async (who, verb, action) => {
      for (const chatId of [people[who], group]) {
        const offer = {
          personId: String(people[who]),
          chatId: String(chatId),
          verb,
          argument: '{"mode":"drain","chosen":[]}',
        };
        const id = await app.canned.flows.offerAction(offer);
        const before = refusals().length;
        await pressed(who, chatId, `act.${id}`);
        const isRefused = refusals()
          .slice(before)
          .some(({ why }) => why === 'role');
        expect([chatId, isRefused]).toEqual([chatId, !may(actorOf(who), action)]);
      }
    },
  );

  test('a button that is made up, or copied from another chat, has no effect', async () => {
    const before = app.canned.calls.filter(({ flow }) => flow === 'findCustomer').length;
    await app.canned.flows.bindHandle('h2', {
      chatId: String(group),
      messageId: '5',
      kind: 'customer',
      subjectId: 'c',
    });
    await pressed('owner', people.owner, 'customer.h2');
    await pressed('owner', people.owner, 'everything.h2');
    expect(refusals().slice(-2)).toMatchObject([{ why: 'copied', verb: 'customer' }, { why: 'forged' }]);
    expect(app.canned.calls.filter(({ flow }) => flow === 'findCustomer')).toHaveLength(before);
  });
});

/** What everybody may use. */
const shop: readonly CommandName[] = [
  'start',
  'help',
  'buy',
  'orders',
  'paysupport',
  'terms',
  'language',
  'contest',
  'tickets',
  'invite',
  'verify',
];

describe('a stranger', () => {
  test('sees the shop in /start and the shop’s commands in /help', async () => {
    expect(drawn((await app.say('stranger', '/start'))[0])).toMatchInlineSnapshot(
      `
      "Hello! Choose what you like, pay in a minute, and get it right here.
      [Buy]
      [My orders] [Help]"
    `,
    );
    const [help] = await app.say('stranger', '/help');
    for (const name of commandNames) {
      const isOpen = shop.includes(name);
      expect([name, help?.text.includes(`/${name}`)]).toEqual([name, isOpen]);
    }
  });

  test('gets the same answer for an operational command and for one that does not exist', async () => {
    for (const name of commandNames.filter((command) => !shop.includes(command))) {
      // As near to a command of the shop as this one is.
      const near: Partial<Record<CommandName, string>> = { contests: '/contestz', teams: '/texms' };
      const [nonsense] = await app.say('stranger', near[name] ?? '/qqqqqq');
      const [answer] = await app.say('stranger', commands[name].example);
      expect([name, answer?.text]).toEqual([name, nonsense?.text]);
    }
  });

  test('cannot look anything up by pasting', async () => {
    const before = app.canned.called('lookUp').length;
    const [answer] = await app.say('stranger', 'pi_3SUpaid');
    expect(app.canned.called('lookUp')).toHaveLength(before);
    expect(answer?.text).toContain('Choose what you like');
    expect(await app.say('stranger', 'pi_3SUpaid', { chatId: group })).toEqual([]);
  });
});

describe('the team', () => {
  test('is greeted by name and role with what it may open', async () => {
    expect(drawn((await app.say('operator', '/start'))[0])).toMatchInlineSnapshot(`
      "Hello, Operator! You are an operator here.
      Send a command, or paste an id, an e-mail or a phone number. /help shows what you can do.
      [Today] [Status] [Help]"
    `);
    const analyst = drawn((await app.say('analyst', '/start'))[0]);
    expect(analyst).toContain('[Today] [Help]');
  });

  test('is told which role a command needs', async () => {
    const [answer] = await app.say('operator', '/stop');
    expect(answer?.text).toContain('it needs the role of an administrator');
    expect(app.canned.called('stop').every((call) => (call.args[0] as { role: string }).role !== 'operator')).toBe(
      true,
    );
  });

  test('gets help with an example for each command that it may use', async () => {
    const [help] = await app.say('admin', '/help');
    for (const name of commandsFor(actorOf('admin'), 'private')) expect(help?.text).toContain(commands[name].example);
    expect(help?.text).not.toContain('/roles');
  });

  test('is asked what was meant by a mistyped command, in groups only when addressed', async () => {
    expect((await app.say('operator', '/tody'))[0]?.text).toContain('Did you mean /today?');
    expect(await app.say('operator', '/tody', { chatId: group })).toEqual([]);
    expect((await app.say('operator', '/tody@payops_bot', { chatId: group }))[0]?.text).toContain('/today');
    expect(await app.say('operator', '/today@other_bot', { chatId: group })).toEqual([]);
  });

  test('finds the menu of the role in the own chat, strangers the shop’s', async () => {
    await expect.poll(() => app.telegram.commandsFor(people.owner, people.owner).length).toBe(commandNames.length);
    const strangers = app.telegram.commandsFor(people.stranger, people.stranger).map((row) => row.command);
    expect(strangers).toEqual(shop);
    await app.say('operator', '/start');
    const operators = app.telegram.commandsFor(people.operator, people.operator).map((row) => row.command);
    expect(operators).toContain('queue');
    expect(operators).not.toContain('stop');
  });
});

describe('messages that nobody commands with', () => {
  const chat = { id: group, type: 'supergroup', title: 'Ops' };
  const from = { id: people.owner, is_bot: false, first_name: 'Owner' };
  const anonymous = { id: 1_087_968_824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };
  const message = (over: object) => ({ message_id: 900, date: 1, chat, from, text: '/status', ...over });
  let next = 9_000_000;
  async function feed(update: object): Promise<readonly string[]> {
    const before = app.messages(group).length;
    await app.bot.handleUpdate({ update_id: next++, ...update });
    return app
      .messages(group)
      .slice(before)
      .map((shown) => shown.text);
  }

  test('an anonymous administrator is told why he is refused', async () => {
    const said = await feed({ message: message({ from: anonymous, sender_chat: chat }) });
    expect(said[0]).toContain('Remain anonymous');
  });

  test.each([
    ['an edited command', { edited_message: message({ edit_date: 2 }) }],
    ['a channel post', { channel_post: { ...message({ sender_chat: chat }), from: undefined } }],
    [
      'a linked channel’s post',
      {
        message: message({
          from: { id: 777_000, is_bot: false, first_name: 'Telegram' },
          sender_chat: { id: -5, type: 'channel', title: 'News' },
        }),
      },
    ],
    [
      'a forwarded command',
      { message: message({ forward_origin: { type: 'hidden_user', date: 1, sender_user_name: 'x' } }) },
    ],
    ['a command via another bot', { message: message({ via_bot: { id: 5, is_bot: true, first_name: 'b' } }) }],
    ['another bot', { message: message({ from: { id: 6, is_bot: true, first_name: 'b' } }) }],
  ])('%s gets no answer', async (_, update) => {
    expect(await feed(update)).toEqual([]);
  });

  test('an update that comes twice has one effect', async () => {
    const update = { update_id: 9_999_999, message: message({}) };
    const before = app.canned.called('health').length;
    await app.bot.handleUpdate(update);
    await app.bot.handleUpdate(update);
    expect(app.canned.called('health')).toHaveLength(before + 1);
  });
});
