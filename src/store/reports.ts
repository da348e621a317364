import { sql } from 'kysely';
import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import type { DayTotals, PeriodSums, RankedTotal } from '../domain/views.ts';
import type { Reader } from './database.ts';

/** Written as the partial indexes are, so that they answer. */
const isCaptured = sql<boolean>`payments.status = 'captured'`;
const purchaseCount = sql<number>`count(distinct payments.purchase_id)`;

function paidIn(db: Reader, { from, to }: Window) {
  return db.selectFrom('payments').where(isCaptured).where('paid_at', '>=', from).where('paid_at', '<', to);
}

/** As `PeriodSums` says: money in when it was paid, money back when it went back. */
export async function sumPeriod(db: Reader, window: Window): Promise<PeriodSums> {
  const all = await paidIn(db, window).select(purchaseCount.as('purchases')).executeTakeFirst();
  const paid = await paidIn(db, window)
    .select((eb) => [
      'currency',
      eb.fn.sum<number>('amount_minor').as('gross'),
      eb.fn.countAll<number>().as('n'),
      purchaseCount.as('purchases'),
    ])
    .groupBy('currency')
    .execute();
  const back = await db
    .selectFrom('money_back')
    .select((eb) => ['currency', eb.fn.sum<number>('amount_minor').as('reversed')])
    .where('at', '>=', window.from)
    .where('at', '<', window.to)
    .groupBy('currency')
    .execute();
  const currencies = [...new Set([...paid, ...back].map((row) => row.currency))];
  const totals = currencies.map((currency) => {
    const own = paid.find((row) => row.currency === currency);
    return totalOf({ ...own, currency, reversed: back.find((row) => row.currency === currency)?.reversed });
  });
  return { purchases: Number(all?.purchases ?? 0), totals: totals.sort(byPayments) };
}

/** What sums come as: PostgreSQL writes large numbers as text. */
type Sum = number | string | undefined;

function totalOf(
  row: Readonly<{ currency: string; gross?: Sum; reversed?: Sum; purchases?: Sum; n?: Sum }>,
): DayTotals {
  return {
    currency: row.currency as Currency,
    grossMinor: Number(row.gross ?? 0),
    reversedMinor: Number(row.reversed ?? 0),
    purchases: Number(row.purchases ?? 0),
    payments: Number(row.n ?? 0),
  };
}

function byPayments(a: DayTotals, b: DayTotals): number {
  return b.payments - a.payments || (a.currency < b.currency ? -1 : 1);
}

export function campaignPayments(db: Reader, name: string, window: Window) {
  return paidIn(db, window).where('campaign_name', '=', name);
}

/** One campaign's sales of a period. Money that went back counts against the sale it belongs to, whenever it went. */
export async function sumCampaign(db: Reader, name: string, window: Window): Promise<readonly DayTotals[]> {
  const rows = await campaignPayments(db, name, window)
    .select((eb) => [
      'currency',
      eb.fn.sum<number>('amount_minor').as('gross'),
      eb.fn.sum<number>('reversed_minor').as('reversed'),
      eb.fn.countAll<number>().as('n'),
      purchaseCount.as('purchases'),
    ])
    .groupBy('currency')
    .execute();
  return rows.map(totalOf).sort(byPayments);
}

async function rankBy(
  db: Reader,
  column: 'country' | 'campaign_name',
  window: Window,
  limit: number,
): Promise<readonly RankedTotal[]> {
  const rows = await paidIn(db, window)
    .select((eb) => [
      eb.ref(column).as('name'),
      'currency',
      eb.fn.sum<number>('amount_minor').as('gross'),
      eb.fn.countAll<number>().as('n'),
    ])
    .where(column, 'is not', null)
    .groupBy([column, 'currency'])
    .orderBy('n', 'desc')
    .orderBy('name')
    .orderBy('currency')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    name: row.name as string,
    currency: row.currency as Currency,
    grossMinor: Number(row.gross),
    payments: Number(row.n),
  }));
}

export function rankCountries(db: Reader, window: Window, limit: number): Promise<readonly RankedTotal[]> {
  return rankBy(db, 'country', window, limit);
}

export function rankCampaigns(db: Reader, window: Window, limit: number): Promise<readonly RankedTotal[]> {
  return rankBy(db, 'campaign_name', window, limit);
}
