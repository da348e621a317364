import { statfsSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { expectRowsExact, expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { drained, openScene, type Sale, type Scene, sell } from '../support/scene.ts';
import { until } from '../support/server-process.ts';
import { fillableDisk } from '../support/small-disk.ts';

const cleanups: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function statuses({ world }: Scene, sale: Sale): readonly number[] {
  return world.stripe.webhooks.deliveries
    .filter(({ eventId }) => sale.events.includes(eventId))
    .map((one) => one.status);
}

test('a full disk: 503 and no half rows, tellings under way are not forgotten; with space again all is well', async (context) => {
  const disk = fillableDisk();
  if (!disk) return context.skip();
  cleanups.push(disk.remove);
  const scene = await openScene({ dataDir: disk.path });
  cleanups.push(scene.close);
  const server = await scene.start();
  const sales = [sell(scene, 1_000)];
  await drained(scene);
  const release = scene.world.telegram.faults.hold('sendMessage', 'after');
  sales.push(sell(scene, 2_000));
  await until('a card to be under way', () => scene.world.telegram.counts(-1_002_000_000_001).sends === 2);
  disk.fill();
  expect(statfsSync(disk.path).bavail).toBe(0);
  release();
  const refused: Sale[] = [];
  await until('a refusal', async () => {
    if (refused.length < 40) refused.push(sell(scene, 3_000 + refused.length));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return refused.some((sale) => statuses(scene, sale).includes(503));
  });
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  await scene.ask('/api/emergency-stop', {});
  expect((await scene.ask('/api/status'))['state']).toBe('stopped');
  disk.free();
  await scene.ask('/api/emergency-resume', { mode: 'drain' });
  sales.push(...refused);
  await drained(scene, ['telegram', 'sheets']);
  expectStoredOnce(scene, sales);
  expectRowsExact(scene, sales);
  expectTold(scene, sales, ['telegram']);
  expect(scene.rows('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  expect(server.isAlive()).toBe(true);
});
