import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../src/domain/time.ts';
import { type App, owner } from '../../support/app.ts';
import { contestOf } from '../../support/contests.ts';
import { eventually } from '../../support/eventually.ts';
import { startShop } from '../../support/shop.ts';

async function tickets(app: App): Promise<Readonly<Record<string, number>>> {
  const rows = await app
    .db()
    .selectFrom('ticket_ledger')
    .select(['beneficiary_id', sql<number>`sum(delta)`.as('n')])
    .where('beneficiary_id', 'not like', 'issuer:%')
    .groupBy('beneficiary_id')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.beneficiary_id, Number(row.n)]));
}

describe('a purchase in the shop during a contest', () => {
  for (const method of ['stripe', 'yookassa', 'stars'] as const) {
    it(`by ${method} brings tickets to buyer and referrer with the payment, and its refund takes them`, async () => {
      const { app, sell, place, start, pay, reaches } = await startShop();
      await sell({ tickets: 4 });
      const made = await app.flows().createContest(owner, contestOf(instantOf(app.clock.nowMs())));
      expect(made.ok).toBe(true);
      const { code } = await app.flows().invitePage('800', 0);
      expect(await app.flows().bindReferral('900', code)).toBe('bound');
      app.clock.advance(1_000);
      const order = await place(900);
      await pay(await start(900, order.id, method), 900);
      await reaches(order.id, 'paid');
      expect(await tickets(app)).toEqual({ '800': 4, '900': 4 });
      const ownOf = async (id: string) => (await app.flows().ticketsPage(id, { before: null }))?.own;
      expect(await ownOf('900')).toMatchObject({ tickets: 4, lostAll: false });
      const refund = await app.flows().refundOrder(owner, order.id);
      expect(refund).toMatchObject({ ok: true });
      await reaches(order.id, 'refunded');
      await eventually(async () => expect(await tickets(app)).toEqual({ '800': 0, '900': 0 }));
      expect(await ownOf('900')).toMatchObject({ tickets: 0, place: null, lostAll: true });
      expect(await ownOf('901')).toMatchObject({ tickets: 0, place: null, lostAll: false });
      expect(await app.flows().awardRetryStats(owner)).toMatchObject({ queueSize: 0 });
    });
  }

  it('of a gift brings tickets to who pays, not to who gets it', async () => {
    const { app, sell, place, start, pay, reaches, buyer } = await startShop();
    await sell({ tickets: 4 });
    await app.flows().createContest(owner, contestOf(instantOf(app.clock.nowMs())));
    const order = await place(900, { gift: true });
    await pay(await start(900, order.id, 'stripe'), 900);
    await reaches(order.id, 'paid');
    const code = await app.flows().giftCode(buyer(900), order.id);
    await app.flows().takeGift(buyer(901), code ?? '');
    expect(await tickets(app)).toEqual({ '900': 4 });
  });
});
