import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/seeded.ts';
import { arm, preload } from '../support/arm.ts';
import {
  type Bank,
  type Customer,
  castOf,
  isTakenBack,
  openBank,
  type Paid,
  type Placed,
  payAndFollow,
  ticketsEach,
  ticketsOf,
} from '../support/bank.ts';
import type { CrashOrder } from '../support/crash-at.ts';
import { scaled, seed } from '../support/scale.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const random = createRandom(seed);
const copies = 10;
const swept = { AUTO_SYNC_DISABLED: 'false' };

/** Between the payment and what it pays for (C23), between that and the tickets (C24), and anywhere. */
const deaths: readonly (CrashOrder | null)[] = [
  { from: 'update "orders" set "status"', nth: 1, when: 'before' },
  { from: 'insert into "accesses"', nth: 1, when: 'before' },
  { from: 'insert into "accesses"', nth: 1, when: 'after' },
  { from: 'insert into "ticket_ledger"', nth: 1 + random.below(4), when: 'before' },
  { from: 'insert into "ticket_ledger"', nth: 1 + random.below(4), when: 'after' },
  { from: 'insert into "accesses"', nth: 2 + random.below(40), when: 'after' },
  null,
  null,
];

function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((one) => ({ one, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

/** Everything of a group is told ten times, in no order: refunds and disputes before what they are about. */
function tell({ world }: Scene, told: readonly Paid[]): void {
  world.stripe.webhooks.send(
    told.flatMap(({ stripe }) => stripe),
    copies,
  );
  const ids = told.flatMap(({ yookassa }) => Array.from({ length: copies }, () => yookassa).flat());
  for (const id of shuffled(ids)) world.yookassa.notifications.resend(id);
}

function silenced(scene: Scene): Scene {
  scene.world.stripe.webhooks.drop(1);
  scene.world.stripe.webhooks.order('shuffled');
  scene.world.yookassa.notifications.drop('all');
  return scene;
}

async function refundByTeam(scene: Scene, { counter }: Bank, placed: readonly Placed[]): Promise<void> {
  const refunds = placed.filter(({ customer }) => customer.fate === 'refunded_by_team');
  for (const [n, { orderId }] of refunds.entries()) {
    const done = await counter.flows.refundOrder({ kind: 'cli' }, orderId);
    expect(done).toMatchObject({ ok: true });
    if (n !== Math.floor(refunds.length / 2)) continue;
    await Promise.all(scene.lives().map((life) => life.kill()));
    await scene.start({ env: swept });
  }
}

const statusOf = (one: Customer) => (isTakenBack(one) ? 'refunded' : 'paid');

async function reachesTheEnd(scene: Scene, placed: readonly Placed[]): Promise<void> {
  const wanted = new Map(placed.map(({ orderId, customer }) => [String(orderId), statusOf(customer)]));
  const wrong = () =>
    scene
      .rows<{ id: string; status: string }>('select id, status from orders')
      .filter(({ id, status }) => wanted.get(id) !== status);
  await until('every order to be what became of its money', () => wrong().length === 0, 100).catch((error) => {
    throw new Error(JSON.stringify(wrong().map((one) => ({ ...one, ...placed.find((p) => p.orderId === one.id) }))), {
      cause: error,
    });
  });
  const open = `select destination, kind, state, subject_id from deliveries where state in ('waiting','leased','sending')`;
  await until('nothing to be owed any more', () => scene.rows(open).length === 0, 100).catch((error) => {
    throw new Error(JSON.stringify(scene.rows(open)), { cause: error });
  });
}

function expectTickets(scene: Scene, cast: readonly Customer[]): void {
  const sums = scene.rows<{ who: string; n: number }>(
    `select contest_code || ' ' || beneficiary_id as who, sum(delta) as n from ticket_ledger
     where beneficiary_id not like 'issuer:%' group by contest_code, beneficiary_id having sum(delta) <> 0`,
  );
  expect(Object.fromEntries(sums.map(({ who, n }) => [who, n]))).toEqual(ticketsOf(cast));
  const unbalanced =
    'select contest_code, sum(delta) as n from ticket_ledger group by contest_code having sum(delta) <> 0';
  expect(scene.rows(unbalanced)).toEqual([]);
  // Each award stands once; what took it back is its exact negative, once.
  const odd = scene.rows(
    `select order_id, beneficiary_id, reason, count(*) as n, sum(delta) as tickets from ticket_ledger
     where beneficiary_id not like 'issuer:%' and reason in ('SELF_PURCHASE', 'INVITEE_PAYMENT', 'REFUND')
     group by order_id, beneficiary_id, reason having count(*) <> 1 or abs(sum(delta)) <> ?`,
    ticketsEach,
  );
  expect(odd).toEqual([]);
  expect(scene.rows("select * from owed_awards where state <> 'done'")).toEqual([]);
}

function expectPaidOnce(scene: Scene, placed: readonly Placed[]): void {
  expect(scene.rows('select problem, provider, payment_ref from money_decisions')).toEqual([]);
  expect(scene.count('select count(*) from orders')).toBe(placed.length);
  expect(scene.count('select count(distinct payment_ref) from orders')).toBe(placed.length);
  expect(scene.count("select count(*) from payments where status = 'captured'")).toBe(placed.length);
}

function expectAccessOnce(scene: Scene, placed: readonly Placed[]): void {
  const states = new Map(
    scene
      .rows<{ order_id: string; state: string }>('select order_id, state from accesses')
      .map((row) => [row.order_id, row.state]),
  );
  const told = scene.world.receiver.received().filter(({ isVerified }) => isVerified);
  const idsOf = (type: string, orderId: string) =>
    new Set(told.filter((one) => one.type === type && one.body.includes(`"${orderId}"`)).map(({ id }) => id)).size;
  const door = scene.world.telegram;
  for (const { orderId, customer } of placed) {
    const { id, fate } = customer;
    const about = `${orderId} ${customer.method} ${fate}`;
    expect(states.get(orderId), about).toBe(isTakenBack(customer) ? 'withdrawn' : 'granted');
    expect(idsOf('order_paid', orderId), about).toBe(1);
    if (fate === 'kept' || fate === 'partly') expect(idsOf('access_granted', orderId), about).toBe(1);
    expect(idsOf('refunded', orderId) > 0, about).toBe(isTakenBack(customer));
    const said = door.messages(id).filter(({ from }) => from.isBot);
    expect(
      said.some(({ text }) => text.includes(isTakenBack(customer) ? '' : '🟢 Paid')),
      about,
    ).toBe(true);
  }
  expect(states.size).toBe(placed.length);
}

type Market = Readonly<{ scene: Scene; bank: Bank; cast: readonly Customer[]; placed: readonly Placed[] }>;

/** Everybody has ordered, nobody has paid, and payops is dead. */
async function openMarket(onTestFinished: (end: () => Promise<void>) => void): Promise<Market> {
  const scene = silenced(await openScene({ without: ['GOOGLE', 'SLACK'], yookassa: true, business: true }));
  onTestFinished(scene.close);
  await (await scene.start()).kill();
  const bank = await openBank(scene);
  onTestFinished(bank.close);
  const cast = castOf(random, scaled(50));
  const placed: Placed[] = [];
  for (const customer of cast) placed.push(await bank.place(customer));
  return { scene, bank, cast, placed };
}

async function expectBalanced({ scene, bank, cast, placed }: Market): Promise<void> {
  const unpaid = "select count(*) from orders where status = 'waiting'";
  await until('every order to be paid', () => scene.count(unpaid) === 0, 100);
  await refundByTeam(scene, bank, placed);
  await reachesTheEnd(scene, placed);
  expectTickets(scene, cast);
  expectPaidOnce(scene, placed);
  expectAccessOnce(scene, placed);
}

test('50 buyers, 20 referrers, three providers, everything told ten times in no order, killed again and again', async ({
  onTestFinished,
}) => {
  const market = await openMarket(onTestFinished);
  const { scene, placed } = market;
  const paying: Promise<unknown>[] = [];
  for (const [n, death] of deaths.entries()) {
    const server = await scene.start({ preload });
    if (death) await arm(server, death);
    const group = placed.filter((_, index) => index % deaths.length === n);
    const isOf = (method: string) => group.filter(({ customer }) => customer.method === method);
    paying.push(...isOf('stars').map((one) => payAndFollow(scene, one)));
    const asked = [...isOf('stripe'), ...isOf('yookassa')];
    tell(scene, await Promise.all(asked.map((one) => payAndFollow(scene, one))));
    const endsAt = performance.now() + (death ? 3_000 : 500 + random.below(2_000));
    await until('a death', () => !server.isAlive() || performance.now() > endsAt);
    await server.kill();
    process.stdout.write(`${/died .*/.exec(server.output())?.[0] ?? 'killed at random'}\n`);
  }
  await scene.start({ env: swept });
  await Promise.all(paying);
  await scene.world.stripe.webhooks.settled();
  await scene.world.yookassa.notifications.settled();
  await expectBalanced(market);
});

test('not one webhook arrives, and no update with Stars: janitor and sweeps lose no order, though killed meanwhile', async ({
  onTestFinished,
}) => {
  const market = await openMarket(onTestFinished);
  const { scene, placed } = market;
  const unheard = placed.map((one) => ({ ...one, customer: { ...one.customer, isUpdateLost: true } }));
  const paying = Promise.all(unheard.map((one) => payAndFollow(scene, one)));
  for (let kills = 0; kills < 3; kills += 1) {
    const server = await scene.start({ env: swept });
    await sleep(random.below(1_500));
    await server.kill();
  }
  await scene.start({ env: swept });
  await paying;
  await scene.ask('/api/sync-payments', {});
  await expectBalanced(market);
  const { stripe, yookassa } = scene.world;
  expect([stripe.webhooks.deliveries, yookassa.notifications.sent]).toEqual([[], []]);
});
