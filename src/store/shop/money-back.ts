import type { DisputeFact, RefundFact } from '../../domain/facts.ts';
import type { ProviderName } from '../../domain/ids.ts';
import type { Reader } from '../database.ts';

/** A payment that is in the books: its key at the provider, and what was captured of it. */
export type PaidRef = Readonly<{ provider: ProviderName; externalId: string }>;

/** By its own key, or by its charge's. */
export async function findPaymentRef(
  db: Reader,
  { provider, paymentExternalId, chargeId }: RefundFact | DisputeFact,
): Promise<PaidRef | null> {
  if (paymentExternalId) return { provider, externalId: paymentExternalId };
  if (!chargeId) return null;
  const row = await db
    .selectFrom('payments')
    .select('external_id')
    .where('provider', '=', provider)
    .where('charge_id', '=', chargeId)
    .executeTakeFirst();
  return row ? { provider, externalId: row.external_id } : null;
}

/** What was captured, and everything that is known of its money back; null where the payment is not known. */
export async function findMoneyBack(
  db: Reader,
  { provider, externalId }: PaidRef,
): Promise<Readonly<{ capturedMinor: number; facts: readonly (RefundFact | DisputeFact)[] }> | null> {
  const payment = await db
    .selectFrom('payments')
    .select(['amount_minor', 'charge_id'])
    .where('provider', '=', provider)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
  if (!payment) return null;
  const rows = await db
    .selectFrom('reversals')
    .select('fact')
    .where('provider', '=', provider)
    .where((e) =>
      e.or([e('payment_external_id', '=', externalId), e('charge_id', '=', payment.charge_id ?? externalId)]),
    )
    .execute();
  return { capturedMinor: payment.amount_minor, facts: rows.map(({ fact }) => JSON.parse(fact) as RefundFact) };
}

/** Who paid it, as its provider calls him; null where nobody is known. */
export async function findPayer(db: Reader, { provider, externalId }: PaidRef): Promise<string | null> {
  const row = await db
    .selectFrom('payments')
    .innerJoin('payers', 'payers.id', 'payments.payer_id')
    .select('payers.customer_external_id')
    .where('payments.provider', '=', provider)
    .where('payments.external_id', '=', externalId)
    .executeTakeFirst();
  return row?.customer_external_id ?? null;
}
