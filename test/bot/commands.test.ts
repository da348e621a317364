import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CommandName, commandNames, commands, mayUse } from '../../bot/commands.ts';
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
const firstFlow: Partial<Record<CommandName, string>> = {
  today: 'reportDay',
  status: 'health',
  customer: 'lookUp',
  payment: 'lookUp',
  trace: 'trace',
  queue: 'queue',
  failed: 'failures',
  replay: 'replay',
  stop: 'stop',
  resume: 'status',
  settings: 'changeSetting',
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

describe('a stranger', () => {
  test('sees the shop in /start and the shop’s commands in /help', async () => {
    expect(drawn((await app.say('stranger', '/start'))[0])).toMatchInlineSnapshot(
      `"Hello! The shop opens here soon. You can choose the language with /language."`,
    );
    const [help] = await app.say('stranger', '/help');
    for (const name of commandNames) {
      const isOpen = ['start', 'help', 'language'].includes(name);
      expect([name, help?.text.includes(`/${name}`)]).toEqual([name, isOpen]);
    }
  });

  test('gets the same answer for an operational command and for one that does not exist', async () => {
    const [nonsense] = await app.say('stranger', '/qqqqqq');
    for (const name of commandNames.filter((command) => !['start', 'help', 'language'].includes(command))) {
      const [answer] = await app.say('stranger', commands[name].example);
      expect([name, answer?.text]).toEqual([name, nonsense?.text]);
    }
  });

  test('cannot look anything up by pasting', async () => {
    const before = app.canned.called('lookUp').length;
    const [answer] = await app.say('stranger', 'pi_3SUpaid');
    expect(app.canned.called('lookUp')).toHaveLength(before);
    expect(answer?.text).toContain('shop');
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
    for (const name of commandNames) expect(help?.text).toContain(commands[name].example);
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
    expect(strangers).toEqual(['start', 'help', 'language']);
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
