import type Stripe from 'stripe';
import { type Book, refundedAmount } from './book.ts';
import type { ChargeRecord, Decline } from './records.ts';
import { toRefund } from './render-money-back.ts';

const BRANDS = ['visa', 'mastercard', 'amex', 'discover'] as const;

export function toAddress(country: string | null, city: string | null) {
  return { city, country, line1: null, line2: null, postal_code: null, state: null };
}

export function cardNumbers(n: number) {
  return { brand: BRANDS[n % 4] ?? 'visa', last4: String(1000 + ((n * 7919) % 9000)) };
}

function toOutcome(decline: Decline | undefined): Stripe.Charge.Outcome {
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: decline ? '05' : null,
    network_status: decline ? 'declined_by_network' : 'approved_by_network',
    reason: decline?.declineCode ?? null,
    risk_level: 'normal',
    risk_score: 22,
    seller_message: decline ? 'The bank did not return any further details with this decline.' : 'Payment complete.',
    type: decline ? 'issuer_declined' : 'authorized',
  } as Stripe.Charge.Outcome;
}

function toCard(charge: ChargeRecord): Stripe.Charge.PaymentMethodDetails.Card {
  const { brand, last4 } = cardNumbers(charge.intent);
  return {
    amount_authorized: charge.amount,
    authorization_code: null,
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: charge.cardCountry,
    exp_month: 8,
    exp_year: 2030,
    extended_authorization: { status: 'disabled' },
    fingerprint: `fp${charge.intent}`,
    funding: 'credit',
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: charge.amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  } as Stripe.Charge.PaymentMethodDetails.Card;
}

/** The list that `refunds` becomes when it is expanded: newest first, ten at most. */
export function toRefundList(book: Book, charge: ChargeRecord) {
  const numbers = (charge.refunds ?? []).toReversed();
  return {
    object: 'list' as const,
    data: numbers.slice(0, 10).map((n) => toRefund(book, book.refunds.at(n))),
    has_more: numbers.length > 10,
    url: `/v1/charges/${book.charges.id(charge)}/refunds`,
  };
}

export type AsOf = 'now' | 'paid';

/** A charge of API version 2026-10-28: without `refunds`. `paid` shows it as it was before any money went back. */
export function toCharge(book: Book, charge: ChargeRecord, asOf: AsOf = 'now'): Stripe.Charge {
  const intent = book.intents.at(charge.intent);
  const id = book.charges.id(charge);
  const refunded = asOf === 'paid' ? 0 : refundedAmount(book, charge);
  const hasSucceeded = charge.status === 'succeeded';
  return {
    id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.captured,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: charge.isCaptured && hasSucceeded ? `txn_3${id.slice(4)}` : null,
    billing_details: {
      address: toAddress(charge.country, charge.city),
      email: charge.email,
      name: charge.name,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'PAYOPS SANDBOX',
    captured: charge.isCaptured,
    created: charge.created,
    currency: intent.currency,
    customer: intent.customer === undefined ? null : book.customers.id({ n: intent.customer }),
    description: intent.description,
    disputed: asOf === 'now' && charge.dispute !== undefined,
    failure_balance_transaction: null,
    failure_code: charge.decline?.code ?? null,
    failure_message: charge.decline?.message ?? null,
    fraud_details: {},
    livemode: book.livemode,
    metadata: { ...intent.metadata },
    on_behalf_of: null,
    outcome: toOutcome(charge.decline),
    paid: hasSucceeded,
    payment_intent: book.intents.id(intent),
    payment_method: `pm_1${id.slice(4)}`,
    payment_method_details: { type: 'card', card: toCard(charge) },
    radar_options: {},
    receipt_email: intent.receiptEmail,
    receipt_number: null,
    receipt_url: hasSucceeded ? `https://pay.stripe.com/receipts/payment/${id}` : null,
    refunded: refunded > 0 && refunded >= charge.captured,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: charge.status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** What was booked for a captured charge, in the account's currency. */
export function toBooking(book: Book, charge: ChargeRecord): Stripe.BalanceTransaction {
  const { currency: own } = book.intents.at(charge.intent);
  const rate = book.accountCurrency?.rates[own] ?? null;
  const amount = rate === null ? charge.captured : Math.round(charge.captured * rate);
  const id = book.charges.id(charge);
  return {
    id: `txn_3${id.slice(4)}`,
    object: 'balance_transaction',
    amount,
    available_on: charge.created,
    balance_type: 'payments',
    created: charge.created,
    currency: rate === null ? own : (book.accountCurrency?.currency ?? own),
    description: null,
    exchange_rate: rate,
    fee: 0,
    fee_details: [],
    net: amount,
    reporting_category: 'charge',
    source: id,
    status: 'available',
    type: 'charge',
  } as Stripe.BalanceTransaction;
}
