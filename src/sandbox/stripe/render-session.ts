import type Stripe from 'stripe';
import type { Book } from './book.ts';
import type { EventRecord, SessionRecord } from './records.ts';
import { type AsOf, toAddress, toCharge } from './render-charge.ts';
import { toIntent } from './render-intent.ts';

export const API_VERSION = '2026-10-28.endive';

function toDetails(book: Book, session: SessionRecord): Stripe.Checkout.Session.CustomerDetails | null {
  const customer = book.customers.get(session.customer);
  const email = session.email ?? customer?.email ?? null;
  if (session.status !== 'complete' && !email) return null;
  return {
    address: toAddress(customer?.country ?? null, customer?.city ?? null),
    business_name: null,
    email,
    individual_name: null,
    name: customer?.name ?? null,
    phone: customer?.phone ?? null,
    tax_exempt: 'none',
    tax_ids: [],
  } as Stripe.Checkout.Session.CustomerDetails;
}

/** A hosted checkout page's session, for one payment. */
export function toSession(book: Book, session: SessionRecord): Stripe.Checkout.Session {
  const id = book.sessions.id(session);
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: session.amount,
    amount_total: session.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: session.cancelUrl,
    client_reference_id: session.clientReferenceId,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: session.created,
    currency: session.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: session.customer === undefined ? null : book.customers.id({ n: session.customer }),
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: toDetails(book, session),
    customer_email: session.email,
    discounts: [],
    expires_at: session.expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: book.livemode,
    locale: null,
    managed_payments: null,
    metadata: { ...session.metadata },
    mode: 'payment',
    origin_context: null,
    payment_intent: session.intent === undefined ? null : book.intents.id({ n: session.intent }),
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: session.paymentStatus,
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: session.status,
    submit_type: null,
    subscription: null,
    success_url: session.successUrl,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: session.status === 'open' ? `${session.pageBase ?? 'https://checkout.stripe.com'}/c/pay/${id}` : null,
    wallet_options: null,
  };
}

function subjectObject(book: Book, [kind, n]: readonly ['pi' | 'ch' | 'cs', number], asOf: AsOf): unknown {
  if (kind === 'pi') return toIntent(book, book.intents.at(n));
  if (kind === 'cs') return toSession(book, book.sessions.at(n));
  return toCharge(book, book.charges.at(n), asOf);
}

/** The event's JSON text, the same for the list, the single read and the webhook. */
export function eventJson(book: Book, event: EventRecord, pendingWebhooks = 0): string {
  const data = event.subject
    ? JSON.stringify({ object: subjectObject(book, event.subject, 'paid') })
    : (event.snapshot ?? '{}');
  const head = {
    id: book.events.id(event),
    object: 'event',
    api_version: API_VERSION,
    created: event.created,
    livemode: book.livemode,
    pending_webhooks: pendingWebhooks,
    request: { id: null, idempotency_key: null },
    type: event.type,
  };
  return `${JSON.stringify(head).slice(0, -1)},"data":${data}}`;
}
