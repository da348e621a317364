import { expect, test } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { arm, preload } from '../support/arm.ts';
import { contestOf } from '../support/contests.ts';
import { scaled } from '../support/scale.ts';
import { openScene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';
import { openCounter } from '../support/shop-scene.ts';

const paidOrders = "select count(*) from orders where status = 'paid'";
const tickets =
  "select beneficiary_id as who, sum(delta) as n from ticket_ledger where beneficiary_id not like 'issuer:%' group by 1 order by 1";

test('killed at any statement around the tickets of a payment, buyer and referrer have them exactly once', async ({
  onTestFinished,
}) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'] });
  onTestFinished(scene.close);
  await (await scene.start()).kill();
  const { flows, begin, close } = await openCounter(scene);
  onTestFinished(close);
  const made = await flows.createContest({ kind: 'cli' }, contestOf(instantOf(systemClock.nowMs())));
  expect(made.ok).toBe(true);
  const { code } = await flows.invitePage('1', 0);
  const count = scaled(6);
  for (let n = 1; n <= count; n += 1) {
    const buyer = 4_000 + n;
    expect(await flows.bindReferral(String(buyer), code)).toBe('bound');
    const { pay } = await begin(buyer, 'stripe');
    const server = await scene.start({ preload });
    const when = n % 2 === 0 ? 'before' : 'after';
    await arm(server, { from: 'savepoint inner_work', nth: n, when });
    await pay();
    await until('the crash, or the end of the work', () => !server.isAlive() || scene.count(paidOrders) === n);
    await server.kill();
    process.stdout.write(`${/died .*/.exec(server.output())?.[0] ?? `lived beyond statement ${n}`}\n`);
  }
  await scene.start();
  await scene.world.stripe.webhooks.settled();
  await until('every order to be paid', () => scene.count(paidOrders) === count, 50);
  const own = Array.from({ length: count }, (_, n) => ({ who: String(4_001 + n), n: 1 }));
  expect(scene.rows(tickets)).toEqual([{ who: '1', n: count }, ...own]);
  expect(scene.count('select sum(delta) from ticket_ledger')).toBe(0);
  expect(scene.count('select count(*) from owed_awards')).toBe(0);
});
