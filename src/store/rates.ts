import type { Rate } from '../domain/metrics/rates.ts';
import { type Settled, settledRate } from '../domain/metrics/settled.ts';
import type { Currency } from '../domain/money.ts';
import type { BusinessDate, Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { SettledDayTable } from './schema-metrics.ts';

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

/** What was booked in other currencies for the sales of a business day, in place of what was said of it before. */
export async function saveSettled(tx: Tx, date: BusinessDate, sums: readonly Settled[]): Promise<void> {
  await tx.deleteFrom('settled_days').where('date', '=', date).execute();
  for (const { currency, base, amountMinor, settledMinor } of sums)
    await tx
      .insertInto('settled_days')
      .values({ date, currency, base, amount_minor: amountMinor, settled_minor: settledMinor })
      .execute();
}

export async function listSettled(db: Reader, date: BusinessDate): Promise<readonly Settled[]> {
  const rows = await db.selectFrom('settled_days').selectAll().where('date', '=', date).execute();
  return rows.map(settledOf);
}

function settledOf(row: SettledDayTable): Settled {
  return {
    currency: row.currency as Currency,
    base: row.base as Currency,
    amountMinor: Number(row.amount_minor),
    settledMinor: Number(row.settled_minor),
  };
}

async function listSettledRates(
  db: Reader,
  base: Currency,
  upTo: BusinessDate,
  limit: number,
): Promise<readonly Rate[]> {
  const rows = await db
    .selectFrom('settled_days')
    .selectAll()
    .where('base', '=', base)
    .where('date', '<=', upTo)
    .orderBy('date', 'desc')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => {
    const rate = settledRate(settledOf(row), row.date as BusinessDate);
    return rate ? [rate] : [];
  });
}

/** All into one base currency up to a day, the newest first: a provider's own, then what was said. */
export async function listRates(
  db: Reader,
  base: Currency,
  upTo: BusinessDate,
  limit = 10_000,
): Promise<readonly Rate[]> {
  const all = [...(await listSettledRates(db, base, upTo, limit)), ...(await listSaidRates(db, base, upTo, limit))];
  return all.sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? 1 : -1));
}

async function listSaidRates(db: Reader, base: Currency, upTo: BusinessDate, limit: number): Promise<readonly Rate[]> {
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
