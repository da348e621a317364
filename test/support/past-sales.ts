import type { Insertable } from 'kysely';
import { hourMs, type Instant, instantOf, msOf } from '../../src/domain/time.ts';
import { rebuildRollups } from '../../src/flows/metrics/rebuild-rollups.ts';
import type { PaymentTable, PurchaseTable } from '../../src/store/schema.ts';
import type { App } from './app.ts';

export type PastSale = Readonly<{
  at: Instant;
  country: string;
  campaign: string;
  amountMinor?: number;
  customer?: string;
}>;

const rowsAtOnce = 40;
let made = 0;

function rowsOf({ at, country, campaign, amountMinor = 1_999, customer }: PastSale) {
  made += 1;
  const n = String(made).padStart(9, '0');
  const payment: Insertable<PaymentTable> = {
    id: `pay_${n}`,
    provider: 'stripe',
    external_id: `pi_past${n}`,
    charge_id: null,
    session_id: null,
    status: 'captured',
    amount_minor: amountMinor,
    currency: 'USD',
    reversed_minor: 0,
    paid_at: at,
    paid_at_provisional: 0,
    created_at: at,
    first_seen_at: at,
    first_source: 'history',
    quiet: 1,
    payer_id: `stripe:cus_${n}`,
    customer_id: customer ?? `cst_${n}`,
    purchase_id: `pur_${n}`,
    email: null,
    country,
    city: null,
    method: 'card',
    card_last4: null,
    failure_code: null,
    campaign: JSON.stringify({ campaign_name: campaign }),
    campaign_name: campaign,
    conflict: 0,
    facts: '{}',
  };
  const purchase: Insertable<PurchaseTable> = {
    id: `pur_${n}`,
    customer_id: customer ?? `cst_${n}`,
    origin_payment_id: `pay_${n}`,
    ordinal: 1,
    name: `purchase_${n}`,
    first_paid_at: at,
    merged_into: null,
    loud: 0,
    vip_told: 0,
    view: '{}',
  };
  return { payment, purchase };
}

/** Sales as they stand in the ledger, written without a provider: weeks of them in a second, and summed up. */
export async function writePastSales(app: App, sales: readonly PastSale[]): Promise<void> {
  const { deps } = app.running();
  for (let from = 0; from < sales.length; from += rowsAtOnce) {
    const rows = sales.slice(from, from + rowsAtOnce).map(rowsOf);
    await deps.commits.submit(async (tx) => {
      await tx
        .insertInto('payments')
        .values(rows.map(({ payment }) => payment))
        .execute();
      await tx
        .insertInto('purchases')
        .values(rows.map(({ purchase }) => purchase))
        .execute();
    });
  }
  const hours = [...new Set(sales.map(({ at }) => at.slice(0, 13)))];
  await deps.commits.submit(async (tx) => {
    for (const hour of hours)
      await tx
        .insertInto('dirty_hours')
        .values({ hour, marks: 1 })
        .onConflict((c) => c.doNothing())
        .execute();
  });
  while ((await rebuildRollups(deps)) > 0);
}

/** So many an hour from one instant to another, evenly spread. */
export function evenly(
  from: Instant,
  to: Instant,
  perHour: (hour: number) => number,
  of: Omit<PastSale, 'at'>,
): readonly PastSale[] {
  const sales: PastSale[] = [];
  for (let ms = msOf(from); ms < msOf(to); ms += hourMs) {
    const count = perHour(Math.round(ms / hourMs));
    for (let index = 0; index < count; index += 1)
      sales.push({ ...of, at: instantOf(Math.floor(ms + ((index + 0.5) / count) * hourMs)) });
  }
  return sales;
}
