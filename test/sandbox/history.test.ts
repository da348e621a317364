import { Api } from 'grammy';
import { afterEach, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { seedHistory } from '../../src/sandbox/history.ts';
import { BUYER, SECRETS, startWorld, type World } from '../../src/sandbox/world.ts';

const NOW = Date.UTC(2026, 10, 20, 15);
const worlds: World[] = [];

async function told(seed: number) {
  const world = await startWorld({ clock: createAdjustableClock(NOW), seed });
  worlds.push(world);
  return { world, history: seedHistory(world.stripe, { nowMs: NOW, seed }) };
}

afterEach(async () => {
  await Promise.all(worlds.splice(0).map((world) => world.close()));
});

it('is the same for the same seed, and another for another', async () => {
  const [one, two, three] = await Promise.all([told(1), told(1), told(2)]);
  expect(one.world.stripe.save()).toEqual(two.world.stripe.save());
  expect(one.history).not.toEqual(three.history);
});

it('has 60 days of a plausible business, none of it in the future', async () => {
  const { world, history } = await told(3);
  expect(history.payments / 60).toBeGreaterThan(25);
  expect(history.payments / 60).toBeLessThan(45);
  expect(history.refunds).toBeGreaterThan(20);
  expect(history.disputes).toBeGreaterThan(2);
  const charges = world.stripe.save().charges as { created: number }[];
  expect(Math.max(...charges.map((c) => c.created))).toBeLessThanOrEqual(NOW / 1000);
});

it('can be saved and put into another world, which goes on from there', async () => {
  const { world } = await told(4);
  const saved = JSON.parse(JSON.stringify(world.save())) as ReturnType<World['save']>;
  const other = await startWorld({ clock: createAdjustableClock(NOW), seed: 4 });
  worlds.push(other);
  other.restore(saved);
  expect(other.stripe.counts()).toEqual(world.stripe.counts());
  const before = world.stripe.pay({ amount: 100, currency: 'usd' });
  expect(other.stripe.pay({ amount: 100, currency: 'usd' })).toEqual(before);
});

/** A person pays in Stars; the bot says yes. */
async function payStars(api: Api, { telegram }: World, link: string): Promise<string> {
  const paying = telegram.payInvoice({ link, from: BUYER.id });
  for (const { update_id, pre_checkout_query: asked } of await api.getUpdates({ timeout: 5 })) {
    if (asked) await api.answerPreCheckoutQuery(asked.id, true);
    await api.getUpdates({ offset: update_id + 1 });
  }
  const paid = await paying;
  if (!paid.ok) throw new Error(paid.error);
  return paid.chargeId;
}

it('keeps what was paid in Stars: it can be given back after a restart, and no charge is called as another', async () => {
  const clock = createAdjustableClock(NOW);
  const [world, other] = await Promise.all([startWorld({ clock }), startWorld({ clock })]);
  worlds.push(world, other);
  const [one, two] = [world, other].map(({ telegram }) => new Api(SECRETS.telegramToken, { apiRoot: telegram.url }));
  if (!one || !two) throw new Error('two worlds');
  const prices = [{ label: 'A month', amount: 600 }];
  const link = await one.createInvoiceLink('A month', 'A month', 'ord_1', '', 'XTR', prices);
  const charge = await payStars(one, world, link);
  other.restore(JSON.parse(JSON.stringify(world.save())) as ReturnType<World['save']>);
  expect((await two.getStarTransactions()).transactions.map(({ id }) => id)).toEqual([charge]);
  expect(await payStars(two, other, link)).not.toBe(charge);
  expect(await two.refundStarPayment(BUYER.id, charge)).toBe(true);
});
