import { type Route, toldKey } from '../domain/deliveries.ts';
import type { PurchaseId } from '../domain/ids.ts';
import type { Tx } from './database.ts';

/** Which of these purchases' cards these places were told, as `toldKey`. */
export async function listToldCards(
  tx: Tx,
  routes: readonly Route[],
  purchases: readonly PurchaseId[],
): Promise<ReadonlySet<string>> {
  if (purchases.length === 0) return new Set();
  const rows = await tx
    .selectFrom('sent_messages')
    .select(['destination', 'address', 'subject_id'])
    .where('subject_id', 'in', purchases)
    .where('kind', '=', 'purchase')
    .where(
      'address',
      'in',
      routes.map((route) => route.address),
    )
    .execute();
  return new Set(rows.map((row) => toldKey(row, row.subject_id)));
}
