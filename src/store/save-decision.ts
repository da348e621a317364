import type { Decision, LostIdentifier } from '../domain/decision.ts';
import type { Payer } from '../domain/identity.ts';
import type { NewId } from '../domain/ids.ts';
import type { Assessed, Customer, Purchase } from '../domain/neighbourhood.ts';
import type { Instant } from '../domain/time.ts';
import { replaceContacts } from './contacts.ts';
import type { Tx } from './database.ts';
import { markDirty } from './dirty-hours.ts';
import { enqueueDeliveries } from './enqueue.ts';
import { rowFromPayment, rowFromReversal } from './payment-rows.ts';
import type { CustomerTable, PayerTable, PaymentTable, PurchaseTable, ReversalTable, SheetRowTable } from './schema.ts';
import { type UpsertSpec, upsertRows } from './upsert.ts';

const payments: UpsertSpec<'payments'> = {
  table: 'payments',
  columns: [
    'id',
    'provider',
    'external_id',
    'charge_id',
    'session_id',
    'status',
    'amount_minor',
    'currency',
    'reversed_minor',
    'paid_at',
    'paid_at_provisional',
    'created_at',
    'first_seen_at',
    'first_source',
    'quiet',
    'payer_id',
    'customer_id',
    'purchase_id',
    'email',
    'country',
    'city',
    'method',
    'card_last4',
    'failure_code',
    'campaign',
    'campaign_name',
    'conflict',
    'facts',
    'settled_minor',
    'settled_currency',
  ] satisfies (keyof PaymentTable)[],
  key: ['id'],
  onConflict: 'update',
};
const reversals: UpsertSpec<'reversals'> = {
  table: 'reversals',
  columns: [
    'provider',
    'kind',
    'external_id',
    'payment_external_id',
    'charge_id',
    'status',
    'amount_minor',
    'currency',
    'created_at',
    'ever_counted',
    'stopped_at',
    'fact',
  ] satisfies (keyof ReversalTable)[],
  key: ['provider', 'kind', 'external_id'],
  onConflict: 'update',
};
const moneyBack: UpsertSpec<'money_back'> = {
  table: 'money_back',
  columns: ['payment_id', 'seq', 'at', 'amount_minor', 'currency', 'kind'],
  key: ['payment_id', 'seq'],
  onConflict: 'update',
};
const payers: UpsertSpec<'payers'> = {
  table: 'payers',
  columns: ['id', 'customer_external_id', 'customer_id', 'fact'] satisfies (keyof PayerTable)[],
  key: ['id'],
  onConflict: 'update',
};
const identifiers: UpsertSpec<'payer_identifiers'> = {
  table: 'payer_identifiers',
  columns: ['kind', 'value', 'payer_id'],
  key: ['kind', 'value', 'payer_id'],
  onConflict: 'leave',
};
const customers: UpsertSpec<'customers'> = {
  table: 'customers',
  columns: ['id', 'key', 'origin_payer_id', 'merged_into'] satisfies (keyof CustomerTable)[],
  key: ['id'],
  onConflict: 'update',
};
const purchases: UpsertSpec<'purchases'> = {
  table: 'purchases',
  columns: [
    'id',
    'customer_id',
    'origin_payment_id',
    'ordinal',
    'name',
    'first_paid_at',
    'merged_into',
    'loud',
    'vip_told',
    'view',
  ] satisfies (keyof PurchaseTable)[],
  key: ['id'],
  onConflict: 'update',
};
const sheetRows: UpsertSpec<'sheet_rows'> = {
  table: 'sheet_rows',
  columns: ['row_key', 'customer_id', 'currency', 'view'] satisfies (keyof SheetRowTable)[],
  key: ['row_key'],
  onConflict: 'update',
};

export type SaveEnv = Readonly<{ now: Instant; newId: NewId }>;

async function savePayments(tx: Tx, { payments: changed, newPaymentIds }: Decision): Promise<void> {
  await upsertRows(tx, payments, changed.map(rowFromPayment));
  const known = changed.filter(({ payment }) => !newPaymentIds.has(payment.id)).map(({ payment }) => payment.id);
  if (known.length > 0) await tx.deleteFrom('money_back').where('payment_id', 'in', known).execute();
  const back = changed.flatMap(({ payment, summary, moneyBack: entries }: Assessed) =>
    entries.map(({ at, amountMinor, kind }, seq) => ({
      payment_id: payment.id,
      seq,
      at,
      amount_minor: amountMinor,
      currency: summary.currency,
      kind,
    })),
  );
  await upsertRows(tx, moneyBack, back);
}

