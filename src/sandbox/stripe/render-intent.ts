import type Stripe from 'stripe';
import type { Book } from './book.ts';
import type { CustomerRecord, IntentRecord } from './records.ts';
import { toAddress } from './render-charge.ts';

function toLastError(book: Book, intent: IntentRecord): Stripe.PaymentIntent.LastPaymentError | null {
  const { decline } = intent;
  if (!decline) return null;
  const n = intent.charges.at(-1);
  return {
    type: 'card_error',
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    doc_url: 'https://stripe.com/docs/error-codes/card-declined',
    ...(n === undefined ? {} : { charge: book.charges.id({ n }) }),
  } as Stripe.PaymentIntent.LastPaymentError;
}

/** A payment intent of API version 2026-10-28: no `charges`, no `billing_details`. */
export function toIntent(book: Book, intent: IntentRecord): Stripe.PaymentIntent {
  const id = book.intents.id(intent);
  const latest = intent.charges.at(-1);
  const hasSucceeded = intent.status === 'succeeded';
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: intent.status === 'requires_capture' ? intent.amount : 0,
    amount_details: { tip: {} },
    amount_received: intent.received,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: intent.canceledAt,
    cancellation_reason: null,
    capture_method: intent.isManualCapture ? 'manual' : 'automatic_async',
    client_secret: `${id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer === undefined ? null : book.customers.id({ n: intent.customer }),
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: hasSucceeded ? null : toLastError(book, intent),
    latest_charge: latest === undefined ? null : book.charges.id({ n: latest }),
    livemode: book.livemode,
    managed_payments: null,
    metadata: { ...intent.metadata },
    next_action: null,
    on_behalf_of: null,
    payment_method: intent.decline && !hasSucceeded ? null : `pm_1${id.slice(4)}`,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

export function toCustomer(book: Book, customer: CustomerRecord): Stripe.Customer | Stripe.DeletedCustomer {
  const id = book.customers.id(customer);
  if (customer.deleted) return { id, object: 'customer', deleted: true };
  return {
    id,
    object: 'customer',
    address: customer.country || customer.city ? toAddress(customer.country, customer.city) : null,
    balance: 0,
    created: customer.created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: customer.email,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: book.livemode,
    metadata: { ...customer.metadata },
    name: customer.name,
    next_invoice_sequence: 1,
    phone: customer.phone,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}
