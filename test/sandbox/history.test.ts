import { afterEach, expect, it } from 'vitest';
import { createAdjustableClock } from '../../src/lib/clock.ts';
import { seedHistory } from '../../src/sandbox/history.ts';
import { startWorld, type World } from '../../src/sandbox/world.ts';

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
