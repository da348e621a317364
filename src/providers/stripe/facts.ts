import type {
  CustomerFact,
  DisputeFact,
  Fact,
  OrderFacts,
  PayerFacts,
  PaymentFact,
  PaymentStatus,
  RefundFact,
  RefundStatus,
} from '../../domain/facts.ts';
import { campaignIn, emailIn, orderIn } from '../../domain/metadata.ts';
import { currency, type Money, money } from '../../domain/money.ts';
import { type Instant, instantOfSeconds } from '../../domain/time.ts';
import { defined } from '../payload.ts';
import {
  type ChargePayload,
  type CustomerPayload,
  chargePayload,
  type DisputePayload,
  type IntentPayload,
  type RefundPayload,
  refundPayload,
  type SessionPayload,
} from './payloads.ts';

/** When the objects were so, and whether they were read because of a conflict. */
export type Reading = Readonly<{ asOf: Instant; reread: boolean }>;

/** Stripe writes these with two decimals though they have none (docs.stripe.com/currencies, "special cases"). */
const twoFalseDecimals = new Set(['ISK', 'UGX']);

function moneyOf(amount: number, code: string): Money {
  const unit = currency(code);
  return money(twoFalseDecimals.has(unit) ? amount / 100 : amount, unit);
}

/** As Stripe writes it. */
export function stripeAmount({ amountMinor, currency: unit }: Money): number {
  return twoFalseDecimals.has(unit) ? amountMinor * 100 : amountMinor;
}

type ExpandedCustomer = string | CustomerPayload | null | undefined;

function customerIdOf(customer: ExpandedCustomer): string | undefined {
  return typeof customer === 'object' && customer !== null ? customer.id : (customer ?? undefined);
}

export function customerFact(payload: CustomerPayload, { asOf }: Reading): CustomerFact {
  const { id, name, phone } = payload;
  const email = emailIn(payload.email);
  return {
    kind: 'customer',
    provider: 'stripe',
    externalId: id,
    ...defined({ email, name, phone }),
    campaign: campaignIn(payload.metadata),
    asOf,
  };
}

function expandedCustomerFacts(customer: ExpandedCustomer, reading: Reading): Fact[] {
  return typeof customer === 'object' && customer !== null && !customer.deleted
    ? [customerFact(customer, reading)]
    : [];
}

type StatusAndAmount = Readonly<{ status: PaymentStatus; amount: number }>;

function chargeState(charge: ChargePayload): StatusAndAmount {
  if (charge.status === 'failed') return { status: 'failed', amount: charge.amount };
  if (charge.status !== 'succeeded') return { status: 'pending', amount: charge.amount };
  if (charge.captured === false) return { status: 'authorised', amount: charge.amount };
  return { status: 'captured', amount: charge.amount_captured ?? charge.amount };
}

function intentState(intent: IntentPayload): StatusAndAmount {
  switch (intent.status) {
    case 'succeeded':
      return { status: 'captured', amount: intent.amount_received ?? intent.amount };
    case 'requires_capture':
      return { status: 'authorised', amount: intent.amount_capturable ?? intent.amount };
    case 'canceled':
      return { status: 'canceled', amount: intent.amount };
    case 'requires_payment_method':
      return { status: intent.last_payment_error ? 'failed' : 'pending', amount: intent.amount };
    default:
      return { status: 'pending', amount: intent.amount };
  }
}

/** What was booked for the whole charge, where the account is kept in another currency. */
function settledOf({ balance_transaction: booked, currency: own }: ChargePayload): Money | undefined {
  if (typeof booked !== 'object' || booked === null || booked.amount <= 0) return undefined;
  const settled = moneyOf(booked.amount, booked.currency);
  return settled.currency === currency(own) ? undefined : settled;
}

/** A charge without a PaymentIntent is a payment of its own. */
export function chargeFacts(charge: ChargePayload, reading: Reading): Fact[] {
  const { status, amount } = chargeState(charge);
  const billing = charge.billing_details;
  const card = charge.payment_method_details?.card;
  const payer: PayerFacts = defined({
    customerId: customerIdOf(charge.customer),
    email: emailIn(billing?.email, charge.receipt_email),
    name: billing?.name,
    phone: billing?.phone,
  });
  const fact: PaymentFact = {
    kind: 'payment',
    provider: 'stripe',
    object: 'charge',
    externalId: charge.payment_intent ?? charge.id,
    chargeId: charge.id,
    status,
    amount: moneyOf(amount, charge.currency),
    createdAt: instantOfSeconds(charge.created),
    refundedMinor: moneyOf(charge.amount_refunded ?? 0, charge.currency).amountMinor,
    payer,
    campaign: campaignIn(charge.metadata),
    order: orderIn(charge.metadata),
    ...defined({
      settled: settledOf(charge),
      method: charge.payment_method_details?.type,
      cardLast4: card?.last4,
      cardFingerprint: card?.fingerprint,
      cardCountry: card?.country,
      billingCountry: billing?.address?.country,
      billingCity: billing?.address?.city,
      failureCode: charge.failure_code,
    }),
    asOf: reading.asOf,
    ...(reading.reread ? { reread: true } : {}),
  };
  return [fact, ...expandedCustomerFacts(charge.customer, reading), ...embeddedRefunds(charge, reading)];
}

