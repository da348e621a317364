import { expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/seeded.ts';
import { CLUB_ID } from '../../src/sandbox/world.ts';
import { arm, preload } from '../support/arm.ts';
import { planOf } from '../support/plans.ts';
import { scaled, seed } from '../support/scale.ts';
import { openScene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';
import { openCounter } from '../support/shop-scene.ts';

const random = createRandom(seed);

test('killed at any statement between money and the open door, access is granted once and told once', async ({
  onTestFinished,
}) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'], yookassa: true });
  onTestFinished(scene.close);
  const { telegram, receiver, businessEnv } = scene.world;
  const env = { ...businessEnv };
  await (await scene.start({ env })).kill();
  const counter = await openCounter(scene);
  onTestFinished(counter.close);
  const fulfilment = { type: 'invite_link', chatId: String(CLUB_ID) } as const;
  await counter.flows.savePlan({ kind: 'cli' }, planOf({ fulfilment }));
  const granted = "select count(*) from accesses where state = 'granted'";
  const buyers: number[] = [];
  for (let nth = 1; nth <= scaled(8); nth += 1) {
    const when = random.below(2) === 0 ? 'before' : 'after';
    const buyer = 4_000 + nth;
    buyers.push(buyer);
    const { pay } = await counter.begin(buyer, 'stripe');
    const server = await scene.start({ preload, env });
    // What claims a step, says that it was taken, and owes the next one.
    const only = 'deliveries|accesses|sent_messages|attempts';
    await arm(server, { from: 'insert into "accesses"', only, nth: 1 + random.below(30), when });
    await pay();
    const isOver = () => scene.count(granted) === buyers.length;
    await until('the crash, or the end of the work', () => !server.isAlive() || isOver());
    await server.kill();
    process.stdout.write(`${/died .*/.exec(server.output())?.[0] ?? 'lived'}\n`);
  }
  await scene.start({ env });
  await scene.world.stripe.webhooks.settled();
  await until('everybody to have access', () => scene.count(granted) === buyers.length, 50);
  const waiting =
    "select count(*) from deliveries where state in ('waiting','leased','sending') and destination in ('access','webhook')";
  await until('all to be told', () => scene.count(waiting) === 0, 50);
  expect(scene.count('select count(*) from accesses')).toBe(buyers.length);
  const linkOf = (buyer: number) =>
    telegram
      .messages(buyer)
      .flatMap(({ buttons }) => buttons.flat())
      .find(({ url }) => url?.includes('/+'))?.url;
  for (const buyer of buyers) {
    await until('the link', () => linkOf(buyer) !== undefined);
    telegram.askToJoin({ link: linkOf(buyer) ?? '', from: buyer });
  }
  await until('all to be in', () => buyers.every((buyer) => telegram.door(CLUB_ID).members.includes(buyer)));
  const told = receiver.received().filter(({ isVerified }) => isVerified);
  for (const type of ['order_paid', 'access_granted'])
    expect(new Set(told.filter((one) => one.type === type).map(({ id }) => id)).size).toBe(buyers.length);
});
