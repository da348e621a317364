import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import { hourMs, instantOfSeconds, plusMs } from '../../src/domain/time.ts';
import { inTransaction } from '../../src/store/database.ts';
import { campaignPayments, rankCampaigns, rankCountries, sumCampaign, sumPeriod } from '../../src/store/reports.ts';
import { worldStart } from '../support/small-world.ts';
import { describeStores } from '../support/stores.ts';
import { chargeEvent, eventOf, recordEvents } from '../support/stripe-facts.ts';

const start = instantOfSeconds(worldStart);
const after = (ms: number) => plusMs(start, ms);
const wholeDay = { from: start, to: after(24 * hourMs) };

function refund(n: number, amount: number, afterSeconds: number) {
  const created = worldStart + afterSeconds;
  return eventOf('refund', {
    id: `re_${n}`,
    amount,
    charge: `ch_${n}`,
    created,
    currency: 'usd',
    payment_intent: `pi_${n}`,
    status: 'succeeded',
  });
}

const card = (country: string) => ({ payment_method_details: { type: 'card', card: { country, last4: '4242' } } });

describeStores('the sums of a period', ({ kind, open }) => {
  it('count money in by the time it was paid and money back by the time it went back', async () => {
    const store = await open();
    await recordEvents(
      store,
      chargeEvent(0, { customer: 'cus_A' }),
      chargeEvent(60, { customer: 'cus_A', amount: 999, currency: 'eur' }),
      refund(0, 40, 120),
    );
    expect(await sumPeriod(store.reader, { from: start, to: after(60_000) })).toEqual({
      purchases: 1,
      totals: [{ currency: 'USD', grossMinor: 100, reversedMinor: 0, purchases: 1, payments: 1 }],
    });
    const { totals } = await sumPeriod(store.reader, { from: after(60_000), to: after(hourMs) });
    expect(totals.map((row) => [row.currency, row.grossMinor, row.reversedMinor])).toEqual([
      ['EUR', 999, 0],
      ['USD', 0, 40],
    ]);
  });

  it('count a purchase in two currencies once in all, and once in each', async () => {
    const store = await open();
    await recordEvents(
      store,
      chargeEvent(0, { customer: 'cus_A' }),
      chargeEvent(60, { customer: 'cus_A', amount: 980, currency: 'jpy' }),
      chargeEvent(90, { customer: 'cus_B' }),
    );
    const sums = await sumPeriod(store.reader, wholeDay);
    expect([sums.purchases, ...sums.totals.map((row) => [row.currency, row.purchases, row.payments])]).toEqual([
      2,
      ['USD', 2, 2],
      ['JPY', 1, 1],
    ]);
  });

  it('never hold money without a purchase: one that lasts over midnight counts on both days', async () => {
    const store = await open();
    await recordEvents(
      store,
      chargeEvent(0, { customer: 'cus_A' }),
      chargeEvent(3_600, { customer: 'cus_A', amount: 980, currency: 'jpy' }),
    );
    const midnight = after(hourMs / 2);
    const days = [
      { from: start, to: midnight },
      { from: midnight, to: after(2 * hourMs) },
    ];
    const sums = await Promise.all(days.map((day) => sumPeriod(store.reader, day)));
    expect(sums.map(({ purchases, totals }) => [purchases, totals.map((row) => row.purchases)])).toEqual([
      [1, [1]],
      [1, [1]],
    ]);
  });

  it('rank countries and campaigns by payments, then by name, and leave out what is unknown', async () => {
    const store = await open();
    const campaign = (utm_campaign: string, fbclid: string) => ({ metadata: { utm_campaign, fbclid } });
    await recordEvents(
      store,
      chargeEvent(1, { ...card('US'), ...campaign('spring', 'a') }),
      chargeEvent(2, { ...card('US'), ...campaign('spring', 'b') }),
      chargeEvent(3, { ...card('DE'), ...campaign('autumn', 'c') }),
      chargeEvent(4, { ...card('AT'), metadata: { campaign_name: 'autumn', utm_campaign: 'spring' } }),
      chargeEvent(5),
    );
    const shown = (rows: Awaited<ReturnType<typeof rankCountries>>) =>
      rows.map((row) => `${row.name} ${row.payments} ${row.grossMinor} ${row.currency}`);
    expect(shown(await rankCountries(store.reader, wholeDay, 2))).toEqual(['US 2 200 USD', 'AT 1 100 USD']);
    expect(shown(await rankCampaigns(store.reader, wholeDay, 5))).toEqual(['autumn 2 200 USD', 'spring 2 200 USD']);
  });

  it('know a campaign that only the customer told, and later than the payment', async () => {
    const store = await open();
    await recordEvents(
      store,
      chargeEvent(1, { customer: 'cus_A' }),
      eventOf('customer', { id: 'cus_A', email: 'a@x.io', metadata: { utm_campaign: 'spring' } }),
    );
    expect(await rankCampaigns(store.reader, wholeDay, 5)).toMatchObject([{ name: 'spring', payments: 1 }]);
    expect(await store.reader.selectFrom('payments').select('email').execute()).toEqual([{ email: 'a@x.io' }]);
  });

  it('of a campaign take money back from the sale that it belongs to', async () => {
    const store = await open();
    const metadata = { campaign_name: 'spring' };
    await recordEvents(
      store,
      chargeEvent(1, { metadata, customer: 'cus_A' }),
      chargeEvent(2, { metadata, customer: 'cus_A' }),
      chargeEvent(3, { metadata: { campaign_name: 'autumn' } }),
      refund(1, 40, 30 * 3_600),
    );
    expect(await sumCampaign(store.reader, 'spring', wholeDay)).toEqual([
      { currency: 'USD', grossMinor: 200, reversedMinor: 40, purchases: 1, payments: 2 },
    ]);
  });

  it('of a campaign read its own payments only', async () => {
    const store = await open();
    // Enough of the same day and another campaign that it matters which index answers.
    const others = Array.from({ length: 100 }, (_, n) => chargeEvent(n + 2, { metadata: { campaign_name: 'autumn' } }));
    await recordEvents(store, chargeEvent(1, { metadata: { campaign_name: 'spring' } }), ...others);
    const { sql, parameters } = campaignPayments(store.reader, 'spring', wholeDay).select('id').compile();
    const plan = await inTransaction(store, async (tx) => {
      if (kind === 'postgres') await tx.executeQuery(CompiledQuery.raw('analyze payments'));
      if (kind === 'postgres') await tx.executeQuery(CompiledQuery.raw('set local enable_seqscan = off'));
      const explain = kind === 'postgres' ? 'explain' : 'explain query plan';
      return (await tx.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]))).rows;
    });
    expect(JSON.stringify(plan)).toMatch(
      kind === 'postgres' ? /Index Scan using payments_by_campaign/ : /SEARCH payments .*campaign_name=.*paid_at>/,
    );
  });
});
