import { afterEach, expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/seeded.ts';
import { arm, preload } from '../support/arm.ts';
import type { CrashOrder } from '../support/crash-at.ts';
import { expectRowsExact, expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { scaled, seed } from '../support/scale.ts';
import { drained, openScene, type Sale, type Scene, sell } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const scenes: Scene[] = [];

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function open(options: Parameters<typeof openScene>[0]): Promise<Scene> {
  const scene = await openScene(options);
  scenes.push(scene);
  return scene;
}

/** How many statements one sale takes until it is over. */
async function countStatements(scene: Scene, from: string, sales: Sale[], isOver: () => boolean): Promise<number> {
  const server = await scene.start({ preload });
  await arm(server, { from, nth: 0, when: 'before' });
  sales.push(sell(scene, 1_000));
  await until('the work to be done', isOver);
  const ran = server.output().split('\nran: ').length - 1;
  await server.kill();
  return ran;
}

/** All of them with a large TEST_SCALE; else some, spread over all, other ones with every seed. */
function pointsOf(statements: number, from: string, wanted: number): readonly CrashOrder[] {
  const all = Array.from({ length: statements }, (_, index) => index + 1).flatMap((nth): CrashOrder[] => [
    { from, nth, when: 'before' },
    { from, nth, when: 'after' },
  ]);
  const random = createRandom(seed);
  const taken = Math.min(all.length, scaled(wanted));
  return Array.from({ length: taken }, (_, index) => {
    const start = Math.floor((index * all.length) / taken);
    const end = Math.floor(((index + 1) * all.length) / taken);
    return all[start + random.below(Math.max(1, end - start))] as CrashOrder;
  });
}

async function dieAt(scene: Scene, point: CrashOrder, sales: Sale[], isOver: () => boolean): Promise<string> {
  const server = await scene.start({ preload });
  await drained(scene, ['telegram', 'slack']);
  await arm(server, point);
  sales.push(sell(scene, 1_000 + sales.length));
  await until('the crash, or the end of the work', () => !server.isAlive() || isOver());
  await server.kill();
  return /died .*/.exec(server.output())?.[0] ?? `lived beyond statement ${point.nth}`;
}

async function endWell(scene: Scene): Promise<void> {
  const server = await scene.start();
  await scene.ask('/api/notification-queue/resume', {});
  await scene.world.stripe.webhooks.settled();
  await drained(scene);
  expect(scene.count("select count(*) from deliveries where state = 'dead'")).toBe(0);
  expect(await server.terminate()).toEqual({ code: 0, signal: null });
}

test('killed at any statement of an event, it stores it once and owes what follows', async () => {
  const scene = await open({});
  const from = 'insert into "?inbox';
  const sales: Sale[] = [];
  // The sheet waits for the end: a row that is being written at every death would be put off for minutes.
  const keeper = await scene.start();
  await scene.ask('/api/notification-queue/pause', { destination: 'sheets' });
  await keeper.kill();
  const isOver = () => scene.count('select count(*) from inbox') === sales.length * 2;
  const statements = await countStatements(scene, from, sales, isOver);
  for (const point of pointsOf(statements, from, 7)) {
    process.stdout.write(`${await dieAt(scene, point, sales, isOver)}\n`);
  }
  await endWell(scene);
  expectStoredOnce(scene, sales);
  expectRowsExact(scene, sales);
  expectTold(scene, sales, ['telegram', 'slack']);
});

test('killed at any statement of a delivery, it tells it, twice only where in doubt', async () => {
  const scene = await open({ without: ['GOOGLE'] });
  const from = 'update "?deliveries"? set "?state"? = .*lease_until';
  const sales: Sale[] = [];
  const isOver = () => scene.count("select count(*) from deliveries where state = 'delivered'") === sales.length * 2;
  const statements = await countStatements(scene, from, sales, isOver);
  for (const point of pointsOf(statements, from, 6)) {
    process.stdout.write(`${await dieAt(scene, point, sales, isOver)}\n`);
  }
  await endWell(scene);
  expectStoredOnce(scene, sales);
  expectTold(scene, sales, ['telegram', 'slack']);
});
