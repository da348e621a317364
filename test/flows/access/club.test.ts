import { describe, expect, test } from 'vitest';
import { CLUB_ID, OPS_GROUP_ID } from '../../../src/sandbox/world.ts';
import { days, startClub } from '../../support/access.ts';
import { owner } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';

describe('a chat that is sold', () => {
  test('paid, link, the buyer is let in and another is turned away', async () => {
    const { app, buy, linkOf, members, access, buyer, events } = await startClub();
    const { telegram } = app.world;
    const order = await buy(900);
    expect(await access(order.id)).toMatchObject({ state: 'granted', telegram_id: '900', place: String(CLUB_ID) });
    const link = await linkOf(900);
    buyer(901);
    telegram.askToJoin({ link, from: 901 });
    telegram.askToJoin({ link, from: 900 });
    await eventually(() => expect(members()).toContain(900));
    await eventually(() => expect(telegram.door(CLUB_ID).asking).toEqual([]));
    await app.settled();
    expect(members()).not.toContain(901);
    const audit = await app.db().selectFrom('audit').selectAll().where('action', '=', 'join_declined').execute();
    expect(audit).toMatchObject([{ actor: 'telegram:901', subject: String(CLUB_ID) }]);
    expect(events().map(({ type }) => type)).toEqual(['order_paid', 'access_granted']);
    expect(events()[1]?.data).toMatchObject({ orderId: order.id, telegramId: '900', planCode: 'club' });
  });

  test("a request by somebody else's link is left to its people", async () => {
    const { app, buy } = await startClub();
    await buy(900);
    const asked = { chatId: String(CLUB_ID), telegramId: '902', link: 'https://t.me/+theirs', isOwnLink: false };
    await app.flows().takeJoinRequest(asked);
    expect(await app.deliveries({ kind: 'join' })).toEqual([]);
  });

  test('all money back: out of the chat, the link ends, and he may come back by a new purchase', async () => {
    const { app, buy, linkOf, members, access, said, events } = await startClub();
    const { telegram } = app.world;
    const order = await buy(900);
    const link = await linkOf(900);
    telegram.askToJoin({ link, from: 900 });
    await eventually(() => expect(members()).toContain(900));
    expect(await app.flows().refundOrder(owner, order.id)).toMatchObject({ ok: true });
    await eventually(() => expect(members()).not.toContain(900));
    await app.settled();
    expect(await access(order.id)).toMatchObject({ state: 'withdrawn', invite_link: null });
    expect(telegram.door(CLUB_ID)).toMatchObject({ banned: [], links: [{ is_revoked: true }] });
    expect(said(900).join('\n')).toContain('Taken back');
    expect(events().map(({ type }) => type)).toEqual(['order_paid', 'access_granted', 'refunded']);
    await buy(900);
    telegram.askToJoin({ link: await linkOf(900), from: 900 });
    await eventually(() => expect(members()).toContain(900));
  });

  test('reminders once each, grace, removal; whatever the clock does', async () => {
    const { buy, linkOf, members, access, said, pass, app } = await startClub();
    const order = await buy(900);
    app.world.telegram.askToJoin({ link: await linkOf(900), from: 900 });
    await eventually(() => expect(members()).toContain(900));
    const told = (words: string) => said(900).filter((text) => text.includes(words)).length;
    await pass(days(26));
    expect(told('ends in')).toBe(0);
    await pass(days(1.5));
    expect(told('ends in 3 days')).toBe(1);
    await pass(days(0.1));
    await pass(days(1.5));
    expect([told('ends in 3 days'), told('ends tomorrow')]).toEqual([1, 1]);
    await pass(days(1));
    expect(told('You can stay until')).toBe(1);
    expect(members()).toContain(900);
    expect(await access(order.id)).toMatchObject({ state: 'grace' });
    await pass(days(1));
    expect(members()).not.toContain(900);
    expect(told('access is closed')).toBe(1);
    expect(await access(order.id)).toMatchObject({ state: 'ended', look_at: null });
    expect(app.world.telegram.door(CLUB_ID).banned).toEqual([]);
  });

  test('a renewal carries the rest over, keeps the link and ends the reminders of the one before', async () => {
    const { app, buy, linkOf, members, access, said, pass } = await startClub();
    const first = await buy(900);
    app.world.telegram.askToJoin({ link: await linkOf(900), from: 900 });
    await eventually(() => expect(members()).toContain(900));
    await pass(days(28));
    const reminder = app.world.telegram.messages(900).findLast(({ text }) => text.includes('ends in 3 days'));
    await app.world.telegram.press({ chatId: 900, from: 900, messageId: reminder?.messageId ?? 0, label: 'Renew' });
    const page = await eventually(async () => {
      const [order] = await app.flows().listOwnOrders({ kind: 'stranger', telegramId: '900' }, 1);
      if (order?.kind !== 'renewal' || order.status !== 'waiting') throw new Error('no renewal yet');
      return order;
    });
    const { url } = (await app
      .flows()
      .startPayment({ kind: 'stranger', telegramId: '900' }, page.id, 'stars')) as never as { url: string };
    await app.world.telegram.payInvoice({ link: url, from: 900 });
    await eventually(async () => expect(await access(page.id)).toMatchObject({ state: 'granted' }));
    const until = String((await access(first.id))?.['until']);
    const renewed = await access(page.id);
    expect(Date.parse(String(renewed?.['until'])) - Date.parse(until)).toBe(days(30));
    expect(renewed?.['invite_link']).toBe(await linkOf(900));
    await pass(days(3));
    expect(await access(first.id)).toMatchObject({ state: 'ended' });
    expect(members()).toContain(900);
    expect(said(900).filter((text) => /tomorrow|can stay|closed/.test(text))).toEqual([]);
  });

  test('a lost dispute puts out, a won one gives the time that is left again', async () => {
    const { app, place, start, pay, reaches, linkOf, members, access } = await startClub();
    const order = await place(900);
    const intent = await pay(await start(900, order.id, 'stripe'), 900);
    await reaches(order.id, 'paid');
    const link = await linkOf(900);
    app.world.telegram.askToJoin({ link, from: 900 });
    await eventually(() => expect(members()).toContain(900));
    const paid = await app
      .db()
      .selectFrom('payments')
      .select('charge_id')
      .where('external_id', '=', intent)
      .executeTakeFirst();
    const { dispute } = app.world.stripe.dispute({ charge: paid?.charge_id ?? '' });
    app.world.stripe.moveDispute(dispute, 'lost');
    await reaches(order.id, 'refunded');
    await eventually(() => expect(members()).not.toContain(900));
    await app.settled();
    expect(await access(order.id)).toMatchObject({ state: 'withdrawn' });
    app.world.stripe.moveDispute(dispute, 'won');
    await reaches(order.id, 'paid');
    await eventually(async () => expect(await access(order.id)).toMatchObject({ state: 'granted' }));
    await app.settled();
    app.world.telegram.askToJoin({ link: await linkOf(900), from: 900 });
    await eventually(() => expect(members()).toContain(900));
  });
});

