import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { payMethods } from '../../src/domain/shop/plan.ts';
import { createRandom } from '../../src/sandbox/seeded.ts';
import { arm, preload } from '../support/arm.ts';
import { scaled, seed } from '../support/scale.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { spawnServer, until } from '../support/server-process.ts';
import { openCounter } from '../support/shop-scene.ts';

const random = createRandom(seed);
const paidOrders = "select count(*) from orders where status = 'paid' and provider is not null";

/** The buyer's own message, whatever else came: what it says now. */
function paidMessages({ world }: Scene, buyer: number): number {
  return world.telegram.messages(buyer).filter(({ from, text }) => from.isBot && text.includes('🟢 Paid')).length;
}

async function allTold(scene: Scene, buyers: readonly number[]): Promise<void> {
  await until('every buyer to be told', () => buyers.every((buyer) => paidMessages(scene, buyer) > 0), 50);
}

test('killed at any statement between money and what follows, an order is paid once, with all of it', async ({
  onTestFinished,
}) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'], yookassa: true });
  onTestFinished(scene.close);
  await (await scene.start()).kill();
  const counter = await openCounter(scene);
  onTestFinished(counter.close);
  const buyers: number[] = [];
  const from = 'update "orders" set "status"';
  for (let nth = 1; nth <= scaled(5); nth += 1) {
    const when = random.below(2) === 0 ? 'before' : 'after';
    const buyer = 2_000 + nth;
    buyers.push(buyer);
    const { pay } = await counter.begin(buyer, 'stripe');
    const server = await scene.start({ preload });
    await arm(server, { from, nth, when });
    await pay();
    const isOver = () => scene.count(paidOrders) === buyers.length;
    await until('the crash, or the end of the work', () => !server.isAlive() || isOver());
    await server.kill();
    process.stdout.write(`${/died .*/.exec(server.output())?.[0] ?? `lived beyond statement ${nth}`}\n`);
  }
  await scene.start();
  await scene.world.stripe.webhooks.settled();
  await allTold(scene, buyers);
  expect(scene.count(paidOrders)).toBe(buyers.length);
  expect(scene.count('select count(*) from money_decisions')).toBe(0);
  expect(scene.count("select count(*) from payments where provider = 'stripe' and status = 'captured'")).toBe(
    buyers.length,
  );
});

test('killed at random while orders are paid in three ways, each is paid once and every buyer told', async ({
  onTestFinished,
}) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'], yookassa: true });
  onTestFinished(scene.close);
  await (await scene.start()).kill();
  const counter = await openCounter(scene);
  onTestFinished(counter.close);
  const buyers = Array.from({ length: scaled(12) }, (_, n) => 3_000 + n);
  const state = { isOver: false, kills: 0 };
  const killing = (async () => {
    while (!state.isOver) {
      const child = spawnServer({ env: scene.env });
      child.stdout?.resume();
      child.stderr?.resume();
      const dead = new Promise((resolve) => child.once('exit', resolve));
      await sleep(1_200 + random.below(2_000));
      child.kill('SIGKILL');
      await dead;
      state.kills += 1;
    }
  })();
  const begun = [];
  for (const [n, buyer] of buyers.entries())
    begun.push(await counter.begin(buyer, payMethods[n % payMethods.length] ?? 'stripe'));
  // Each asks to pay now and then; what the bot's death makes of a question is asked again.
  for (const { pay } of begun) {
    await pay();
    await sleep(random.below(300));
  }
  state.isOver = true;
  await killing;
  await scene.start({ env: { AUTO_SYNC_DISABLED: 'false' } });
  await scene.world.stripe.webhooks.settled();
  await until('every order to be paid', () => scene.count(paidOrders) === buyers.length, 100);
  await allTold(scene, buyers);
  process.stdout.write(`${buyers.length} orders, ${state.kills} kills\n`);
  expect(scene.rows('select problem, provider from money_decisions')).toEqual([]);
  expect(scene.count("select count(*) from payments where status = 'captured'")).toBe(buyers.length);
  const refs = 'select count(distinct payment_ref) from orders where status = ?';
  expect(scene.count(refs, 'paid')).toBe(buyers.length);
});
