import { sql } from 'kysely';
import type { CampaignFacts } from '../domain/facts.ts';
import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import type { DayTotals, RankedTotal } from '../domain/views.ts';
import type { Reader } from './database.ts';

/** Money in by paid time, money back by the time it went back, purchases by the time of their first payment. */
export async function sumPeriod(db: Reader, { from, to }: Window): Promise<readonly DayTotals[]> {
  const paid = await db
    .selectFrom('payments')
    .leftJoin('purchases', 'purchases.id', 'payments.purchase_id')
    .select((eb) => [
      'currency',
      eb.fn.sum<number>('amount_minor').as('gross'),
      eb.fn.countAll<number>().as('n'),
      // One that began on an earlier day was counted there.
      sql<number>`count(distinct case when purchases.first_paid_at >= ${from} then payments.purchase_id end)`.as(
        'purchases',
      ),
    ])
    .where('status', '=', 'captured')
    .where('paid_at', '>=', from)
    .where('paid_at', '<', to)
    .groupBy('currency')
    .execute();
  const back = await db
    .selectFrom('money_back')
    .select((eb) => ['currency', eb.fn.sum<number>('amount_minor').as('reversed')])
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy('currency')
    .execute();
  const currencies = [...new Set([...paid, ...back].map((row) => row.currency))];
  const totals = currencies.map((currency) => {
    const own = paid.find((row) => row.currency === currency);
    return {
      currency: currency as Currency,
      grossMinor: Number(own?.gross ?? 0),
      reversedMinor: Number(back.find((row) => row.currency === currency)?.reversed ?? 0),
      purchases: Number(own?.purchases ?? 0),
      payments: Number(own?.n ?? 0),
    };
  });
  return totals.sort((a, b) => b.payments - a.payments || (a.currency < b.currency ? -1 : 1));
}

export async function rankCountries(db: Reader, { from, to }: Window, limit: number): Promise<readonly RankedTotal[]> {
  const rows = await db
    .selectFrom('payments')
    .select((eb) => [
      'country',
      'currency',
      eb.fn.sum<number>('amount_minor').as('gross'),
      eb.fn.countAll<number>().as('n'),
    ])
    .where('status', '=', 'captured')
    .where('paid_at', '>=', from)
    .where('paid_at', '<', to)
    .where('country', 'is not', null)
    .groupBy(['country', 'currency'])
    .orderBy('n', 'desc')
    .orderBy('country')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    name: row.country as string,
    currency: row.currency as Currency,
    grossMinor: Number(row.gross),
    payments: Number(row.n),
  }));
}

/** Campaigns share one text column, so they are grouped as texts first: a day has few different ones. */
export async function rankCampaigns(db: Reader, { from, to }: Window, limit: number): Promise<readonly RankedTotal[]> {
  const rows = await db
    .selectFrom('payments')
    .select((eb) => [
      'campaign',
      'currency',
      eb.fn.sum<number>('amount_minor').as('gross'),
      eb.fn.countAll<number>().as('n'),
    ])
    .where('status', '=', 'captured')
    .where('paid_at', '>=', from)
    .where('paid_at', '<', to)
    .where('campaign', 'is not', null)
    .groupBy(['campaign', 'currency'])
    .orderBy(sql`count(*)`, 'desc')
    .limit(5_000)
    .execute();
  const ranked = new Map<string, RankedTotal>();
  for (const row of rows) {
    const facts = JSON.parse(row.campaign as string) as CampaignFacts;
    const name = facts.campaign_name ?? facts.utm_campaign;
    if (!name) continue;
    const key = `${row.currency} ${name}`;
    const known = ranked.get(key) ?? { name, currency: row.currency as Currency, grossMinor: 0, payments: 0 };
    ranked.set(key, {
      ...known,
      grossMinor: known.grossMinor + Number(row.gross),
      payments: known.payments + Number(row.n),
    });
  }
  return [...ranked.values()].sort((a, b) => b.payments - a.payments || (a.name < b.name ? -1 : 1)).slice(0, limit);
}
