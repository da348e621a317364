import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wait } from '../../src/lib/wait.ts';
import { OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { lockFromOutside } from '../support/foreign-lock.ts';
import { openScene, type Scene, sell } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const deliveries = 200;
let scene: Scene;

beforeAll(async () => {
  scene = await openScene();
  await scene.start({ env: { DIGEST_AFTER_WAITING: '1000', TELEGRAM_GROUP_MESSAGES_PER_MINUTE: '600' } });
});
afterAll(() => scene.close());

/** Cards that Telegram has been asked to show. */
const cards = () =>
  scene.world.telegram.faults.count(
    ({ name, body }) => name === 'sendMessage' && JSON.stringify(body).includes('purchase_'),
  );

test('with 200 deliveries in flight and the database locked, no card begins later than a second after /stop', async () => {
  scene.world.telegram.faults.slow(150, 'sendMessage');
  for (let i = 0; i < deliveries; i++) sell(scene, 1_000 + i);
  await until('cards on their way', () => cards() > 5);
  const unlock = await lockFromOutside(path.join(scene.dataDir, 'payops.db'));
  scene.world.telegram.sendText({ chatId: OPS_GROUP_ID, from: OWNER.id, text: '/stop too many' });
  const stopped = async () => (await scene.ask('/api/status'))['state'] === 'stopped';
  await until('the stop', stopped);
  await wait(1_000);
  const atStop = cards();
  await wait(3_000);
  await unlock();
  await wait(3_000);
  expect(cards()).toBe(atStop);
  expect(atStop).toBeLessThan(deliveries);
});
