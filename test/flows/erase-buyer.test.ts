import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { listViolations } from '../../src/store/invariants.ts';
import { startClub } from '../support/access.ts';
import { type App, owner } from '../support/app.ts';
import { contestOf } from '../support/contests.ts';
import { newPostgresUrl } from '../support/database-offer.ts';

const anna = 7_345_550_904;
const friend = 7_111_000_001;
const guest = 7_111_000_002;
const contact = 'anna.petrova@example.com';

/** Where her Telegram id or her address still stands. The record of who did what is never rewritten. */
async function traces(app: App): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of await app.db().introspection.getTables()) {
    if (name === 'audit') continue;
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(app.db());
    const text = JSON.stringify(rows).toLowerCase();
    for (const word of [String(anna), 'anna.petrova', 'the-key-of-anna']) if (text.includes(word)) found.push(name);
  }
  return found;
}

const tickets = async (app: App) => {
  const { rows } = await sql<{ who: string; n: number }>`
    select beneficiary_id as who, sum(delta) as n from ticket_ledger
    where beneficiary_id not like 'issuer:%' group by 1 order by 1`.execute(app.db());
  return rows.map(({ who, n }) => [who.replace(/^erased-.*/, 'erased'), Number(n)]);
};

/** Anna was brought by a friend, brought a guest, has a place in the club and a key, and an order that waits. */
async function openShop(databaseUrl?: string) {
  const club = await startClub({ tickets: 2 }, { ...(databaseUrl ? { databaseUrl } : {}) });
  const { app, place, start, pay, reaches, sell, buyer } = club;
  await sell({ code: 'keyed', fulfilment: { type: 'keys' }, tickets: 0 }, ['the-key-of-anna']);
  const flows = app.flows();
  await flows.createContest(owner, contestOf(instantOf(app.clock.nowMs())));
  const codeOf = async (id: number) => (await flows.invitePage(String(id), 0)).code;
  for (const one of [anna, friend, guest]) buyer(one);
  await flows.bindReferral(String(anna), await codeOf(friend));
  await flows.bindReferral(String(guest), await codeOf(anna));
  app.clock.advance(1_000);
  const buy = async (id: number, planCode = 'club') => {
    const order = await place(id, { planCode, ...(id === anna ? { contact } : {}) });
    await pay(await start(id, order.id, 'stripe'), id);
    await reaches(order.id, 'paid');
    return order;
  };
  const first = await buy(anna);
  await buy(anna, 'keyed');
  await buy(guest);
  const waiting = await place(anna, { contact });
  await app.settled();
  return { ...club, buy, first, waiting };
}

describe.each(['sqlite', 'postgres'])('a buyer on %s', (kind) => {
  const open = async () => openShop(kind === 'postgres' ? await newPostgresUrl() : undefined);

  it('is exported with orders, access, keys and tickets, and erased from all of them while money and sums stay', async () => {
    const { app, order, first, waiting } = await open();
    expect(await tickets(app)).toEqual([
      [String(friend), 2],
      [String(guest), 2],
      [String(anna), 4],
    ]);
    const exported = await app.flows().exportPerson(owner, String(anna));
    expect(exported).toMatchObject({
      person: { orders: { length: 3 }, accesses: { length: 2 }, keys: [{ key_text: 'the-key-of-anna' }] },
    });
    expect(exported).toMatchObject({ person: { tickets: { length: 2 }, referrals: { length: 2 } } });
    // What is hers, and nobody else's.
    expect(JSON.stringify(exported)).not.toContain(String(friend));
    expect(JSON.stringify(exported)).not.toContain(String(guest));

    const money = () =>
      app.db().selectFrom('orders').select(['id', 'amount_minor', 'payment_ref']).orderBy('id').execute();
    const before = await money();
    expect(await app.flows().erasePerson(owner, String(anna), true)).toMatchObject({
      counts: { orders: 3, tickets: 2 },
    });
    expect(await app.flows().erasePerson(owner, String(anna), false)).toMatchObject({ ok: true });
    await app.settled();
    expect(await traces(app)).toEqual([]);
    expect(await money()).toEqual(before);
    expect((await order(first.id)).status).toBe('paid');
    expect((await order(waiting.id)).status).toBe('cancelled');
    // She takes part no more; what others have is theirs.
    expect(await tickets(app)).toEqual([
      [String(friend), 2],
      [String(guest), 2],
      ['erased', 0],
    ]);
    const { store, policy, clock } = app.running().deps;
    expect(await listViolations(store.reader, instantOf(clock.nowMs()), policy.purchaseWindowMs)).toEqual([]);
  });

  it('who comes back buys like anybody else; a late refund of before finds its order and tells nobody', async () => {
    const { app, buy, order, first } = await open();
    const paidBy = (await order(first.id)).paidBy?.externalId ?? '';
    expect(await app.flows().erasePerson(owner, contact, false)).toMatchObject({ ok: true });
    await app.settled();
    app.world.stripe.refund({ paymentIntent: paidBy });
    await app.settled();
    expect((await order(first.id)).status).toBe('refunded');
    expect(await app.deliveries({ state: 'dead' })).toEqual([]);
    expect(await traces(app)).toEqual([]);

    const again = await buy(anna);
    await app.settled();
    expect(await app.db().selectFrom('money_decisions').selectAll().execute()).toEqual([]);
    expect(await order(again.id)).toMatchObject({ status: 'paid', telegramId: String(anna) });
    // Whoever the guest brings tickets to from now on, it is nobody who is not there.
    await buy(guest);
    await app.settled();
    expect((await tickets(app)).find(([who]) => who === 'erased')).toEqual(['erased', 0]);
  });
});
