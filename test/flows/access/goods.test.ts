import { describe, expect, test } from 'vitest';
import { OPS_GROUP_ID } from '../../../src/sandbox/world.ts';
import { days, startClub } from '../../support/access.ts';
import { owner } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';

describe('keys', () => {
  test('one of the stock for each order, shown to its buyer only', async () => {
    const { app, sell, buy, said } = await startClub();
    await sell({ fulfilment: { type: 'keys' }, code: 'game' }, ['AAA-1', 'BBB-2']);
    const first = await buy(900, { planCode: 'game' });
    const second = await buy(901, { planCode: 'game' });
    const keys = await app.db().selectFrom('plan_keys').selectAll().execute();
    expect(new Set(keys.map(({ order_id }) => order_id))).toEqual(new Set([first.id, second.id]));
    const keyOf = (id: string) => keys.find(({ order_id }) => order_id === id)?.key_text ?? 'none';
    expect(said(900).join()).toContain(keyOf(first.id));
    expect(said(900).join()).not.toContain(keyOf(second.id));
    expect(said(OPS_GROUP_ID).join()).not.toMatch(/AAA-1|BBB-2/);
  });

  for (const back of ['unblocks the bot', 'says /start'] as const) {
    test(`of somebody who had blocked the bot when he paid comes when he ${back}`, async () => {
      const { app, sell, place, start, pay, reaches, said } = await startClub();
      await sell({ fulfilment: { type: 'keys' }, code: 'game' }, ['AAA-1']);
      const { id } = await place(900, { planCode: 'game' });
      const page = await start(900, id, 'stripe');
      app.world.telegram.block(900);
      await pay(page, 900);
      await reaches(id, 'paid');
      const held = () => app.db().selectFrom('addresses').selectAll().where('address', '=', '900').execute();
      await eventually(async () =>
        expect(await held()).toMatchObject([{ wait_until: expect.stringMatching(/^9999/) }]),
      );
      await eventually(() => expect(said(OPS_GROUP_ID).join()).toContain('A buyer cannot be written to'));
      expect(said(OPS_GROUP_ID).join()).not.toContain('Sending to Telegram is paused');
      if (back === 'unblocks the bot') app.world.telegram.unblock(900);
      else app.world.telegram.sendText({ chatId: 900, from: 900, text: '/start' });
      await eventually(() => expect(said(900).join()).toContain('AAA-1'));
    });
  }

  test('of somebody who is known to have blocked the bot before he paid: the team hears of it', async () => {
    const { app, sell, place, start, pay, reaches, said } = await startClub();
    await sell({ fulfilment: { type: 'keys' }, code: 'game' }, ['AAA-1']);
    const { id } = await place(900, { planCode: 'game' });
    app.world.telegram.block(900);
    const page = await start(900, id, 'stripe');
    const gone = () => app.db().selectFrom('addresses').selectAll().where('address', '=', '900').execute();
    await eventually(async () => expect(await gone()).toHaveLength(1));
    await pay(page, 900);
    await reaches(id, 'paid');
    await eventually(() => expect(said(OPS_GROUP_ID).join()).toContain('A buyer cannot be written to'));
    const queue = await app.flows().queue(owner);
    expect(queue).toMatchObject({
      destinations: expect.arrayContaining([expect.objectContaining({ name: 'telegram', paused: false })]),
    });
  });

  test('none left: a decision and an alert, and the key that comes later is given by itself', async () => {
    const { app, sell, place, start, pay, reaches, said, access, decisions, pass } = await startClub();
    const plan = await sell({ fulfilment: { type: 'keys' }, code: 'game' }, ['AAA-1']);
    const order = await place(900, { planCode: 'game' });
    const page = await start(900, order.id, 'stars');
    // Somebody takes the key away behind the shop's back.
    await app.running().deps.commits.submit((tx) => tx.deleteFrom('plan_keys').execute());
    await pay(page, 900);
    await reaches(order.id, 'paid');
    await app.settled();
    expect(await access(order.id)).toMatchObject({ state: 'owed' });
    expect(await decisions()).toMatchObject([{ problem: 'no_key', state: 'waiting', order_id: order.id }]);
    expect(said(OPS_GROUP_ID).join()).toContain('No key left');
    await app.flows().savePlan(owner, plan, ['CCC-3']);
    await pass(days(0.01));
    await eventually(() => expect(said(900).join()).toContain('CCC-3'));
    expect(await access(order.id)).toMatchObject({ state: 'granted' });
    expect(await decisions()).toMatchObject([{ state: 'accepted', decided_by: 'payops' }]);
  });
});

