import { applyFact, type Draft, draftOf, reversalKey } from '../domain/apply-facts.ts';
import type { DisputeFact, DomainEvent, PaymentFact, RefundFact } from '../domain/facts.ts';
import type { CustomerId, NewId, PayerId, PaymentId, ProviderName, PurchaseId } from '../domain/ids.ts';
import type { Customer, Neighbourhood, Purchase, SheetRow } from '../domain/neighbourhood.ts';
import type { Dispute, Refund } from '../domain/reversals.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import { chunks, type Loading, loadPayers, loadPeople } from './load-people.ts';
import { paymentFromRow, reversalFromRow } from './payment-rows.ts';
import type { CustomerTable, PaymentTable, PurchaseTable, ReversalTable, SheetRowTable } from './schema.ts';
import { selectRows } from './select.ts';

const paymentsByExternalId = 'select * from payments where provider = ? and external_id in (??)';
const paymentsByCharge = 'select * from payments where provider = ? and charge_id in (??)';
const paymentsByCustomer = "select * from payments where customer_id in (??) and status = 'captured'";
const reversalsById = 'select * from reversals where provider = ? and external_id in (??)';
const reversalsByPayment = 'select * from reversals where provider = ? and payment_external_id in (??)';
const reversalsByCharge = 'select * from reversals where provider = ? and charge_id in (??)';
const customersById = 'select * from customers where id in (??)';
const customersMergedInto = 'select * from customers where merged_into in (??)';
const purchasesByCustomer = 'select * from purchases where customer_id in (??)';
const rowsByCustomer = 'select * from sheet_rows where customer_id in (??)';

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
  for (const ids of chunks([...externalIds, ...lonelyCharges]))
    addPayments(loading, await selectRows(tx, paymentsByExternalId, provider, ids));
  for (const ids of chunks(lonelyCharges)) addPayments(loading, await selectRows(tx, paymentsByCharge, provider, ids));
}

async function loadNamedReversals(
  tx: Tx,
  provider: ProviderName,
  facts: readonly ObjectFact[],
  loading: Loading,
): Promise<void> {
  const named = facts.filter((fact) => fact.kind !== 'payment').map((fact) => fact.externalId);
  for (const ids of chunks(named)) {
    addReversals(loading, await selectRows(tx, reversalsById, provider, ids));
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
  for (const ids of chunks(paymentIds)) addReversals(loading, await selectRows(tx, reversalsByPayment, provider, ids));
  for (const ids of chunks(chargeIds)) addReversals(loading, await selectRows(tx, reversalsByCharge, provider, ids));
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
    const customers = [
      ...(await selectRows<CustomerTable>(tx, customersById, chunk)),
      ...(await selectRows<CustomerTable>(tx, customersMergedInto, chunk)),
    ];
    for (const row of customers) loading.customers.set(row.id as CustomerId, customerFromRow(row));
    for (const row of await selectRows<PurchaseTable>(tx, purchasesByCustomer, chunk))
      loading.purchases.set(row.id as PurchaseId, purchaseFromRow(row));
    for (const row of await selectRows<SheetRowTable>(tx, rowsByCustomer, chunk))
      loading.rows.set(row.row_key, sheetRowFromRow(row));
    const payments = await selectRows<PaymentTable>(tx, paymentsByCustomer, chunk);
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
    pins: [],
  };
}

/** Applied once on what is loaded so far, only to learn which payers the facts lead to. */
function preview(event: DomainEvent, loading: Loading, now: Instant, newId: NewId): Draft {
  const draft = draftOf(loading);
  for (const fact of event.facts) applyFact(draft, fact, event, { now, newId });
  return draft;
}

/** Everything that this event, and these payers, can touch (see domain/neighbourhood.ts), in a few indexed reads. */
export async function loadNeighbourhood(
  tx: Tx,
  event: DomainEvent,
  now: Instant,
  payers: readonly PayerId[] = [],
): Promise<Neighbourhood> {
  const loading = emptyLoading();
  const { provider } = event;
  const objectFacts = event.facts.filter((fact) => fact.kind !== 'customer');
  await loadNamedPayments(tx, provider, objectFacts, loading);
  await loadNamedReversals(tx, provider, objectFacts, loading);
  const customerFacts = event.facts.filter((fact) => fact.kind === 'customer');
  await loadPayers(
    tx,
    [...payers, ...customerFacts.map((fact) => `${provider}:${fact.externalId}` as PayerId)],
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
