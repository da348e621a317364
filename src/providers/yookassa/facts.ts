import type { PayerFacts, PaymentFact, PaymentStatus, RefundFact, RefundStatus } from '../../domain/facts.ts';
import { campaignIn, emailIn, orderIn } from '../../domain/metadata.ts';
import { currency, decimalText, type Money, parseDecimal } from '../../domain/money.ts';
import type { Instant } from '../../domain/time.ts';
import { defined } from '../payload.ts';
import type { AmountPayload, PaymentPayload, RefundPayload } from './payloads.ts';

/** When the object was read, and whether because of a conflict. */
export type Reading = Readonly<{ asOf: Instant; reread: boolean }>;

/** `1990.00` exactly, never by way of a double; decimals that the currency has not must be zeros. */
export function moneyIn({ value, currency: code }: AmountPayload): Money {
  const [whole = '', fraction = ''] = value.split('.');
  const told = fraction.replace(/0+$/, '');
  return parseDecimal(told === '' ? whole : `${whole}.${told}`, currency(code));
}

/** Every currency that YooKassa takes has two decimals. */
export function amountOf(value: Money): AmountPayload {
  return { value: decimalText(value), currency: value.currency };
}

const statuses: Readonly<Record<string, PaymentStatus>> = {
  pending: 'pending',
  waiting_for_capture: 'authorised',
  succeeded: 'captured',
  canceled: 'canceled',
};

const looksLikeEmail = /^[^@\s]+@[^@\s]+$/;
const looksLikePhone = /^\+?\d{10,15}$/;

/** Other shops write an e-mail or a phone where payops writes an id: those never become part of a customer's key. */
function payerOf({ merchant_customer_id: told = '', metadata }: PaymentPayload): PayerFacts {
  const isEmail = looksLikeEmail.test(told);
  const isPhone = !isEmail && looksLikePhone.test(told);
  return defined({
    customerId: isEmail || isPhone ? undefined : told,
    email: emailIn(metadata['email'], metadata['customer_email'], isEmail ? told : undefined),
    phone: metadata['phone'] ?? (isPhone ? told : undefined),
    name: metadata['name'],
  });
}

/**
 * True since the object's own last step. Of a refund it tells no time, so there the read's time counts: refunded sums
 * only grow. Reading an unchanged payment again so says nothing new.
 */
function asOfOf(payment: PaymentPayload, refundedMinor: number, { asOf, reread }: Reading): Instant {
  return reread || refundedMinor > 0 ? asOf : (payment.captured_at ?? payment.created_at);
}

/** One object is the whole payment, under one id: it stands in the place of Stripe's charge. */
export function paymentFact(payment: PaymentPayload, reading: Reading): PaymentFact {
  const status = statuses[payment.status] ?? 'pending';
  const amount = moneyIn(payment.amount);
  const refundedMinor = payment.refunded_amount ? moneyIn(payment.refunded_amount).amountMinor : 0;
  const { type, card } = payment.payment_method ?? {};
  return {
    kind: 'payment',
    provider: 'yookassa',
    object: 'charge',
    whole: true,
    externalId: payment.id,
    chargeId: payment.id,
    status,
    amount,
    createdAt: (status === 'captured' && payment.captured_at) || payment.created_at,
    refundedMinor,
    payer: payerOf(payment),
    campaign: campaignIn(payment.metadata),
    order: orderIn(payment.metadata),
    ...defined({
      // A card is a card in reports, whoever takes it.
      method: type === 'bank_card' ? 'card' : type,
      cardLast4: card?.last4,
      cardCountry: card?.issuer_country,
      failureCode: payment.cancellation_details?.reason,
    }),
    asOf: asOfOf(payment, refundedMinor, reading),
    ...(reading.reread ? { reread: true } : {}),
  };
}

const refundStatuses: readonly string[] = ['pending', 'succeeded', 'canceled'];

export function refundFact(refund: RefundPayload, { asOf }: Reading): RefundFact {
  const isFinal = refund.status === 'succeeded' || refund.status === 'canceled';
  return {
    kind: 'refund',
    provider: 'yookassa',
    externalId: refund.id,
    paymentExternalId: refund.payment_id,
    chargeId: refund.payment_id,
    status: refundStatuses.includes(refund.status) ? (refund.status as RefundStatus) : 'pending',
    amount: moneyIn(refund.amount),
    createdAt: refund.created_at,
    ...defined({ reason: refund.description ?? refund.cancellation_details?.reason }),
    // The last two are final: whenever they are read, they say the same.
    asOf: isFinal ? refund.created_at : asOf,
  };
}
