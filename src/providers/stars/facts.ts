import type { DomainEvent, Fact, FactSource, OrderFacts, PaymentFact, RefundFact } from '../../domain/facts.ts';
import { money } from '../../domain/money.ts';
import { readInvoicePayload } from '../../domain/shop/order.ts';
import { starsCurrency } from '../../domain/shop/plan.ts';
import { type Instant, instantOfSeconds } from '../../domain/time.ts';
import type { StarTransaction } from './payloads.ts';

/** One charge or refund, from a message or from the list: both tell the same of it. */
export type StarMovement = Readonly<{
  chargeId: string;
  amount: number;
  payload: string;
  /** Who paid; null where Telegram does not say. */
  personId: number | null;
  at: Instant;
}>;

function orderFacts({ payload, personId }: StarMovement): OrderFacts {
  const named = readInvoicePayload(payload);
  if (!named) return {};
  return { orderId: named.orderId, ...(personId === null ? {} : { telegramId: String(personId) }) };
}

/** Stars are captured at once, and the one object is all that there is of a payment. */
export function chargeFact(movement: StarMovement): PaymentFact {
  const { chargeId, amount, personId, at, payload } = movement;
  return {
    kind: 'payment',
    provider: 'stars',
    object: 'charge',
    whole: true,
    externalId: chargeId,
    chargeId,
    // The invoice: what was asked for is known by it.
    sessionId: payload,
    status: 'captured',
    amount: money(amount, starsCurrency),
    createdAt: at,
    payer: personId === null ? {} : { customerId: `tg_${personId}` },
    campaign: {},
    order: orderFacts(movement),
    method: 'stars',
    asOf: at,
  };
}

/** A charge goes back as a whole, once: so it has the charge's own id. */
export function refundFact({ chargeId, amount, at }: StarMovement): RefundFact {
  return {
    kind: 'refund',
    provider: 'stars',
    externalId: `refund_${chargeId}`,
    paymentExternalId: chargeId,
    chargeId,
    status: 'succeeded',
    amount: money(amount, starsCurrency),
    createdAt: at,
    asOf: at,
  };
}

/** Null: neither a buyer's payment nor its refund (a withdrawal, a gift, an advertisement). */
export function factOf(transaction: StarTransaction): Fact | null {
  const { id, amount, date, source, receiver } = transaction;
  const partner = source ?? receiver;
  if (partner?.type !== 'user') return null;
  const { invoice_payload, transaction_type, user } = partner;
  // Going back, the invoice need not be named: the charge's id says enough.
  const isRefund = !source && transaction_type === 'invoice_payment';
  if (invoice_payload === undefined && !isRefund) return null;
  const payload = invoice_payload ?? '';
  const movement = { chargeId: id, amount, payload, personId: user?.id ?? null, at: instantOfSeconds(date) };
  return source ? chargeFact(movement) : refundFact(movement);
}

/** Read from the list: no event id, and true as of now. */
export function listedEvent(type: string, facts: readonly Fact[], asOf: Instant, source: FactSource): DomainEvent {
  return { provider: 'stars', externalId: null, type, occurredAt: asOf, source, facts };
}