test("a text comes in the reader's language, and a gift goes to whom it is for, from when he took it", async () => {
  const { app, sell, buy, buyer, said, access } = await startClub();
  await sell({ code: 'words' });
  const gift = await buy(900, { planCode: 'words', gift: true });
  expect(await access(gift.id)).toBeUndefined();
  const code = (await app.flows().giftCode(buyer(900), gift.id)) ?? '';
  app.clock.advance(days(10));
  expect(await app.flows().takeGift(buyer(901), code)).toMatchObject({ ok: true });
  await eventually(() => expect(said(901).join()).toContain('Here it is'));
  const given = await access(gift.id);
  expect(given).toMatchObject({ telegram_id: '901', state: 'granted' });
  expect(Date.parse(String(given?.['until'])) - app.clock.nowMs()).toBeGreaterThan(days(29.9));
});

describe('webhooks', () => {
  const hook = (url: string) => ({ code: 'api', fulfilment: { type: 'webhook' as const, url } });

  test("the plan's own system says yes, and only then it is granted; a repeat has the same id", async () => {
    const { app, sell, place, start, pay, reaches, access } = await startClub();
    const { receiver } = app.world;
    await sell(hook(`${receiver.url}/plan`));
    const order = await place(900, { planCode: 'api' });
    const page = await start(900, order.id, 'stars');
    receiver.faults.failWith({ status: 500 }, { times: 1, match: '/plan' });
    await pay(page, 900);
    await reaches(order.id, 'paid');
    await eventually(async () => {
      const tries = await app.deliveries({ destination: 'webhook' });
      expect(tries.find(({ address }) => address === 'plan:api')).toMatchObject({ attempts: 1, state: 'waiting' });
    });
    expect(await access(order.id)).toMatchObject({ state: 'owed' });
    app.clock.advance(10_000);
    await eventually(async () => expect(await access(order.id)).toMatchObject({ state: 'granted' }));
    await app.settled();
    const told = receiver.received().filter(({ path }) => path === '/plan');
    expect(told).toMatchObject([{ type: 'access_granted', isVerified: true }]);
    const [delivery] = (await app.deliveries({ destination: 'webhook' })).filter(
      ({ address }) => address === 'plan:api',
    );
    expect(told[0]?.id).toBe(delivery?.['id']);
  });

  test('410 ends it visibly, and once somebody has looked it is told under the same id', async () => {
    const { app, place, start, pay, reaches, said, events } = await startClub();
    const { receiver } = app.world;
    const order = await place(900);
    const page = await start(900, order.id, 'stars');
    receiver.faults.failWith({ status: 410 }, { times: 1 });
    await pay(page, 900);
    await reaches(order.id, 'paid');
    await eventually(() => expect(said(OPS_GROUP_ID).join()).toContain('endpoint_gone'));
    const waiting = await app.deliveries({ destination: 'webhook', state: 'waiting' });
    expect(waiting.length).toBeGreaterThan(0);
    expect(await app.flows().resumeDestination(owner, 'webhook')).toMatchObject({ ok: true });
    app.clock.advance(120_000);
    await eventually(() =>
      expect(new Set(events().map(({ type }) => type))).toEqual(new Set(['order_paid', 'access_granted'])),
    );
    const ids = receiver.received().map(({ id }) => id);
    expect(waiting.every(({ id }) => ids.includes(String(id)))).toBe(true);
  });

  test('a dead one is replayed by hand, and the other side sees that it is a repeat', async () => {
    const { app, buy } = await startClub();
    await buy(900);
    const { receiver } = app.world;
    const [told] = receiver.received();
    const id = String(told?.id);
    const { commits } = app.running().deps;
    await commits.submit((tx) =>
      tx
        .updateTable('deliveries')
        .set({ state: 'dead' })
        .where('id', '=', id as never)
        .execute(),
    );
    expect(await app.flows().replay(owner, id)).toMatchObject({ ok: true });
    await eventually(() => expect(receiver.received().filter((one) => one.id === id)).toHaveLength(2));
    expect(receiver.received().at(-1)).toMatchObject({ id, isRepeat: true, isVerified: true, body: told?.body });
  });

  test('a plan whose address is not public is saved hidden', async () => {
    const { app, sell } = await startClub(
      {},
      { env: { ALLOW_PRIVATE_URLS: 'false', BUSINESS_WEBHOOK_URL: 'https://example.com/hook' } },
    );
    const plan = await sell({ code: 'words' });
    const fulfilment = { type: 'webhook', url: 'https://169.254.169.254/' } as const;
    const saved = await app.flows().savePlan(owner, { ...plan, code: 'inside', fulfilment });
    expect(saved).toMatchObject({
      plan: { plan: { active: false } },
      remarks: expect.arrayContaining(['private_address']),
    });
  });
});
