import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import type { ExportedPayment } from '../domain/reports/exported-payment.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';

/** Captured payments by paid time, the oldest first; at most `limit`. */
export async function listPaidBetween(
  db: Reader,
  { from, to }: Window,
  limit: number,
): Promise<readonly ExportedPayment[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['paid_at', 'provider', 'external_id', 'amount_minor', 'currency', 'reversed_minor', 'method'])
    .select(['country', 'city', 'campaign_name', 'customer_id', 'email'])
    .where('status', '=', 'captured')
    .where('paid_at', '>=', from)
    .where('paid_at', '<', to)
    .orderBy('paid_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    paidAt: row.paid_at as Instant,
    provider: row.provider,
    externalId: row.external_id,
    amountMinor: row.amount_minor,
    reversedMinor: row.reversed_minor,
    currency: row.currency as Currency,
    method: row.method,
    country: row.country,
    city: row.city,
    campaign: row.campaign_name,
    customerId: row.customer_id,
    email: row.email,
  }));
}
