import { describe, expect, test } from 'vitest';
import type { GroupInput } from '../../src/sandbox/telegram/stand-in.ts';
import { OPERATOR, OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const sales = -1_002_000_000_777;
const others = -1_002_000_000_778;

/** What one person does in one chat, and what the bot says there. */
function talk(app: App, chatId: number, from = OWNER.id) {
  const { telegram } = app.world;
  const newest = () => telegram.messages(chatId).findLast((one) => one.from.isBot);
  const answered = async (before: string) =>
    eventually(() => {
      expect(JSON.stringify([newest()?.messageId, newest()?.text])).not.toBe(before);
      return newest()?.text ?? '';
    });
  const now = () => JSON.stringify([newest()?.messageId, newest()?.text]);
  return {
    newest,
    say: async (text: string) => {
      const before = now();
      telegram.sendText({ chatId, from, text });
      return answered(before);
    },
    press: async (label: string) => {
      const before = now();
      await telegram.press({ chatId, from, messageId: newest()?.messageId ?? 0, label });
      return answered(before);
    },
    tap: (label: string) => telegram.press({ chatId, from, messageId: newest()?.messageId ?? 0, label }),
  };
}

async function started(group: Partial<GroupInput> = {}) {
  const app = await startApp();
  const { telegram } = app.world;
  for (const id of [sales, others]) telegram.addGroup({ id, title: 'Sales', members: [OWNER, OPERATOR], ...group });
  return app;
}

async function codeOf(app: App): Promise<string> {
  const direct = talk(app, OWNER.id);
  await direct.say('/settings');
  return /chat_[\w-]+/.exec(await direct.press('Connect a chat…'))?.[0] ?? '';
}

const cardsIn = (app: App, chatId: number) =>
  app.world.telegram.messages(chatId).filter(({ text }) => text.includes('purchase_cus'));

describe('a chat is connected', () => {
  test('by the first who sends an admin’s code there, and is told from then on', async () => {
    const app = await started();
    const code = await codeOf(app);
    expect(talk(app, OWNER.id).newest()?.buttons.flat()).toMatchObject([
      { url: `https://t.me/payops_bot?startgroup=${code}` },
      { copy: `/start@payops_bot ${code}` },
    ]);
    const said = await talk(app, sales, OPERATOR.id).say(`/start@payops_bot ${code}`);
    expect(said).toContain('This chat is connected');
    expect(said).not.toContain('⚠️');
    app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    expect(cardsIn(app, sales)).toHaveLength(1);
    const rows = await app.flows().listAudit(owner, { action: 'manage_settings' }, null, 10);
    expect(rows.ok && rows.rows.map(({ subject, detail }) => [subject, detail])).toEqual([
      [String(sales), 'connected by the code of Olga Owner'],
      ['chat code', 'made'],
    ]);
  });

  test('once: a second chat, a guess and a private chat are refused', async () => {
    const app = await started();
    const code = await codeOf(app);
    expect(await talk(app, OWNER.id).say(`/start ${code}`)).toContain('for a group');
    await talk(app, sales).say(`/start ${code}`);
    expect(await talk(app, others).say(`/start ${code}`)).toContain('did not work');
    expect(await talk(app, others, OPERATOR.id).say('/start chat_AAAAAAAAAAAAAAAAAAAAAA')).toContain('did not work');
    app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    expect([cardsIn(app, sales).length, cardsIn(app, others).length]).toEqual([1, 0]);
  });

  test('not by a code that is too old, or whose maker is no admin any more', async () => {
    const app = await started();
    const made = await app.flows().makeChatCode(owner);
    app.clock.advance(10 * 60_000 + 1);
    const take = (code: string) => app.flows().takeChatCode({ telegramId: '9' }, { code, address: String(sales) });
    expect(made.ok && (await take(made.code))).toMatchObject({ ok: false, reason: 'expired' });
    const admin = { kind: 'operator', telegramId: String(OPERATOR.id), role: 'admin', name: 'Omar' } as const;
    await app.flows().grantRole({ kind: 'cli' }, { telegramId: admin.telegramId, role: 'admin', name: 'Omar' });
    const theirs = await app.flows().makeChatCode(admin);
    await app.flows().removeRole({ kind: 'cli' }, admin.telegramId);
    expect(theirs.ok && (await take(theirs.code))).toMatchObject({ ok: false, reason: 'expired' });
    expect(await app.flows().makeChatCode({ ...admin, role: 'operator' })).toMatchObject({ reason: 'forbidden' });
  });

  test('with what the bot lacks named, and a test message; the code is never shown in a group', async () => {
    const app = await started({ botLacks: ['can_pin_messages'] });
    const group = talk(app, sales);
    expect(await group.say(`/start ${await codeOf(app)}`)).toContain('“Pin messages”');
    await group.say('/settings');
    expect(await group.tap('Connect a chat…')).toMatchObject({ text: expect.stringContaining('in private only') });
    await group.press('This chat…');
    expect(await group.press('Test message')).toContain('test');
  });
});

describe('topics of a group', () => {
  test('are made when confirmed, and each stream goes to its own', async () => {
    const app = await started({ isForum: true });
    const group = talk(app, sales);
    await group.say('/settings');
    await group.press('This chat…');
    expect(await group.press('Topics…')).toContain('Make three topics');
    expect(app.world.telegram.messages(sales).filter(({ threadId }) => threadId)).toEqual([]);
    await group.tap('Make topics');
    await eventually(() =>
      expect(app.world.telegram.messages(sales).some(({ text }) => text.includes('The topics are made'))).toBe(true),
    );
    const topics = app.world.telegram
      .messages(sales)
      .flatMap(({ threadId, text }) => (threadId ? [[text, threadId]] : []));
    expect(topics.map(([text]) => text)).toEqual(['🗂 💳 Purchases', '🗂 📊 Reports', '🗂 🚨 Alerts']);
    app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    expect(cardsIn(app, sales).map(({ threadId }) => threadId)).toEqual([topics[0]?.[1]]);
    const { reports, notices, cards } = app.running().deps.policy.routes;
    const inGroup = (routes: typeof cards) =>
      routes.map(({ address }) => address).filter((address) => address.startsWith(`${sales}`));
    expect(inGroup(reports.weekly)).toEqual([`${sales}:${topics[1]?.[1]}`]);
    expect(inGroup(notices)).toEqual([`${sales}:${topics[2]?.[1]}`]);
  });

  test('are not made without the right, and nothing changes', async () => {
    const app = await started({ isForum: true, botLacks: ['can_manage_topics'] });
    const group = talk(app, sales);
    await group.say('/settings');
    await group.press('This chat…');
    await group.press('Topics…');
    expect(await group.press('Make topics')).toContain('“Manage topics”');
    expect(
      app.running().deps.policy.routes.reports.weekly.filter(({ address }) => address.includes(`${sales}`)),
    ).toEqual([]);
  });

  test('are offered in forums only', async () => {
    const app = await started();
    const group = talk(app, sales);
    await group.say('/settings');
    await group.press('This chat…');
    expect(
      group
        .newest()
        ?.buttons.flat()
        .map(({ text }) => text),
    ).not.toContain('Topics…');
  });
});
