import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/seeded.ts';
import { OPS_GROUP_ID } from '../../src/sandbox/world.ts';
import { expectRowsExact, expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { patience } from '../support/patience.ts';
import { scaled, seed } from '../support/scale.ts';
import { drained, openScene, type Sale, type Scene, sell } from '../support/scene.ts';
import { spawnServer } from '../support/server-process.ts';

const payments = scaled(300);
const perSecond = 40;
const random = createRandom(seed);
let scene: Scene;

beforeAll(async () => {
  // Slack takes a message a second: 300 of them would be minutes.
  scene = await openScene({ without: ['SLACK'], env: { DIGEST_AFTER_WAITING: '20' } });
});
afterAll(() => scene.close());

async function stream(sales: Sale[]): Promise<void> {
  for (let n = 0; n < payments; n++) {
    sales.push(sell(scene, 500 + n));
    await sleep(1_000 / perSecond);
  }
}

/** Lives of 0.5 to 2 s, one after the other, some of them over before they were ready. */
async function killAgainAndAgain(mayEnd: () => boolean): Promise<number> {
  let lives = 0;
  while (!mayEnd()) {
    lives += 1;
    const child = spawnServer({ env: scene.env });
    child.stdout?.resume();
    child.stderr?.resume();
    const dead = new Promise((resolve) => child.once('exit', resolve));
    await sleep(500 + random.below(1_500));
    child.kill('SIGKILL');
    await dead;
  }
  return lives;
}

/** The product's own examination of everything that must always hold. */
async function examine(): Promise<readonly { name: string; status: string; detail: string }[]> {
  const cli = path.join(import.meta.dirname, '..', '..', 'src', 'cli.ts');
  const flags = ['--disable-warning=ExperimentalWarning', cli, 'doctor', '--offline', '--deep', '--json'];
  const ran = promisify(execFile)(process.execPath, flags, { env: { PATH: process.env['PATH'] ?? '', ...scene.env } });
  const { stdout } = await ran.catch((error: { stdout: string }) => error);
  const answer = JSON.parse(stdout) as { findings?: [] } & [];
  return answer.findings ?? answer;
}

test('killed again and again while payments stream in, it loses none, doubles none and tells all', {
  timeout: 600_000,
}, async () => {
  const sales: Sale[] = [];
  const streaming = { over: false };
  const streamed = stream(sales).finally(() => {
    streaming.over = true;
  });
  const lives = await killAgainAndAgain(() => streaming.over);
  await streamed;
  const server = await scene.start();
  expect(server.readyMs).toBeLessThan(5_000 * patience);
  await scene.world.stripe.webhooks.settled();
  await drained(scene, 120_000);
  const inDoubt = scene.count("select count(*) from attempts where outcome = 'ambiguous'");
  const { sends } = scene.world.telegram.counts(OPS_GROUP_ID);
  process.stdout.write(`${payments} payments, ${lives} lives, ${inDoubt} tries in doubt, ${sends} messages\n`);
  expectStoredOnce(scene, sales);
  expectRowsExact(scene, sales);
  expectTold(scene, sales, ['telegram'], true);
  expect((await examine()).filter(({ status }) => status === 'fail')).toEqual([]);
  expect(await server.terminate()).toEqual({ code: 0, signal: null });
});
