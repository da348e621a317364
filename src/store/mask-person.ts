import {
  type KeyedHash,
  maskCustomer,
  maskEmail,
  maskPayerId,
  maskPayment,
  maskTelegramId,
  maskView,
} from '../domain/erasure.ts';
import type { CustomerFact } from '../domain/facts.ts';
import type { PayerId } from '../domain/ids.ts';
import { type UtcHour, utcHourOf } from '../domain/metrics/touched-hours.ts';
import { type Payment, summarise } from '../domain/payment.ts';
import type { Instant } from '../domain/time.ts';
import type { PurchaseView, SheetRowView } from '../domain/views.ts';
import { replaceContacts } from './contacts.ts';
import type { Tx } from './database.ts';
import { markDirty } from './dirty-hours.ts';
import { paymentFromRow, rowFromPayment } from './payment-rows.ts';
import { contains, type Person } from './persons.ts';
import type { PayerTable, PaymentTable } from './schema.ts';

export type AsideText = Readonly<{ id: string; externalId: string; type: string; text: string }>;

function maskedFact(payer: PayerTable | undefined, hash: KeyedHash): CustomerFact | null {
  return payer?.fact ? maskCustomer(JSON.parse(payer.fact) as CustomerFact, hash) : null;
}

function maskedPayment(row: PaymentTable, hash: KeyedHash): Payment {
  const known = paymentFromRow(row);
  return {
    ...known,
    payerId: maskPayerId(known.payerId, hash) as PayerId,
    intent: known.intent && maskPayment(known.intent, hash),
    charge: known.charge && maskPayment(known.charge, hash),
    session: known.session && maskPayment(known.session, hash),
  };
}

/** The row that the masked facts come to. What went back is not about the person: it stays as it is. */
function maskedRow(row: PaymentTable, payment: Payment, fact: CustomerFact | null): PaymentTable {
  const summary = summarise(payment, fact?.campaign);
  const email = summary.emails[0] ?? fact?.email ?? null;
  const derived = rowFromPayment({
    payment,
    summary,
    email,
    moneyBack: [],
    disputed: false,
    customerCampaign: fact?.campaign ?? {},
    asksCustomer: false,
  });
  return { ...derived, reversed_minor: row.reversed_minor };
}

async function maskPayers(tx: Tx, { payers, identifiers, customers }: Person, hash: KeyedHash): Promise<void> {
  for (const payer of payers) {
    const fact = maskedFact(payer, hash);
    const masked = { id: maskPayerId(payer.id, hash), fact: fact && JSON.stringify(fact) };
    await tx.updateTable('payers').set(masked).where('id', '=', payer.id).execute();
  }
  for (const { kind, value, payer_id } of identifiers) {
    const masked = kind === 'email' ? maskEmail(value, hash) : maskTelegramId(value, hash);
    await tx
      .updateTable('payer_identifiers')
      .set({ value: masked, payer_id: maskPayerId(payer_id, hash) })
      .where('kind', '=', kind)
      .where('value', '=', value)
      .where('payer_id', '=', payer_id)
      .execute();
  }
  for (const { id, origin_payer_id } of customers) {
    const masked = { origin_payer_id: maskPayerId(origin_payer_id, hash) };
    await tx.updateTable('customers').set(masked).where('id', '=', id).execute();
  }
}

async function maskContacts(tx: Tx, { payments, payers }: Person, hash: KeyedHash): Promise<void> {
  const former = [...payments, ...payers].map(({ id }) => id);
  await replaceContacts(tx, former, {
    payments: payments.map((row) => maskedPayment(row, hash)),
    payers: payers.map((payer) => ({ id: maskPayerId(payer.id, hash) as PayerId, fact: maskedFact(payer, hash) })),
  });
}

async function maskViews(tx: Tx, { purchases, rows }: Person, hash: KeyedHash): Promise<void> {
  for (const { id, view } of purchases) {
    const masked = JSON.stringify(maskView(JSON.parse(view) as PurchaseView, hash));
    await tx.updateTable('purchases').set({ view: masked }).where('id', '=', id).execute();
  }
  for (const { row_key, view } of rows) {
    const masked = JSON.stringify(maskView(JSON.parse(view) as SheetRowView, hash));
    await tx.updateTable('sheet_rows').set({ view: masked }).where('row_key', '=', row_key).execute();
  }
}

/** Sums by city name his: they are made anew. */
async function hoursOf(tx: Tx, { payments }: Person): Promise<readonly UtcHour[]> {
  const ids = payments.map(({ id }) => id);
  if (ids.length === 0) return [];
  const returns = await tx.selectFrom('money_back').select('at').where('payment_id', 'in', ids).execute();
  const times = [...payments.map(({ paid_at }) => paid_at), ...returns.map(({ at }) => at)];
  return times.filter((at) => at !== null).map((at) => utcHourOf(at as Instant));
}

/**
 * Replaces everything personal in one person's rows by what the same facts, masked, come to: amounts, ids, times and
 * groups stay as they are, and the next event about him finds rows that agree with it.
 */
export async function maskPerson(tx: Tx, person: Person, hash: KeyedHash): Promise<void> {
  const payers = new Map(person.payers.map((payer) => [payer.id, payer]));
  for (const row of person.payments) {
    const fact = maskedFact(payers.get(row.payer_id), hash);
    const { id, ...masked } = maskedRow(row, maskedPayment(row, hash), fact);
    await tx.updateTable('payments').set(masked).where('id', '=', id).execute();
  }
  await markDirty(tx, await hoursOf(tx, person));
  await maskPayers(tx, person, hash);
  await maskContacts(tx, person, hash);
  await maskViews(tx, person, hash);
}

/** The keys stay: they find repeats. */
export async function forgetTexts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('inbox')
    .set((eb) => ({
      payload: '',
      conflict_payload: eb.case().when('conflict_payload', 'is', null).then(null).else('').end(),
    }))
    .where('id', 'in', ids)
    .execute();
}

/** Entries that are still put aside, with their texts: they may be read again. */
export async function listAsideOf(tx: Tx, ids: readonly string[]): Promise<readonly AsideText[]> {
  const rows = await tx
    .selectFrom('inbox')
    .select(['id', 'external_id', 'type', 'payload'])
    .where('id', 'in', ids)
    .where('state', '=', 'quarantined')
    .execute();
  return rows.map(({ id, external_id, type, payload }) => ({ id, externalId: external_id, type, text: payload }));
}

export async function writeText(tx: Tx, id: string, text: string): Promise<void> {
  await tx.updateTable('inbox').set({ payload: text }).where('id', '=', id).execute();
}

/**
 * What is kept for a while and names him. Answers of the HTTP API: a repeat is known, and told nothing. Buttons that
 * hold what was typed. Steps of a cleaning or repair: what a row held can no longer be put back.
 */
export async function forgetMentions(tx: Tx, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await tx.updateTable('idempotency_keys').set({ answer: '{}' }).where(contains('answer', name)).execute();
    await tx.updateTable('actions').set({ argument: '' }).where(contains('argument', name)).execute();
    for (const column of ['work', 'stood'] as const) {
      await tx.deleteFrom('run_steps').where(contains(column, name)).execute();
    }
  }
}
