import { applyFact, type Draft, draftOf, reversalKey } from '../domain/apply-facts.ts';
import type { CustomerFact, DisputeFact, DomainEvent, PaymentFact, RefundFact } from '../domain/facts.ts';
import { type Identifier, identifierKey, type Payer, sharedEmailLimit } from '../domain/identity.ts';
import type { CustomerId, NewId, PayerId, PaymentId, ProviderName, PurchaseId } from '../domain/ids.ts';
import type { Customer, Neighbourhood, Purchase, SheetRow } from '../domain/neighbourhood.ts';
import { compareText, type Payment } from '../domain/payment.ts';
import type { Dispute, Refund } from '../domain/reversals.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import { paymentFromRow, reversalFromRow } from './payment-rows.ts';
import type { CustomerTable, PaymentTable, PurchaseTable, ReversalTable, SheetRowTable } from './schema.ts';

/** Ids in one `in (…)`: far below both databases' limits. */
const chunkSize = 200;
/** Shared by a few too many, an e-mail may become evidence again when one of them changes his: those are looked at. */
const clearlySharedBy = 2 * sharedEmailLimit;
/** An e-mail that more payers hold than this is shared by too many anyway. */
const holderLimit = 40;

type Loading = {
  payments: Map<PaymentId, Payment>;
  chargeIds: Map<PaymentId, string | null>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  payers: Map<PayerId, Payer>;
  customers: Map<CustomerId, Customer>;
  purchases: Map<PurchaseId, Purchase>;
  rows: Map<string, SheetRow>;
  sharedEmails: Set<string>;
};

function chunks<T>(values: Iterable<T>): T[][] {
  const all = [...new Set(values)];
  const result: T[][] = [];
  for (let i = 0; i < all.length; i += chunkSize) result.push(all.slice(i, i + chunkSize));
  return result;
}

function addPayments(loading: Loading, rows: readonly PaymentTable[]): void {
  for (const row of rows) {
    const payment = paymentFromRow(row);
    loading.payments.set(payment.id, payment);
    loading.chargeIds.set(payment.id, row.charge_id);
  }
}

function addReversals(loading: Loading, rows: readonly ReversalTable[]): void {
  for (const row of rows) {
    const reversal = reversalFromRow(row);
    if (reversal.fact.kind === 'refund') loading.refunds.set(reversalKey(reversal.fact), reversal as Refund);
    else loading.disputes.set(reversalKey(reversal.fact), reversal as Dispute);
  }
}

type ObjectFact = PaymentFact | RefundFact | DisputeFact;

/** The payments that the facts name: by their own id, or by a charge where nothing else is told. */
async function loadNamedPayments(
  tx: Tx,
  provider: ProviderName,
  facts: readonly ObjectFact[],
  loading: Loading,
): Promise<void> {
  const externalIds: string[] = [];
  const lonelyCharges: string[] = [];
  for (const fact of facts) {
    const externalId = fact.kind === 'payment' ? fact.externalId : fact.paymentExternalId;
    if (externalId) externalIds.push(externalId);
    else if (fact.chargeId) lonelyCharges.push(fact.chargeId);
  }
  const select = () => tx.selectFrom('payments').selectAll().where('provider', '=', provider);
  for (const ids of chunks([...externalIds, ...lonelyCharges]))
    addPayments(loading, await select().where('external_id', 'in', ids).execute());
  for (const ids of chunks(lonelyCharges)) addPayments(loading, await select().where('charge_id', 'in', ids).execute());
}

async function loadNamedReversals(
  tx: Tx,
  provider: ProviderName,
  facts: readonly ObjectFact[],
  loading: Loading,
): Promise<void> {
  const named = facts.filter((fact) => fact.kind !== 'payment').map((fact) => fact.externalId);
  for (const ids of chunks(named)) {
    const rows = await tx
      .selectFrom('reversals')
      .selectAll()
      .where('provider', '=', provider)
      .where('external_id', 'in', ids)
      .execute();
    addReversals(loading, rows);
  }
}