describe('what stands in the way', () => {
  test('a plan whose chat the bot may not open is saved hidden, with the reason', async () => {
    const { app, sell } = await startClub();
    app.world.telegram.setBotRights(CLUB_ID, { can_invite_users: false });
    const plan = await sell();
    const fulfilment = { type: 'invite_link', chatId: String(CLUB_ID) } as const;
    const saved = await app.flows().savePlan(owner, { ...plan, code: 'shut', fulfilment });
    expect(saved).toMatchObject({
      ok: true,
      plan: { plan: { active: false } },
      remarks: expect.arrayContaining(['no_right_to_invite']),
    });
    expect(await app.flows().hidePlan(owner, 'shut', false)).toEqual({ ok: false, reason: 'invalid' });
    app.world.telegram.setBotRights(CLUB_ID, {});
    expect(await app.flows().hidePlan(owner, 'shut', false)).toMatchObject({ ok: true });
    const unknown = await app
      .flows()
      .savePlan(owner, { ...plan, code: 'lost', fulfilment: { ...fulfilment, chatId: '-100999' } });
    expect(unknown).toMatchObject({ remarks: expect.arrayContaining(['chat_not_found']) });
  });

  test('a right that was lost after the sale is told, and the link comes once it is back', async () => {
    const { app, place, start, pay, reaches, access, linkOf } = await startClub();
    app.world.telegram.setBotRights(CLUB_ID, { can_invite_users: false });
    const order = await place(900);
    await pay(await start(900, order.id, 'stars'), 900);
    await reaches(order.id, 'paid');
    await eventually(() =>
      expect(
        app.world.telegram
          .messages(OPS_GROUP_ID)
          .map(({ text }) => text)
          .join('\n'),
      ).toContain('no_rights'),
    );
    expect(await access(order.id)).toMatchObject({ state: 'owed', invite_link: null });
    app.world.telegram.setBotRights(CLUB_ID, {});
    expect(await app.flows().resumeDestination(owner, 'access')).toMatchObject({ ok: true });
    expect(await linkOf(900)).toContain('t.me/+');
  });

  test('/stop holds what is owed, and it goes out after /resume', async () => {
    const { app, place, start, pay, reaches, access, linkOf } = await startClub();
    const order = await place(900);
    const page = await start(900, order.id, 'stripe');
    await app.settled();
    await app.flows().stop(owner, 'test');
    await pay(page, 900);
    await reaches(order.id, 'paid');
    expect(await access(order.id)).toMatchObject({ state: 'owed' });
    expect(app.world.telegram.door(CLUB_ID).links).toEqual([]);
    await app.flows().resume(owner, 'drain');
    expect(await linkOf(900)).toContain('t.me/+');
  });
});
