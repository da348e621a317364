import type { Decision } from '../domain/decision.ts';
import type { NewId } from '../domain/ids.ts';
import type { Assessed, Customer, Purchase } from '../domain/neighbourhood.ts';
import type { Payer } from '../domain/identity.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import { enqueueDelivery } from './enqueue.ts';
import { rowFromPayment, rowFromReversal } from './payment-rows.ts';

async function savePayment(tx: Tx, assessed: Assessed): Promise<void> {
  const row = rowFromPayment(assessed);
  const { id: _id, provider: _provider, external_id: _externalId, ...changes } = row;
  await tx
    .insertInto('payments')
    .values(row)
    .onConflict((c) => c.columns(['provider', 'external_id']).doUpdateSet(changes))
    .execute();
}

async function saveMoneyBack(tx: Tx, { payment, summary, moneyBack }: Assessed, isNew: boolean): Promise<void> {
  if (!isNew) await tx.deleteFrom('money_back').where('payment_id', '=', payment.id).execute();
  if (moneyBack.length === 0) return;
  const rows = moneyBack.map(({ at, amountMinor }, seq) => ({
    payment_id: payment.id,
    seq,
    at,
    amount_minor: amountMinor,
    currency: summary.currency,
  }));
  await tx.insertInto('money_back').values(rows).execute();
}

async function savePayer(tx: Tx, payer: Payer): Promise<void> {
  const row = {
    id: payer.id,
    customer_external_id: payer.customerExternalId,
    customer_id: payer.customerId as string,
    fact: payer.fact === null ? null : JSON.stringify(payer.fact),
  };
  const { id: _id, ...changes } = row;
  await tx.insertInto('payers').values(row).onConflict((c) => c.column('id').doUpdateSet(changes)).execute();
  if (payer.identifiers.length === 0) return;
  const identifiers = payer.identifiers.map(({ kind, value }) => ({ kind, value, payer_id: payer.id }));
  await tx.insertInto('payer_identifiers').values(identifiers).onConflict((c) => c.doNothing()).execute();
}

async function saveCustomer(tx: Tx, customer: Customer, now: Instant, newId: NewId): Promise<void> {
  const row = {
    id: customer.id,
    key: customer.key,
    origin_payer_id: customer.originPayerId,
    merged_into: customer.mergedInto,
  };
  const { id: _id, ...changes } = row;
  await tx.insertInto('customers').values(row).onConflict((c) => c.column('id').doUpdateSet(changes)).execute();
  if (customer.mergedInto === null) return;
  const merge = { id: newId('mrg'), winner_id: customer.mergedInto, loser_id: customer.id, merged_at: now, cause: 'identity' };
  await tx.insertInto('customer_merges').values(merge).execute();
}

async function savePurchase(tx: Tx, purchase: Purchase): Promise<void> {
  const row = {
    id: purchase.id,
    customer_id: purchase.customerId,
    origin_payment_id: purchase.originPaymentId,
    ordinal: purchase.ordinal,
    name: purchase.view.name,
    first_paid_at: purchase.firstPaidAt,
    merged_into: purchase.mergedInto,
    loud: purchase.loud ? (1 as const) : (0 as const),
    vip_told: purchase.vipTold ? (1 as const) : (0 as const),
    view: JSON.stringify(purchase.view),
  };
  const { id: _id, ...changes } = row;
  await tx.insertInto('purchases').values(row).onConflict((c) => c.column('id').doUpdateSet(changes)).execute();
}

async function saveReversals(tx: Tx, { refunds, disputes }: Decision): Promise<void> {
  for (const reversal of [...refunds, ...disputes]) {
    const row = rowFromReversal(reversal);
    const { provider: _provider, kind: _kind, external_id: _externalId, ...changes } = row;
    await tx
      .insertInto('reversals')
      .values(row)
      .onConflict((c) => c.columns(['provider', 'kind', 'external_id']).doUpdateSet(changes))
      .execute();
  }
}

async function saveRereads(tx: Tx, { rereads }: Decision, now: Instant): Promise<void> {
  for (const { provider, kind, external_id, cause } of rereads.map(({ externalId, ...rest }) => ({ ...rest, external_id: externalId }))) {
    await tx
      .insertInto('rereads')
      .values({ provider, kind, external_id, cause, state: 'waiting', due_at: now, attempts: 0, detail: null })
      .onConflict((c) => c.doNothing())
      .execute();
  }
}

export type SaveEnv = Readonly<{ now: Instant; newId: NewId; isNewPayment: (assessed: Assessed) => boolean }>;

/** Writes what `decide` found, all in the caller's transaction. */
export async function saveDecision(tx: Tx, decision: Decision, env: SaveEnv): Promise<void> {
  for (const customer of decision.customers) await saveCustomer(tx, customer, env.now, env.newId);
  for (const payer of decision.payers) await savePayer(tx, payer);
  for (const assessed of decision.payments) {
    await savePayment(tx, assessed);
    await saveMoneyBack(tx, assessed, env.isNewPayment(assessed));
  }
  await saveReversals(tx, decision);
  for (const purchase of decision.purchases) await savePurchase(tx, purchase);
  for (const row of decision.rows) {
    const values = { row_key: row.key, customer_id: row.customerId, currency: row.currency, view: JSON.stringify(row.view) };
    const { row_key: _key, ...changes } = values;
    await tx.insertInto('sheet_rows').values(values).onConflict((c) => c.column('row_key').doUpdateSet(changes)).execute();
  }
  for (const delivery of decision.deliveries) await enqueueDelivery(tx, delivery, env);
  await saveRereads(tx, decision, env.now);
}
