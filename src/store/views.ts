import { sql } from 'kysely';
import type { Contact } from '../domain/contacts.ts';
import type { CampaignFacts, PaymentStatus } from '../domain/facts.ts';
import {
  type CustomerId,
  type DeliveryId,
  type PaymentId,
  type ProviderName,
  type PurchaseId,
  providerNames,
} from '../domain/ids.ts';
import type { Currency } from '../domain/money.ts';
import { isWithdrawn } from '../domain/reversals.ts';
import type { Instant } from '../domain/time.ts';
import type { DeliveryView, DisputeView, PaymentView, PurchaseView, RefundView, TraceEvent } from '../domain/views.ts';
import type { Reader } from './database.ts';
import type { PaymentTable, ReversalTable } from './schema.ts';

type NamedPayment = PaymentTable & {
  owner_id: string | null;
  customer_key: string | null;
  purchase_name: string | null;
  disputed_minor: number | string;
};

export function paymentView(row: NamedPayment): PaymentView {
  return {
    id: row.id as PaymentId,
    provider: row.provider as ProviderName,
    externalId: row.external_id,
    chargeId: row.charge_id,
    status: row.status as PaymentStatus,
    amount: { amountMinor: row.amount_minor, currency: row.currency as Currency },
    reversedMinor: row.reversed_minor,
    disputedMinor: Math.min(Number(row.disputed_minor), row.reversed_minor),
    paidAt: row.paid_at as Instant | null,
    paidAtProvisional: row.paid_at_provisional === 1,
    createdAt: row.created_at as Instant,
    firstSeenAt: row.first_seen_at as Instant,
    firstSource: row.first_source,
    method: row.method,
    cardLast4: row.card_last4,
    failureCode: row.failure_code,
    email: row.email,
    country: row.country,
    city: row.city,
    campaign: row.campaign === null ? {} : (JSON.parse(row.campaign) as CampaignFacts),
    customerId: row.owner_id as CustomerId | null,
    customerKey: row.customer_key,
    purchaseId: row.purchase_id as PurchaseId | null,
    purchaseName: row.purchase_name,
  };
}

/** What disputes hold of a payment now, by the rule of `isWithdrawn`. */
const disputedMinor = sql<number | string>`(
  select coalesce(sum(reversals.amount_minor), 0) from reversals
  where reversals.kind = 'dispute' and reversals.provider = payments.provider
    and reversals.status not like 'warning%' and reversals.status not in ('won', 'prevented')
    and (reversals.payment_external_id = payments.external_id or reversals.charge_id = payments.charge_id))`;

/** A payment belongs to its payer's customer: only captured ones are regrouped when customers merge. */
export function namedPayments(db: Reader) {
  return db
    .selectFrom('payments')
    .leftJoin('payers', 'payers.id', 'payments.payer_id')
    .leftJoin('customers', 'customers.id', 'payers.customer_id')
    .leftJoin('purchases', 'purchases.id', 'payments.purchase_id')
    .selectAll('payments')
    .select(['payers.customer_id as owner_id', 'customers.key as customer_key', 'purchases.name as purchase_name'])
    .select(disputedMinor.as('disputed_minor'));
}

export const paymentIds = ['payments.id', 'payments.external_id', 'payments.charge_id', 'payments.session_id'] as const;

/** The provider's id is indexed behind the provider's name: without one, every payment would be read. */
export function paymentBy(db: Reader, column: (typeof paymentIds)[number], id: string) {
  const query = namedPayments(db).where(column, '=', id);
  return column === 'payments.external_id' ? query.where('payments.provider', 'in', providerNames) : query;
}

/** By our id, the provider's id, its charge or its session; each is an index. */
export async function findPaymentView(db: Reader, id: string): Promise<PaymentView | null> {
  for (const column of paymentIds) {
    const row = await paymentBy(db, column, id).executeTakeFirst();
    if (row) return paymentView(row);
  }
  const reversal = await db
    .selectFrom('reversals')
    .select(['payment_external_id', 'charge_id'])
    .where('external_id', '=', id)
    .executeTakeFirst();
  const owner = reversal?.payment_external_id ?? reversal?.charge_id;
  return owner ? findPaymentView(db, owner) : null;
}

export async function findPayerId(db: Reader, id: PaymentId): Promise<string | null> {
  const row = await db.selectFrom('payments').select('payer_id').where('id', '=', id).executeTakeFirst();
  return row?.payer_id ?? null;
}

const listLimit = 20;

export async function listPaymentsOfPurchase(db: Reader, id: PurchaseId): Promise<readonly PaymentView[]> {
  const rows = await namedPayments(db)
    .where('payments.purchase_id', '=', id)
    .orderBy('payments.paid_at', 'desc')
    .limit(listLimit)
    .execute();
  return rows.map(paymentView);
}

/** What was merged away keeps the name that it had; whoever has it now comes first, in both databases. */
const mergedLast = sql`case when merged_into is null then 0 else 1 end`;

export async function findPurchaseView(db: Reader, by: 'id' | 'name', value: string): Promise<PurchaseView | null> {
  const row = await db
    .selectFrom('purchases')
    .select('view')
    .where(by, '=', value)
    .orderBy(mergedLast)
    .executeTakeFirst();
  return row ? (JSON.parse(row.view) as PurchaseView) : null;
}

