import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import type { Sale } from '../../src/domain/metrics/tally.ts';
import { hourMs, instantOfSeconds, plusMs } from '../../src/domain/time.ts';
import { inTransaction, type Reader, type Store } from '../../src/store/database.ts';
import { readSales } from '../../src/store/sales.ts';
import { worldStart } from '../support/small-world.ts';
import { describeStores } from '../support/stores.ts';
import { chargeEvent, eventOf, recordEvents } from '../support/stripe-facts.ts';

const start = instantOfSeconds(worldStart);
const wholeDay = { from: start, to: plusMs(start, 24 * hourMs) };

async function salesOf(db: Reader, campaign?: string): Promise<readonly Sale[]> {
  const sales: Sale[] = [];
  for await (const page of readSales(db, wholeDay, { campaign })) sales.push(...page);
  return sales;
}

/** What was asked of the database. */
function listening(db: Reader, heard: CompiledQuery[]): Reader {
  return new Proxy(db, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'executeQuery') return value.bind(target);
      return (query: CompiledQuery) => {
        heard.push(query);
        return target.executeQuery(query);
      };
    },
  });
}

async function planOf(store: Store, { sql, parameters }: CompiledQuery): Promise<string> {
  return inTransaction(store, async (tx) => {
    const isPostgres = store.kind === 'postgres';
    if (isPostgres) await tx.executeQuery(CompiledQuery.raw('analyze payments'));
    if (isPostgres) await tx.executeQuery(CompiledQuery.raw('set local enable_seqscan = off'));
    const explain = isPostgres ? 'explain' : 'explain query plan';
    const { rows } = await tx.executeQuery(CompiledQuery.raw(`${explain} ${sql}`, [...parameters]));
    return JSON.stringify(rows);
  });
}

describeStores('the sales of a period', ({ kind, open }) => {
  it('know a campaign that only the customer told, and later than the payment', async () => {
    const store = await open();
    await recordEvents(
      store,
      chargeEvent(1, { customer: 'cus_A' }),
      eventOf('customer', { id: 'cus_A', email: 'a@x.io', metadata: { utm_campaign: 'spring' } }),
    );
    expect((await salesOf(store.reader, 'spring')).map(({ amountMinor }) => amountMinor)).toEqual([100]);
  });

  it('of one campaign are found by its name', async () => {
    const store = await open();
    // Enough of the same day and another campaign that it matters which index answers.
    const others = Array.from({ length: 100 }, (_, n) => chargeEvent(n + 2, { metadata: { campaign_name: 'autumn' } }));
    await recordEvents(store, chargeEvent(1, { metadata: { campaign_name: 'spring' } }), ...others);
    const heard: CompiledQuery[] = [];
    expect(await salesOf(listening(store.reader, heard), 'spring')).toHaveLength(1);
    expect(await planOf(store, heard[0] as CompiledQuery)).toMatch(
      kind === 'postgres' ? /Index Scan using payments_by_campaign/ : /SEARCH p .*campaign_name=.*paid_at>/,
    );
  });
});
