import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/telegram/stand-in.ts';
import { drawn, group, memorySessions, people, startBot, type TestBot } from '../support/bot-app.ts';
import * as canned from '../support/canned-views.ts';

let app: TestBot;
beforeEach(async () => {
  app = await startBot();
});
afterEach(() => app.close());

/** A card as the Telegram destination leaves it. */
async function postCard(): Promise<SeenMessage> {
  const row = ['details', 'customer', 'campaign'].map((verb) => ({ text: verb, callback_data: `${verb}.cardhandle` }));
  const sent = await app.bot.bot.api.sendMessage(group, '🟢 9.99 USD', { reply_markup: { inline_keyboard: [row] } });
  const messageId = String(sent.message_id);
  await app.canned.flows.bindHandle('cardhandle', {
    chatId: String(group),
    messageId,
    kind: 'purchase',
    subjectId: 'pur_1',
  });
  return app.messages(group).at(-1) as SeenMessage;
}
const last = (chatId = group) => app.messages(chatId).at(-1) as SeenMessage;

describe('a card in the group', () => {
  test('opens details, customer and campaign for an operator, again and again', async () => {
    const card = await postCard();
    for (const [label, says] of [
      ['details', '29'],
      ['customer', 'cus_TDrp'],
      ['campaign', 'Testora_WEB'],
      ['details', '29'],
    ] as const) {
      await app.press('operator', card, label, group);
      expect([label, last().text.includes(says)]).toEqual([label, true]);
      expect(last().text).not.toContain('canary@');
    }
    expect(app.messages(group).find((m) => m.messageId === card.messageId)?.text).toBe('🟢 9.99 USD');
  });

  test('shows how its campaign sells', async () => {
    await app.press('operator', await postCard(), 'campaign', group);
    expect(drawn(last())).toMatchInlineSnapshot(`
      "Campaign of purchase_cus_TDrpXlZEj8RbBo
      Campaign: Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025
      Ad: 6025_static

      The last 7 days of this campaign (Sat, 14 Nov – Fri, 20 Nov)
      USD: gross 5994.00 · net 5964.03 · 201 purchases
      RUB: gross 990.00 · net 990.00 · 1 purchase
      Money given back counts against the sale it belongs to."
    `);
    expect(app.canned.called('runReport').at(-1)?.args[1]).toEqual({
      kind: 'campaigns',
      campaign: 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025',
    });
  });

  test('says no to a stranger and shows nothing', async () => {
    const card = await postCard();
    const answer = await app.press('stranger', card, 'details', group);
    expect(answer?.text).toBe('You may not do this.');
    expect(last().messageId).toBe(card.messageId);
  });

  test('answered with /debug shows the timeline of the newest payment', async () => {
    const card = await postCard();
    const [answer] = await app.say('operator', '/debug', { chatId: group, replyTo: card.messageId });
    expect(answer?.text).toContain('signature verified');
    expect(app.canned.called('trace').at(-1)?.args[1]).toBe('pi_3SUpaid');
  });

  test('opened details lead on to timeline and customer', async () => {
    await app.press('operator', await postCard(), 'details', group);
    await app.press('operator', last(), 'Timeline', group);
    expect(last().text).toContain('Deliveries');
    const answer = await app.press('operator', last(), 'Send again', group);
    expect(answer?.text).toBe('1 delivery will be sent again now.');
  });

  test('has a timeline that turns into what it is after [Send again] and [Refresh]', async () => {
    const flows = app.canned.flows as { -readonly [name in keyof typeof app.canned.flows]: unknown };
    const deliveries = canned.trace.deliveries.map((one) =>
      one.state === 'dead' ? { ...one, state: 'waiting' } : one,
    );
    const [trace] = await app.say('operator', '/trace pi_3SUpaid');
    expect(drawn(trace)).toContain('🔴 Slack · card · given up');
    flows.trace = async () => ({ ok: true, trace: { ...canned.trace, deliveries } });
    await app.press('operator', trace as SeenMessage, 'Send again');
    const turned = last(people.operator);
    expect(turned.messageId).toBe(trace?.messageId);
    expect(drawn(turned)).toContain('⏳ Slack · card · waiting since');
    expect(drawn(turned)).not.toContain('[Send again]');
    flows.trace = async () => ({ ok: true, trace: { ...canned.trace, deliveries: [] } });
    await app.press('operator', turned, 'Refresh');
    expect(last(people.operator).messageId).toBe(trace?.messageId);
    expect(drawn(last(people.operator))).toContain('Nothing had to be sent.');
  });
});

describe('looking up', () => {
  test.each([
    'pi_3SUpaid',
    'anna@gmail.com',
    '+7 999 123-45-67',
    'purchase_cus_TDrpXlZEj8RbBo',
    ' cus_TDrpXlZEj8RbBo ',
  ])('a pasted %s is found', async (words) => {
    const [answer] = await app.say('operator', words);
    expect(answer?.text).toMatch(/29|9\.99/);
  });

  test.each(['hello there', '12', 'see you at 15:30', 'ok'])('%s in the group is ordinary talk', async (words) => {
    expect(await app.say('operator', words, { chatId: group })).toEqual([]);
  });

  test('nothing found says so, without repeating a whole address', async () => {
    const none = {
      flows: {
        lookUp: async () =>
          ({ ok: true, hit: { kind: 'none', query: 'bob@x.io', recognised: null, near: [] } }) as const,
      },
    };
    const other = await startBot(none);
    const [answer] = await other.say('operator', 'bob@x.io');
    expect(answer?.text).toContain('Nothing found for “b…@x.io”');
    await other.close();
  });

  test('a command without an id asks for it, and survives a restart', async () => {
    const sessions = memorySessions();
    const first = await startBot({ sessions });
    expect((await first.say('operator', '/customer'))[0]?.text).toContain('Send me the customer');
    await first.close();
    const second = await startBot({ sessions });
    const [answer] = await second.say('operator', 'anna@gmail.com');
    expect(answer?.text).toContain('cus_TDrpXlZEj8RbBo');
    expect((await second.say('operator', 'hello'))[0]?.text).toContain('did not recognise');
    await second.close();
  });

  test('another command ends the question and is handled as itself', async () => {
    await app.say('operator', '/customer');
    expect((await app.say('operator', '/queue'))[0]?.text).toContain('waiting');
    expect((await app.say('operator', 'hello'))[0]?.text).toContain('did not recognise');
  });

  test('in the group it only says what to send', async () => {
    expect((await app.say('operator', '/payment', { chatId: group }))[0]?.text).toContain('pi_3SUabc');
  });
});

describe('refreshing', () => {
  test('happens in place', async () => {
    const [report] = await app.say('owner', '/queue');
    const before = app.messages(people.owner).length;
    await app.press('owner', report as SeenMessage, 'Refresh');
    expect(app.messages(people.owner)).toHaveLength(before);
    expect(drawn(last(people.owner))).toContain('16');
  });
});
