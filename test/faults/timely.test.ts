import { afterAll, expect, test } from 'vitest';
import { cardHoldMs } from '../../src/domain/owed.ts';
import { type Instant, plusMs } from '../../src/domain/time.ts';
import { openScene, type Scene, sell, telegramTexts } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const scenes: Scene[] = [];
afterAll(() => Promise.all(scenes.map((scene) => scene.close())));

test.each(['in-order', 'reversed'] as const)('the card goes out with the last of its facts, %s', async (order) => {
  const scene = await openScene({ without: ['GOOGLE'] });
  scenes.push(scene);
  await scene.start();
  scene.world.stripe.webhooks.target(`http://127.0.0.1:${scene.env['PORT']}/webhooks/stripe`, {
    order,
    concurrency: 1,
  });
  sell(scene, 1_000);
  await until('the card', () => telegramTexts(scene).length === 1);
  expect(scene.world.telegram.counts(-1_002_000_000_001)).toEqual({ sends: 1, edits: 0 });
  const [card] = scene.rows<{ created_at: string; due_at: string }>(
    "select created_at, due_at from deliveries where kind = 'purchase' and destination = 'telegram'",
  );
  // It did not wait for the end of the time that it is held for.
  expect(card?.due_at).not.toBe(plusMs(card?.created_at as Instant, cardHoldMs));
});
