import type { Rate } from '../domain/metrics/rates.ts';
import type { Currency } from '../domain/money.ts';
import type { BusinessDate, Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export async function saveRates(tx: Tx, rates: readonly Rate[], setBy: string, now: Instant): Promise<void> {
  for (const { currency, base, date, rate, source } of rates) {
    const said = { rate, source, set_by: setBy, set_at: now };
    await tx
      .insertInto('rates')
      .values({ currency, base, date, ...said })
      .onConflict((c) => c.columns(['currency', 'base', 'date']).doUpdateSet(said))
      .execute();
  }
}

/** All into one base currency up to a day, the newest first. */
export async function listRates(
  db: Reader,
  base: Currency,
  upTo: BusinessDate,
  limit = 10_000,
): Promise<readonly Rate[]> {
  const rows = await db
    .selectFrom('rates')
    .selectAll()
    .where('base', '=', base)
    .where('date', '<=', upTo)
    .orderBy('date', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    currency: row.currency as Currency,
    base: row.base as Currency,
    date: row.date as BusinessDate,
    rate: row.rate,
    source: row.source,
  }));
}