/** By our id, the shown key, or a provider's customer id; merged customers lead on. */
export async function findCustomerId(db: Reader, query: string): Promise<CustomerId | null> {
  const own = await db.selectFrom('customers').select(['id', 'merged_into']).where('id', '=', query).executeTakeFirst();
  if (own) return (own.merged_into ?? own.id) as CustomerId;
  const keyed = await db
    .selectFrom('customers')
    .select(['id', 'merged_into'])
    .where('key', '=', query)
    .orderBy(mergedLast)
    .executeTakeFirst();
  if (keyed) return (keyed.merged_into ?? keyed.id) as CustomerId;
  const payer = await db
    .selectFrom('payers')
    .select('customer_id')
    .where('id', 'in', [`stripe:${query}`, `telegram:${query}`])
    .executeTakeFirst();
  return (payer?.customer_id ?? null) as CustomerId | null;
}

/** One step in the index: whoever the provider itself knows by this address comes first, then the newest payment's payer. */
export function customerByContact(db: Reader, { kind, value }: Contact) {
  return db
    .selectFrom('contacts')
    .leftJoin('payments', 'payments.id', 'contacts.holder_id')
    .innerJoin('payers', (join) =>
      join.on((eb) => eb('payers.id', '=', eb.fn.coalesce('payments.payer_id', 'contacts.holder_id'))),
    )
    .select('payers.customer_id')
    .where('contacts.kind', '=', kind)
    .where('contacts.value', '=', value)
    .orderBy('contacts.holder_id', 'desc')
    .limit(1);
}

/** The first of these addresses that leads to anybody, paid or not. */
export async function findCustomerByContact(db: Reader, contacts: readonly Contact[]): Promise<CustomerId | null> {
  for (const contact of contacts) {
    const found = await customerByContact(db, contact).executeTakeFirst();
    if (found) return found.customer_id as CustomerId;
  }
  return null;
}

export function reversalView(row: ReversalTable): RefundView {
  return {
    externalId: row.external_id,
    status: row.status,
    amount: { amountMinor: row.amount_minor, currency: row.currency as Currency },
    createdAt: row.created_at as Instant,
  };
}

export async function listReversals(
  db: Reader,
  payment: PaymentView,
): Promise<{ refunds: RefundView[]; disputes: DisputeView[] }> {
  const refs = [payment.externalId, payment.chargeId ?? ''];
  const rows = await db
    .selectFrom('reversals')
    .selectAll()
    .where('provider', '=', payment.provider)
    .where((eb) => eb.or([eb('payment_external_id', 'in', refs), eb('charge_id', 'in', refs)]))
    .orderBy('created_at')
    .execute();
  const views = rows.map((row) => ({ kind: row.kind, ...reversalView(row) }));
  return {
    refunds: views.filter(({ kind }) => kind === 'refund'),
    disputes: views
      .filter(({ kind }) => kind === 'dispute')
      .map((view) => ({ ...view, withdrawn: isWithdrawn(view.status) })),
  };
}

export async function listTraceEvents(db: Reader, payment: PaymentView): Promise<readonly TraceEvent[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(['received_at', 'type', 'source', 'external_id', 'state', 'issues', 'secret_index'])
    .where('payment_ref', 'in', [payment.externalId, payment.chargeId ?? ''])
    .orderBy('received_at')
    .limit(50)
    .execute();
  return rows.map((row) => ({
    at: row.received_at as Instant,
    type: row.type,
    source: row.source,
    externalId: row.external_id,
    state: row.state,
    detail: row.issues ?? (row.secret_index === null ? null : `signature verified, secret ${row.secret_index}`),
  }));
}

/** Every delivery for these subjects with its tries, oldest first. */
export async function listDeliveryViews(db: Reader, subjectIds: readonly string[]): Promise<readonly DeliveryView[]> {
  if (subjectIds.length === 0) return [];
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('subject_id', 'in', subjectIds)
    .orderBy('created_at')
    .orderBy('id')
    .limit(50)
    .execute();
  const attempts = await db
    .selectFrom('attempts')
    .selectAll()
    .where('delivery_id', 'in', [...rows.map((row) => row.id), ''])
    .orderBy('n')
    .execute();
  return rows.map((row) => ({
    id: row.id as DeliveryId,
    destination: row.destination,
    address: row.address,
    kind: row.kind,
    subject: row.subject_id,
    state: row.state,
    createdAt: row.created_at as Instant,
    settledAt: row.settled_at as Instant | null,
    nextAt: row.state === 'waiting' ? (row.due_at as Instant) : null,
    attempts: attempts
      .filter((attempt) => attempt.delivery_id === row.id)
      .map((attempt) => ({
        at: attempt.started_at as Instant,
        outcome: attempt.outcome,
        code: attempt.code,
        detail: attempt.detail,
        durationMs: attempt.duration_ms,
      })),
  }));
}

export async function listRowKeys(db: Reader, customerId: CustomerId): Promise<readonly string[]> {
  const rows = await db.selectFrom('sheet_rows').select('row_key').where('customer_id', '=', customerId).execute();
  return rows.map((row) => row.row_key);
}
