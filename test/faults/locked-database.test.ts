import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { expectRowsExact, expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { lockFromOutside } from '../support/foreign-lock.ts';
import { drained, openScene, type Sale, type Scene, sell, telegramTexts } from '../support/scene.ts';
import { type ServerProcess, until } from '../support/server-process.ts';

let scene: Scene;
let server: ServerProcess;

beforeAll(async () => {
  scene = await openScene();
  server = await scene.start();
});
afterAll(() => scene.close());

/** Which part of the time while `busy` lasts it was silent at the longest: an event loop that is held says nothing. */
async function longestSilence(busy: Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  const watch = { over: false, saidAt: startedAt, longestMs: 0 };
  const ended = busy.finally(() => {
    watch.over = true;
  });
  while (!watch.over) {
    await (await fetch(`${server.url}/livez`)).text();
    const now = performance.now();
    watch.longestMs = Math.max(watch.longestMs, now - watch.saidAt);
    watch.saidAt = now;
  }
  await ended;
  return watch.longestMs / (performance.now() - startedAt);
}

async function isStopped(): Promise<boolean> {
  const { state } = await scene.ask('/api/status');
  return state === 'stopped';
}

const statusesOf = (sale: Sale) =>
  scene.world.stripe.webhooks.deliveries.filter(({ eventId }) => sale.events.includes(eventId));

test('another process holds the database for ten seconds: refused in time, alive, stoppable, nothing lost', async () => {
  const release = scene.world.telegram.faults.hold('sendMessage', 'after');
  const before = sell(scene, 1_100);
  await until('a card to be under way', () => telegramTexts(scene).length > 0);
  const unlock = await lockFromOutside(path.join(scene.dataDir, 'payops.db'));
  release();
  const startedAt = performance.now();
  const during = sell(scene, 2_200);
  const refused = until('the refusal', () => statusesOf(during).find(({ status }) => status !== 200));
  expect(await longestSilence(refused)).toBeLessThan(1 / 4);
  expect(await refused).toMatchObject({ status: 503 });

  scene.world.telegram.sendText({ chatId: OPS_GROUP_ID, from: OWNER.id, text: '/stop now' });
  await until('the stop', () => isStopped());
  await until('the answer to it', () => telegramTexts(scene).some((text) => text.includes('now')));
  await until('ten seconds of it', () => performance.now() - startedAt > 10_000);
  await unlock();

  await scene.ask('/api/emergency-resume', { mode: 'drain' });
  await scene.world.stripe.webhooks.settled();
  await drained(scene);
  expectStoredOnce(scene, [before, during]);
  expectRowsExact(scene, [before, during]);
  expectTold(scene, [before, during], ['telegram', 'slack']);
});
