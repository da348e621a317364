import type { Contact } from '../domain/contacts.ts';
import type { CustomerId, PurchaseId } from '../domain/ids.ts';
import { isOrderNumber } from '../domain/order-number.ts';
import { type Actor, may } from '../domain/permissions.ts';
import { looksLikePhone, phoneReadings } from '../domain/phone.ts';
import type { CustomerView, PaymentView, PurchaseView, TraceView } from '../domain/views.ts';
import { findCustomerView } from '../store/customer-page.ts';
import {
  findCustomerByContact,
  findCustomerId,
  findPaymentView,
  findPurchaseView,
  listDeliveryViews,
  listPaymentsOfPurchase,
  listReversals,
  listRowKeys,
  listTraceEvents,
} from '../store/views.ts';
import type { FlowDeps } from './deps.ts';
import { findNear } from './find-near.ts';
import type { LookupHit, Near, Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;

/** What a text looks like, from its shape alone. */
function recognise(query: string): string | null {
  if (query.startsWith('purchase_')) return 'purchase';
  if (isOrderNumber(query)) return 'order';
  if (/^(pi|ch|py|cs|re|dp|du|pay)_/.test(query)) return 'payment';
  if (/^(cus|cst)_/.test(query)) return 'customer';
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(query)) return 'email';
  return looksLikePhone(query) ? 'phone' : null;
}

function contactsIn(query: string): readonly Contact[] {
  if (query.includes('@')) return [{ kind: 'email', value: query.toLowerCase() }];
  return phoneReadings(query).map((value) => ({ kind: 'phone', value }));
}

async function paymentHit({ store }: FlowDeps, query: string): Promise<LookupHit | null> {
  const payment = await findPaymentView(store.reader, query);
  return payment && { kind: 'payment', payment };
}

async function purchaseHit({ store }: FlowDeps, query: string): Promise<LookupHit | null> {
  const by = query.startsWith('pur_') ? 'id' : 'name';
  const purchase = await findPurchaseView(store.reader, by, query);
  return purchase && { kind: 'purchase', purchase, payments: await listPaymentsOfPurchase(store.reader, purchase.id) };
}

async function customerHit({ store }: FlowDeps, query: string): Promise<LookupHit | null> {
  const { reader } = store;
  const id = (await findCustomerId(reader, query)) ?? (await findCustomerByContact(reader, contactsIn(query)));
  const customer = id && (await findCustomerView(reader, id));
  return customer && { kind: 'customer', customer };
}

/** Any id, purchase name, e-mail or phone number: each way of finding it is an index, so it is quick at a million payments. */
export async function lookUp(deps: FlowDeps, actor: Actor, text: string): Promise<Result<{ hit: LookupHit }>> {
  if (!may(actor, 'look_up')) return forbidden;
  const query = text.trim().slice(0, 255);
  const hit = await findHit(deps, query);
  if (hit) return { ok: true, hit };
  const found = await findNear(deps, query, async (spelling) => (await findHit(deps, spelling)) !== null);
  const near = (await Promise.all(found.map((spelling) => nearOf(deps, spelling)))).filter((one) => one !== null);
  return { ok: true, hit: { kind: 'none', query, recognised: recognise(query), near } };
}

async function findHit(deps: FlowDeps, query: string): Promise<LookupHit | null> {
  return (await purchaseHit(deps, query)) ?? (await paymentHit(deps, query)) ?? (await customerHit(deps, query));
}

async function nearOf(deps: FlowDeps, spelling: string): Promise<Near | null> {
  const hit = await findHit(deps, spelling);
  switch (hit?.kind) {
    case 'payment':
      return { kind: 'payment', subjectId: hit.payment.externalId, spelling };
    case 'customer':
      return { kind: 'customer', subjectId: hit.customer.id, spelling };
    case 'purchase':
      return { kind: 'purchase', subjectId: hit.purchase.id, spelling };
    case 'none':
    case undefined:
      return null;
  }
}

/** One payment's whole timeline; a purchase's name or a customer's id leads to the newest payment. */
export async function trace(deps: FlowDeps, actor: Actor, text: string): Promise<Result<{ trace: TraceView }>> {
  const found = await lookUp(deps, actor, text);
  if (!found.ok) return found;
  const payment = newestPayment(found.hit);
  return payment ? { ok: true, trace: await traceOf(deps, payment) } : notFound;
}

function newestPayment(hit: LookupHit): PaymentView | null {
  switch (hit.kind) {
    case 'payment':
      return hit.payment;
    case 'purchase':
      return hit.payments[0] ?? null;
    case 'customer':
      return hit.customer.payments[0] ?? null;
    case 'none':
      return null;
  }
}

async function traceOf({ store: { reader } }: FlowDeps, payment: PaymentView): Promise<TraceView> {
  const rowKeys = payment.customerId ? await listRowKeys(reader, payment.customerId) : [];
  const subjects = [...(payment.purchaseId ? [payment.purchaseId] : []), ...rowKeys];
  return {
    payment,
    ...(await listReversals(reader, payment)),
    purchase: payment.purchaseId ? await findPurchaseView(reader, 'id', payment.purchaseId) : null,
    events: await listTraceEvents(reader, payment),
    deliveries: await listDeliveryViews(reader, subjects),
  };
}

type PurchaseDetails = { purchase: PurchaseView; payments: readonly PaymentView[] };

export async function findPurchase(
  { store }: FlowDeps,
  actor: Actor,
  id: PurchaseId,
): Promise<Result<PurchaseDetails>> {
  if (!may(actor, 'look_up')) return forbidden;
  const purchase = await findPurchaseView(store.reader, 'id', id);
  return purchase ? { ok: true, purchase, payments: await listPaymentsOfPurchase(store.reader, id) } : notFound;
}

export async function findCustomer(
  { store }: FlowDeps,
  actor: Actor,
  id: CustomerId,
): Promise<Result<{ customer: CustomerView }>> {
  if (!may(actor, 'look_up')) return forbidden;
  const customer = await findCustomerView(store.reader, id);
  return customer ? { ok: true, customer } : notFound;
}