/** Reversals of the payments, also those that came before their payment did. */
async function loadReversalsOf(
  tx: Tx,
  provider: ProviderName,
  paymentIds: Iterable<string>,
  chargeIds: Iterable<string>,
  loading: Loading,
): Promise<void> {
  const select = () => tx.selectFrom('reversals').selectAll().where('provider', '=', provider);
  for (const ids of chunks(paymentIds))
    addReversals(loading, await select().where('payment_external_id', 'in', ids).execute());
  for (const ids of chunks(chargeIds)) addReversals(loading, await select().where('charge_id', 'in', ids).execute());
}

async function loadPayers(tx: Tx, ids: Iterable<PayerId>, loading: Loading): Promise<Payer[]> {
  const missing = [...ids].filter((id) => !loading.payers.has(id));
  const loaded: Payer[] = [];
  for (const chunk of chunks(missing)) {
    const rows = await tx.selectFrom('payers').selectAll().where('id', 'in', chunk).execute();
    if (rows.length === 0) continue;
    const found = rows.map((row) => row.id);
    const identifiers = await tx.selectFrom('payer_identifiers').selectAll().where('payer_id', 'in', found).execute();
    identifiers.sort((a, b) => compareText(identifierKey(a), identifierKey(b)));
    for (const row of rows) {
      const own = identifiers.filter((identifier) => identifier.payer_id === row.id);
      const payer: Payer = {
        id: row.id as PayerId,
        customerExternalId: row.customer_external_id,
        identifiers: own.map(({ kind, value }) => ({ kind, value })),
        fact: row.fact === null ? null : (JSON.parse(row.fact) as CustomerFact),
        customerId: row.customer_id as CustomerId,
      };
      loading.payers.set(payer.id, payer);
      loaded.push(payer);
    }
  }
  return loaded;
}

async function holdersOf(tx: Tx, { kind, value }: Identifier, loading: Loading): Promise<PayerId[]> {
  const rows = await tx
    .selectFrom('payer_identifiers')
    .innerJoin('payers', 'payers.id', 'payer_identifiers.payer_id')
    .select(['payers.id', 'payers.customer_external_id'])
    .where('kind', '=', kind)
    .where('value', '=', value)
    .limit(holderLimit)
    .execute();
  const customers = rows.filter((row) => row.customer_external_id !== null).length;
  if (kind === 'email' && (customers > clearlySharedBy || rows.length === holderLimit)) {
    loading.sharedEmails.add(value);
    return [];
  }
  return rows.map((row) => row.id as PayerId);
}

/** Follows identifiers and customers until nobody new turns up: everybody who is, was or may become the same person. */
async function loadPeople(tx: Tx, draft: Draft, loading: Loading): Promise<void> {
  const asked = new Set<string>();
  const askedCustomers = new Set<CustomerId>();
  let frontier: readonly Payer[] = [...draft.payers.values()];
  const named = [
    ...frontier.map((payer) => payer.id),
    ...[...loading.payments.values()].map((payment) => payment.payerId),
  ];
  frontier = [...frontier, ...(await loadPayers(tx, named, loading))];
  while (frontier.length > 0) {
    const next: PayerId[] = [];
    for (const identifier of frontier.flatMap((payer) => payer.identifiers)) {
      const key = `${identifier.kind}:${identifier.value}`;
      if (asked.has(key)) continue;
      asked.add(key);
      next.push(...(await holdersOf(tx, identifier, loading)));
    }
    const customerIds = frontier
      .map((payer) => payer.customerId)
      .filter((id) => id !== null && !askedCustomers.has(id));
    for (const ids of chunks(customerIds as CustomerId[])) {
      for (const id of ids) askedCustomers.add(id);
      const rows = await tx.selectFrom('payers').select('id').where('customer_id', 'in', ids).execute();
      next.push(...rows.map((row) => row.id as PayerId));
    }
    frontier = await loadPayers(tx, next, loading);
  }
}

function customerFromRow(row: CustomerTable): Customer {
  return {
    id: row.id as CustomerId,
    key: row.key,
    originPayerId: row.origin_payer_id as PayerId,
    mergedInto: row.merged_into as CustomerId | null,
  };
}

