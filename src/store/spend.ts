import type { Currency } from '../domain/money.ts';
import type { Spend, SpendSource } from '../domain/spend/spend.ts';
import type { BusinessDate, Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import { type UpsertSpec, upsertRows } from './upsert.ts';

const key = ['campaign', 'date', 'currency', 'source'] as const;
const spec: UpsertSpec<'spend'> = {
  table: 'spend',
  columns: [...key, 'amount_minor', 'set_by', 'set_at'],
  key,
  onConflict: 'update',
};

export async function upsertSpend(
  tx: Tx,
  spends: readonly Spend[],
  source: SpendSource,
  by: Readonly<{ name: string; now: Instant }>,
): Promise<void> {
  const rows = spends.map(({ campaign, date, currency, amountMinor }) => ({
    ...{ campaign, date, currency, source, amount_minor: amountMinor },
    set_by: by.name,
    set_at: by.now,
  }));
  await upsertRows(tx, spec, rows);
}

/** Removes what a source told of these days before and no longer tells. */
export async function deleteSpend(tx: Tx, spends: readonly Spend[], source: SpendSource): Promise<void> {
  for (const { campaign, date, currency } of spends)
    await tx
      .deleteFrom('spend')
      .where('campaign', '=', campaign)
      .where('date', '=', date)
      .where('currency', '=', currency)
      .where('source', '=', source)
      .execute();
}

type Range = Readonly<{ from: BusinessDate; to: BusinessDate }>;

/** What one source says of some days, both included. */
export async function listSpendOf(db: Reader, source: SpendSource, { from, to }: Range): Promise<readonly Spend[]> {
  const rows = await db
    .selectFrom('spend')
    .select(['campaign', 'date', 'currency', 'amount_minor'])
    .where('source', '=', source)
    .where('date', '>=', from)
    .where('date', '<=', to)
    .execute();
  return rows.map(spendOf);
}

type Row = Readonly<{ campaign: string; date: string; currency: string; amount_minor: number }>;

function spendOf(row: Row): Spend {
  return {
    campaign: row.campaign,
    date: row.date as BusinessDate,
    currency: row.currency as Currency,
    amountMinor: Number(row.amount_minor),
  };
}

/** What was spent on some days: where several sources tell the same, the one that spoke last. */
export async function listSpend(db: Reader, { from, to }: Range): Promise<readonly Spend[]> {
  const rows = await db
    .selectFrom('spend')
    .select(['campaign', 'date', 'currency', 'amount_minor'])
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('set_at')
    .orderBy('source')
    .execute();
  const last = new Map(rows.map((row) => [`${row.date} ${row.currency} ${row.campaign}`, row]));
  return [...last.values()].map(spendOf);
}

export async function hasSpent(db: Reader, campaign: string): Promise<boolean> {
  const row = await db.selectFrom('spend').select('date').where('campaign', '=', campaign).limit(1).executeTakeFirst();
  return row !== undefined;
}