/** What each changed payment and payer says now, in the place of what it said before. */
async function saveContacts(tx: Tx, { payments: changed, newPaymentIds, payers: people }: Decision): Promise<void> {
  const told = people.filter((payer) => payer.fact !== null);
  const known = changed.map(({ payment }) => payment.id).filter((id) => !newPaymentIds.has(id));
  await replaceContacts(tx, [...known, ...told.map((payer) => payer.id)], {
    payments: changed.map(({ payment }) => payment),
    payers: told,
  });
}

async function forgetIdentifiers(tx: Tx, lost: readonly LostIdentifier[]): Promise<void> {
  for (const { payerId, kind, value } of lost) {
    await tx
      .deleteFrom('payer_identifiers')
      .where('kind', '=', kind)
      .where('value', '=', value)
      .where('payer_id', '=', payerId)
      .execute();
  }
}

async function savePayers(tx: Tx, changed: readonly Payer[]): Promise<void> {
  const rows = changed.map((payer) => ({
    id: payer.id,
    customer_external_id: payer.customerExternalId,
    customer_id: payer.customerId as string,
    fact: payer.fact === null ? null : JSON.stringify(payer.fact),
  }));
  await upsertRows(tx, payers, rows);
  const known = changed.flatMap((payer) =>
    payer.identifiers.map(({ kind, value }) => ({ kind, value, payer_id: payer.id })),
  );
  await upsertRows(tx, identifiers, known);
}

async function saveCustomers(tx: Tx, changed: readonly Customer[], { now, newId }: SaveEnv): Promise<void> {
  const rows = changed.map((customer) => ({
    id: customer.id,
    key: customer.key,
    origin_payer_id: customer.originPayerId,
    merged_into: customer.mergedInto,
  }));
  await upsertRows(tx, customers, rows);
  for (const { id, mergedInto } of changed) {
    if (mergedInto === null) continue;
    const merge = { id: newId('mrg'), winner_id: mergedInto, loser_id: id, merged_at: now, cause: 'identity' };
    await tx.insertInto('customer_merges').values(merge).execute();
  }
}

function purchaseRow(purchase: Purchase): PurchaseTable {
  return {
    id: purchase.id,
    customer_id: purchase.customerId,
    origin_payment_id: purchase.originPaymentId,
    ordinal: purchase.ordinal,
    name: purchase.view.name,
    first_paid_at: purchase.firstPaidAt,
    merged_into: purchase.mergedInto,
    loud: purchase.loud ? 1 : 0,
    vip_told: purchase.vipTold ? 1 : 0,
    view: JSON.stringify(purchase.view),
  };
}

async function saveRereads(tx: Tx, { rereads }: Decision): Promise<void> {
  for (const { provider, kind, externalId, cause, dueAt } of rereads) {
    await tx
      .insertInto('rereads')
      .values({
        provider,
        kind,
        external_id: externalId,
        cause,
        state: 'waiting',
        due_at: dueAt,
        attempts: 0,
        detail: null,
      })
      .onConflict((c) =>
        // A customer is asked for once; amounts may come to differ again after they were settled.
        c
          .columns(['provider', 'kind', 'external_id', 'cause'])
          .doUpdateSet({ state: 'waiting', due_at: dueAt, attempts: 0 })
          .where('rereads.state', '=', 'done')
          .where('rereads.kind', '!=', 'customer'),
      )
      .execute();
  }
}

/** Writes what `decide` found, all in the caller's transaction. */
export async function saveDecision(tx: Tx, decision: Decision, env: SaveEnv): Promise<void> {
  await saveCustomers(tx, decision.customers, env);
  await savePayers(tx, decision.payers);
  await forgetIdentifiers(tx, decision.lostIdentifiers);
  await savePayments(tx, decision);
  await saveContacts(tx, decision);
  await upsertRows(tx, reversals, [...decision.refunds, ...decision.disputes].map(rowFromReversal));
  await upsertRows(tx, purchases, decision.purchases.map(purchaseRow));
  const rows = decision.rows.map((row) => ({
    row_key: row.key,
    customer_id: row.customerId,
    currency: row.currency,
    view: JSON.stringify(row.view),
  }));
  await upsertRows(tx, sheetRows, rows);
  await markDirty(tx, decision.hours);
  await enqueueDeliveries(tx, decision.deliveries, env);
  await saveRereads(tx, decision);
}
