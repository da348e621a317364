import { afterEach, expect, test } from 'vitest';
import { expectRowsExact, expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { drained, openScene, type Scene, sell, slackTexts, telegramTexts } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const writes = {
  telegram: 'sendMessage',
  slack: 'chat.postMessage',
  google: /^values\.(append|update|batchUpdate)$|^batchUpdate$/,
};
const scenes: Scene[] = [];

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function open(): Promise<Scene> {
  const scene = await openScene();
  scenes.push(scene);
  return scene;
}

function holdAll({ world }: Scene, when: 'before' | 'after'): void {
  world.telegram.faults.hold(writes.telegram, when);
  world.slack.faults.hold(writes.slack, when);
  world.google.faults.hold(writes.google, when);
}

function isHeld({ world }: Scene, name: 'telegram' | 'slack' | 'google'): boolean {
  return world[name].faults.calls.some((call) => call.status === null && new RegExp(writes[name]).test(call.name));
}

function isHeldEverywhere(scene: Scene): boolean {
  return isHeld(scene, 'telegram') && isHeld(scene, 'slack') && isHeld(scene, 'google');
}

function repeatsIn(texts: readonly string[]): number {
  return texts.filter((text) => /repeat/i.test(text)).length;
}

test('C11, killed with every request written and none processed: each is repeated once, marked', async () => {
  const scene = await open();
  const first = await scene.start();
  holdAll(scene, 'before');
  const sale = sell(scene, 1_250);
  await until('all calls to be under way', () => isHeldEverywhere(scene));
  await first.kill();
  for (const name of ['telegram', 'slack', 'google'] as const) scene.world[name].faults.clear();
  await scene.start();
  await drained(scene);
  expectStoredOnce(scene, [sale]);
  expectRowsExact(scene, [sale]);
  expectTold(scene, [sale], ['telegram', 'slack']);
  expect([telegramTexts(scene).length, slackTexts(scene).length]).toEqual([1, 1]);
  expect([repeatsIn(telegramTexts(scene)), repeatsIn(slackTexts(scene))]).toEqual([1, 1]);
});

test('C12, killed with every request processed and no answer read: at most one more message, no second row', async () => {
  const scene = await open();
  const first = await scene.start();
  holdAll(scene, 'after');
  const sale = sell(scene, 1_250);
  await until('all calls to be processed', () => isHeldEverywhere(scene) && telegramTexts(scene).length === 1);
  await first.kill();
  for (const name of ['telegram', 'slack', 'google'] as const) scene.world[name].faults.clear();
  await scene.start();
  await drained(scene);
  expectStoredOnce(scene, [sale]);
  expectRowsExact(scene, [sale]);
  expectTold(scene, [sale], ['telegram', 'slack']);
  expect([telegramTexts(scene).length, slackTexts(scene).length]).toEqual([2, 2]);
  expect([repeatsIn(telegramTexts(scene)), repeatsIn(slackTexts(scene))]).toEqual([1, 1]);
});

test('a repeat whose worker dies too is given up, and the chat is told', async () => {
  const scene = await open();
  for (let life = 0; life < 2; life++) {
    const server = await scene.start();
    const release = scene.world.telegram.faults.hold(writes.telegram, 'before');
    if (life === 0) sell(scene, 1_250);
    await until('the card to be under way', () => isHeld(scene, 'telegram'));
    await drained(scene, ['slack', 'sheets']);
    await server.kill();
    release();
    scene.world.telegram.faults.forgetCalls();
  }
  await scene.start();
  await drained(scene);
  expect(scene.count("select count(*) from deliveries where state = 'dead' and destination = 'telegram'")).toBe(1);
  expect(telegramTexts(scene)).toHaveLength(1);
  expect(telegramTexts(scene)[0]).toMatch(/gave up|given up|not delivered|could not/i);
});
