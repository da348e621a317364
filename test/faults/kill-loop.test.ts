import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/seeded.ts';
import { OPS_GROUP_ID } from '../../src/sandbox/world.ts';
import { payops } from '../support/command-line.ts';
import { expectRowsExact, expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { scaled, seed } from '../support/scale.ts';
import { drained, openScene, type Sale, type Scene, sell, telegramTexts } from '../support/scene.ts';
import { spawnServer } from '../support/server-process.ts';

const payments = scaled(150);
const perSecond = 40;
const heldMs = 3_000;
const random = createRandom(seed);

async function stream(scene: Scene, sales: Sale[]): Promise<void> {
  for (let n = 0; n < payments; n++) {
    sales.push(sell(scene, 500 + n));
    await sleep(1_000 / perSecond);
  }
}

/** Lives of 0.5 to 2 s, one after the other, some of them over before they were ready. */
async function killAgainAndAgain({ env }: Scene, mayEnd: () => boolean): Promise<number> {
  let lives = 0;
  while (!mayEnd()) {
    lives += 1;
    const child = spawnServer({ env });
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
async function examine({ env }: Scene): Promise<readonly { name: string; status: string; detail: string }[]> {
  const { out } = await payops(env, 'doctor', '--offline', '--deep', '--json');
  return (JSON.parse(out) as { findings: [] }).findings;
}

const ways = [
  { way: 'as cards', digestAfter: '10000', dropped: [] },
  // A later fact about a purchase in a digest sends its card. Here nothing comes later: one event tells it all.
  { way: 'as digests', digestAfter: '20', dropped: ['payment_intent.succeeded'] },
];

test.each(ways)(
  'killed again and again while payments stream in, it loses none, doubles none and tells all $way',
  async ({ way, digestAfter, dropped }) => {
    // Slack takes a message a second: so many of them would be minutes.
    const scene = await openScene({ without: ['SLACK'], env: { DIGEST_AFTER_WAITING: digestAfter } });
    try {
      scene.world.stripe.webhooks.drop(dropped);
      const sales: Sale[] = [];
      const streaming = { over: false };
      const streamed = stream(scene, sales).finally(() => {
        streaming.over = true;
      });
      const kills = await killAgainAndAgain(scene, () => streaming.over);
      await streamed;
      // Cards are held so long for their facts: now all of them are due at once, which makes a digest where it may.
      await sleep(heldMs);
      const server = await scene.start();
      await scene.world.stripe.webhooks.settled();
      await drained(scene);
      const { sends } = scene.world.telegram.counts(OPS_GROUP_ID);
      const digests = telegramTexts(scene).filter((text) => text.split('purchase_').length > 2).length;
      process.stdout.write(`${way}: ${payments} payments, ${kills} kills, ${sends} messages, ${digests} digests\n`);
      expectStoredOnce(scene, dropped.length > 0 ? sales.map((sale) => ({ ...sale, events: [] })) : sales);
      expectRowsExact(scene, sales);
      // One send to a chat is under way at a time, so a kill leaves one in doubt at most.
      expectTold(scene, sales, ['telegram'], kills);
      expect(digests > 0).toBe(way === 'as digests');
      expect((await examine(scene)).filter(({ status }) => status === 'fail')).toEqual([]);
      expect(await server.terminate()).toEqual({ code: 0, signal: null });
    } finally {
      await scene.close();
    }
  },
);
