import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import type { OrderSquares } from '../domain/reports/campaign-facts.ts';
import type { Reader } from './database.ts';
import { selectRows } from './select.ts';

type Row = Readonly<{ campaign: string; currency: string; squares: number | string }>;

/** By campaign and currency, over the purchases of a period: the squares of what each brought, less money back. */
export async function sumOrderSquares(db: Reader, { from, to }: Window): Promise<readonly OrderSquares[]> {
  const rows = await selectRows<Row>(
    db,
    `select campaign, currency, sum(1.0 * net * net) as squares from (
       select campaign_name as campaign, currency, sum(amount_minor - reversed_minor) as net from payments
       where status = 'captured' and paid_at >= ? and paid_at < ? and campaign_name is not null
       group by campaign_name, currency, purchase_id) as orders
     group by campaign, currency`,
    from,
    to,
  );
  return rows.map((row) => ({
    campaign: row.campaign,
    currency: row.currency as Currency,
    squares: Number(row.squares),
  }));
}
