import type { Payment } from '../domain/payment.ts';
import type { Reader, Tx } from './database.ts';
import { paymentFromRow } from './payment-rows.ts';

/** The payment with all its facts, as it stands; null where we do not know it. */
export async function findPaymentByExternalId(
  db: Reader | Tx,
  provider: string,
  externalId: string,
): Promise<Payment | null> {
  const row = await db
    .selectFrom('payments')
    .selectAll()
    .where('provider', '=', provider)
    .where('external_id', '=', externalId)
    .executeTakeFirst();
  return row ? paymentFromRow(row) : null;
}