/** Older API versions carry a charge's refunds inside it. */
function embeddedRefunds(charge: ChargePayload, reading: Reading): Fact[] {
  return (charge.refunds?.data ?? []).flatMap((entry) => {
    const parsed = refundPayload.safeParse(entry);
    return parsed.success ? [refundFact(parsed.data, reading)] : [];
  });
}

export function intentFacts(intent: IntentPayload, reading: Reading): Fact[] {
  const { status, amount } = intentState(intent);
  const latestCharge = intent.latest_charge ?? latestEmbedded(intent);
  const chargeId =
    typeof latestCharge === 'object' && latestCharge !== null ? latestCharge.id : (latestCharge ?? undefined);
  const error = intent.last_payment_error;
  const payer: PayerFacts = defined({
    customerId: customerIdOf(intent.customer),
    email: emailIn(intent.receipt_email),
  });
  const order = orderIn(intent.metadata);
  const fact: PaymentFact = {
    kind: 'payment',
    provider: 'stripe',
    object: 'intent',
    externalId: intent.id,
    status,
    amount: moneyOf(amount, intent.currency),
    createdAt: instantOfSeconds(intent.created),
    payer,
    campaign: campaignIn(intent.metadata),
    order,
    ...defined({ chargeId, failureCode: error?.decline_code ?? error?.code }),
    ...(isOfSession(intent, order) ? { sessionExpected: true } : {}),
    asOf: reading.asOf,
    ...(reading.reread ? { reread: true } : {}),
  };
  const charge = chargePayload.safeParse(latestCharge);
  return [
    fact,
    ...expandedCustomerFacts(intent.customer, reading),
    ...(charge.success ? chargeFacts({ ...charge.data, payment_intent: intent.id }, reading) : []),
  ];
}

/** API versions before 2022-11-15 carry the charges, newest first, instead of naming the latest. */
function latestEmbedded({ charges }: IntentPayload): ChargePayload | undefined {
  const parsed = chargePayload.safeParse(charges?.data[0]);
  return parsed.success ? parsed.data : undefined;
}

/** Checkout names its session in the payment's details; payments of our own orders always have one. */
function isOfSession(intent: IntentPayload, order: OrderFacts): boolean {
  return intent.payment_details?.order_reference?.startsWith('cs_') === true || order.orderId !== undefined;
}

/** Sessions without a PaymentIntent (subscriptions, set-ups, nothing to pay) are not payments: their invoice's is. */
export function sessionFacts(session: SessionPayload, reading: Reading): Fact[] {
  if (!session.payment_intent || !session.currency || session.amount_total == null) return [];
  const details = session.customer_details;
  const isPaid = session.payment_status === 'paid';
  const payer: PayerFacts = defined({
    customerId: customerIdOf(session.customer),
    email: emailIn(details?.email, session.customer_email),
    name: details?.name,
    phone: details?.phone,
  });
  const fact: PaymentFact = {
    kind: 'payment',
    provider: 'stripe',
    object: 'session',
    externalId: session.payment_intent,
    sessionId: session.id,
    status: isPaid ? 'captured' : session.status === 'expired' ? 'canceled' : 'pending',
    amount: moneyOf(session.amount_total, session.currency),
    createdAt: instantOfSeconds(session.created),
    payer,
    campaign: campaignIn(session.metadata),
    order: orderIn(session.metadata),
    ...defined({ billingCountry: details?.address?.country, billingCity: details?.address?.city }),
    asOf: reading.asOf,
  };
  return [fact, ...expandedCustomerFacts(session.customer, reading)];
}

const refundStatuses: readonly string[] = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'];

export function refundFact(refund: RefundPayload, { asOf }: Reading): RefundFact {
  const known = refund.status !== undefined && refundStatuses.includes(refund.status);
  return {
    kind: 'refund',
    provider: 'stripe',
    externalId: refund.id,
    ...defined({
      paymentExternalId: refund.payment_intent,
      chargeId: refund.charge,
      reason: refund.reason,
    }),
    status: known ? (refund.status as RefundStatus) : 'pending',
    amount: moneyOf(refund.amount, refund.currency),
    createdAt: instantOfSeconds(refund.created),
    asOf,
  };
}

export function disputeFact(dispute: DisputePayload, { asOf }: Reading): DisputeFact {
  const dueBy = dispute.evidence_details?.due_by;
  return {
    kind: 'dispute',
    provider: 'stripe',
    externalId: dispute.id,
    ...defined({ paymentExternalId: dispute.payment_intent, chargeId: dispute.charge, reason: dispute.reason }),
    status: dispute.status,
    amount: moneyOf(dispute.amount, dispute.currency),
    createdAt: instantOfSeconds(dispute.created),
    ...(dueBy ? { respondBy: instantOfSeconds(dueBy) } : {}),
    asOf,
  };
}