export function purchaseFromRow(row: PurchaseTable): Purchase {
  return {
    id: row.id as PurchaseId,
    customerId: row.customer_id as CustomerId,
    originPaymentId: row.origin_payment_id as PaymentId,
    ordinal: row.ordinal,
    firstPaidAt: row.first_paid_at as Instant,
    mergedInto: row.merged_into as PurchaseId | null,
    loud: row.loud === 1,
    vipTold: row.vip_told === 1,
    view: JSON.parse(row.view) as Purchase['view'],
  };
}

function sheetRowFromRow(row: SheetRowTable): SheetRow {
  return {
    key: row.row_key,
    customerId: row.customer_id as CustomerId,
    currency: row.currency as SheetRow['currency'],
    view: JSON.parse(row.view) as SheetRow['view'],
  };
}

async function loadCustomers(tx: Tx, loading: Loading): Promise<void> {
  const ids = [...loading.payers.values()].map((payer) => payer.customerId).filter((id) => id !== null);
  for (const chunk of chunks(ids)) {
    const rows = await tx
      .selectFrom('customers')
      .selectAll()
      .where((eb) => eb.or([eb('id', 'in', chunk), eb('merged_into', 'in', chunk)]))
      .execute();
    for (const row of rows) loading.customers.set(row.id as CustomerId, customerFromRow(row));
    const purchases = await tx.selectFrom('purchases').selectAll().where('customer_id', 'in', chunk).execute();
    for (const row of purchases) loading.purchases.set(row.id as PurchaseId, purchaseFromRow(row));
    const sheetRows = await tx.selectFrom('sheet_rows').selectAll().where('customer_id', 'in', chunk).execute();
    for (const row of sheetRows) loading.rows.set(row.row_key, sheetRowFromRow(row));
    const payments = await tx
      .selectFrom('payments')
      .selectAll()
      .where('customer_id', 'in', chunk)
      .where('status', '=', 'captured')
      .execute();
    addPayments(
      loading,
      payments.filter((row) => !loading.payments.has(row.id as PaymentId)),
    );
  }
}

function emptyLoading(): Loading {
  return {
    payments: new Map(),
    chargeIds: new Map(),
    refunds: new Map(),
    disputes: new Map(),
    payers: new Map(),
    customers: new Map(),
    purchases: new Map(),
    rows: new Map(),
    sharedEmails: new Set(),
  };
}

/** Applied once on what is loaded so far, only to learn which payers the facts lead to. */
function preview(event: DomainEvent, loading: Loading, now: Instant, newId: NewId): Draft {
  const draft = draftOf(loading);
  for (const fact of event.facts) applyFact(draft, fact, event, { now, newId });
  return draft;
}

/** Everything that this event can touch (see domain/neighbourhood.ts), in a few indexed reads. */
export async function loadNeighbourhood(tx: Tx, event: DomainEvent, now: Instant): Promise<Neighbourhood> {
  const loading = emptyLoading();
  const { provider } = event;
  const objectFacts = event.facts.filter((fact) => fact.kind !== 'customer');
  await loadNamedPayments(tx, provider, objectFacts, loading);
  await loadNamedReversals(tx, provider, objectFacts, loading);
  const customerFacts = event.facts.filter((fact) => fact.kind === 'customer');
  await loadPayers(
    tx,
    customerFacts.map((fact) => `${provider}:${fact.externalId}` as PayerId),
    loading,
  );
  let made = 0;
  const draft = preview(event, loading, now, () => `new_${made++}`);
  await loadPeople(tx, draft, loading);
  await loadCustomers(tx, loading);
  const named = objectFacts
    .map((fact) => (fact.kind === 'payment' ? fact.externalId : fact.paymentExternalId))
    .filter((id) => id !== undefined);
  const own = [...loading.payments.values()].map((payment) => payment.externalId);
  const charges = [...loading.chargeIds.values(), ...objectFacts.map((fact) => fact.chargeId)].filter(
    (id) => typeof id === 'string',
  );
  await loadReversalsOf(tx, provider, [...named, ...own], charges, loading);
  return loading;
}
