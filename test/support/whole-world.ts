import type { CustomerId } from '../../src/domain/ids.ts';
import type { Customer, Neighbourhood, SheetRow } from '../../src/domain/neighbourhood.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { purchaseFromRow } from '../../src/store/load-neighbourhood.ts';
import { paymentFromRow } from '../../src/store/payment-rows.ts';

/** All payments, purchases, rows and customers that are stored. */
export async function readWorld({ reader }: Store): Promise<Neighbourhood> {
  const payments = (await reader.selectFrom('payments').selectAll().execute()).map(paymentFromRow);
  const purchases = (await reader.selectFrom('purchases').selectAll().execute()).map(purchaseFromRow);
  const customers = (await reader.selectFrom('customers').selectAll().execute()).map(
    (row) =>
      ({ id: row.id, key: row.key, originPayerId: row.origin_payer_id, mergedInto: row.merged_into }) as Customer,
  );
  const rows = (await reader.selectFrom('sheet_rows').selectAll().execute()).map(
    (row) => ({ key: row.row_key, customerId: row.customer_id as CustomerId, view: JSON.parse(row.view) }) as SheetRow,
  );
  return {
    payments: new Map(payments.map((payment) => [payment.id, payment])),
    purchases: new Map(purchases.map((purchase) => [purchase.id, purchase])),
    customers: new Map(customers.map((customer) => [customer.id, customer])),
    rows: new Map(rows.map((row) => [row.key, row])),
    refunds: new Map(),
    disputes: new Map(),
    payers: new Map(),
    sharedEmails: new Set(),
  };
}

const ledgerTables = [
  'payments',
  'reversals',
  'money_back',
  'customers',
  'customer_merges',
  'payers',
  'payer_identifiers',
  'contacts',
  'purchases',
  'sheet_rows',
  'rereads',
  'charges',
  'dirty_hours',
  'rollups',
  'revised_days',
  'cursors',
] as const;

export async function emptyLedger(store: Store): Promise<void> {
  await inTransaction(store, async (tx) => {
    for (const table of ledgerTables) await tx.deleteFrom(table).execute();
  });
}
