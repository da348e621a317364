import { campaignNameOf, type PaymentFact } from '../domain/facts.ts';
import type { CustomerId, PayerId, PaymentId, ProviderName, PurchaseId } from '../domain/ids.ts';
import type { Assessed } from '../domain/neighbourhood.ts';
import type { CapturedValue, Payment, Settlement } from '../domain/payment.ts';
import type { Dispute, Refund, Reversal } from '../domain/reversals.ts';
import { reversedMinorOf } from '../domain/reversals.ts';
import type { Instant } from '../domain/time.ts';
import type { PaymentTable, ReversalTable } from './schema.ts';

type StoredFacts = Readonly<{
  intent: PaymentFact | null;
  charge: PaymentFact | null;
  session: PaymentFact | null;
  capturedValues: readonly CapturedValue[];
  /** Absent in rows written before it was read. */
  settlement?: Settlement | null;
}>;

export function paymentFromRow(row: PaymentTable): Payment {
  const facts = JSON.parse(row.facts) as StoredFacts;
  return {
    id: row.id as PaymentId,
    provider: row.provider as ProviderName,
    externalId: row.external_id,
    ...facts,
    settlement: facts.settlement ?? null,
    firstSeenAt: row.first_seen_at as Instant,
    firstSource: row.first_source as Payment['firstSource'],
    quiet: row.quiet === 1,
    payerId: row.payer_id as PayerId,
    customerId: row.customer_id as CustomerId | null,
    purchaseId: row.purchase_id as PurchaseId | null,
  };
}

function textOrNull(value: object): string | null {
  return Object.keys(value).length === 0 ? null : JSON.stringify(value);
}

export function rowFromPayment({ payment, summary, moneyBack, email }: Assessed): PaymentTable {
  const { intent, charge, session, capturedValues, settlement } = payment;
  return {
    id: payment.id,
    provider: payment.provider,
    external_id: payment.externalId,
    charge_id: summary.chargeId,
    session_id: summary.sessionId,
    status: summary.status,
    amount_minor: summary.amountMinor,
    currency: summary.currency,
    reversed_minor: reversedMinorOf(moneyBack),
    paid_at: summary.paidAt,
    paid_at_provisional: summary.paidAtProvisional ? 1 : 0,
    created_at: summary.createdAt,
    first_seen_at: payment.firstSeenAt,
    first_source: payment.firstSource,
    quiet: payment.quiet ? 1 : 0,
    payer_id: payment.payerId,
    customer_id: payment.customerId,
    purchase_id: payment.purchaseId,
    email,
    country: summary.country,
    city: summary.city,
    method: summary.method,
    card_last4: summary.cardLast4,
    failure_code: summary.failureCode,
    campaign: textOrNull(summary.campaign),
    campaign_name: campaignNameOf(summary.campaign),
    conflict: summary.conflict ? 1 : 0,
    facts: JSON.stringify({ intent, charge, session, capturedValues, ...(settlement && { settlement }) }),
    settled_minor: summary.settled?.amountMinor ?? null,
    settled_currency: summary.settled?.currency ?? null,
  };
}

export function reversalFromRow(row: ReversalTable): Reversal {
  return {
    fact: JSON.parse(row.fact) as Reversal['fact'],
    everCounted: row.ever_counted === 1,
    stoppedAt: row.stopped_at as Instant | null,
  };
}

export function rowFromReversal({ fact, everCounted, stoppedAt }: Refund | Dispute): ReversalTable {
  return {
    provider: fact.provider,
    kind: fact.kind,
    external_id: fact.externalId,
    payment_external_id: fact.paymentExternalId ?? null,
    charge_id: fact.chargeId ?? null,
    status: fact.status,
    amount_minor: fact.amount.amountMinor,
    currency: fact.amount.currency,
    created_at: fact.createdAt,
    ever_counted: everCounted ? 1 : 0,
    stopped_at: stoppedAt,
    fact: JSON.stringify(fact),
  };
}
