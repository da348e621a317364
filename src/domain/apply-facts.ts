import type { CustomerFact, DisputeFact, DomainEvent, Fact, PaymentFact, RefundFact } from './facts.ts';
import { type Identifier, newerCustomerFact, type Payer, withIdentifiers } from './identity.ts';
import type { NewId, PayerId, PaymentId } from './ids.ts';
import { isQuietSource, type Neighbourhood } from './neighbourhood.ts';
import { isCaptured, type Payment, type PaymentSummary, payerIdOf, summarise, withFact } from './payment.ts';
import { counts, type Dispute, type Refund, withReversalFact } from './reversals.ts';
import { dayMs, type Instant, msOf } from './time.ts';

/** A payment first seen longer than this after it was paid gets no card. */
export const freshMs = dayMs;

/** The neighbourhood while facts are put into it. */
export type Draft = {
  payments: Map<PaymentId, Payment>;
  /** Which payment has a key or a charge: a page of history holds hundreds of both. */
  paymentIds: Map<string, PaymentId>;
  refunds: Map<string, Refund>;
  disputes: Map<string, Dispute>;
  payers: Map<PayerId, Payer>;
  /** Payments whose money went back just now: worth a card even where the purchase had none. */
  freshlyReversed: Set<PaymentId>;
};

export type FactEnv = Readonly<{ now: Instant; newId: NewId; quietBefore?: Instant | null }>;

export function draftOf(known: Neighbourhood): Draft {
  const paymentIds = new Map<string, PaymentId>();
  for (const payment of known.payments.values()) indexPayment(paymentIds, payment);
  return {
    payments: new Map(known.payments),
    paymentIds,
    refunds: new Map(known.refunds),
    disputes: new Map(known.disputes),
    payers: new Map(known.payers),
    freshlyReversed: new Set(),
  };
}

/** Refunds and disputes are keyed by provider and id: two providers may use the same. */
export function reversalKey(fact: RefundFact | DisputeFact): string {
  return `${fact.provider}:${fact.externalId}`;
}

function indexPayment(paymentIds: Map<string, PaymentId>, { id, provider, externalId, charge }: Payment): void {
  paymentIds.set(`${provider}:${externalId}`, id);
  if (charge?.chargeId) paymentIds.set(`${provider}:${charge.chargeId}`, id);
}

/** By its own key, else by its charge. */
function findPayment(draft: Draft, fact: PaymentFact | RefundFact | DisputeFact): Payment | null {
  const externalId = fact.kind === 'payment' ? fact.externalId : fact.paymentExternalId;
  const id =
    (externalId && draft.paymentIds.get(`${fact.provider}:${externalId}`)) ||
    (fact.chargeId && draft.paymentIds.get(`${fact.provider}:${fact.chargeId}`));
  return (id && draft.payments.get(id)) || null;
}

function newPayment(fact: PaymentFact, event: DomainEvent, env: FactEnv): Payment {
  return {
    id: env.newId('pay') as PaymentId,
    provider: fact.provider,
    externalId: fact.externalId,
    intent: null,
    charge: null,
    session: null,
    capturedValues: [],
    settlement: null,
    firstSeenAt: env.now,
    firstSource: event.source,
    quiet: true,
    payerId: '' as PayerId,
    customerId: null,
    purchaseId: null,
  };
}

/** It happened lately, nobody was told of it before a restore, and the road that it came by is not one of the past. */
function isNews(at: Instant, event: DomainEvent, { now, quietBefore }: FactEnv): boolean {
  if (isQuietSource(event.source) || (quietBefore && at < quietBefore)) return false;
  return msOf(now) - msOf(at) <= freshMs;
}

function isQuiet(summary: PaymentSummary, event: DomainEvent, env: FactEnv): boolean {
  return summary.paidAt === null || !isNews(summary.paidAt, event, env);
}

function identifiersOf(summary: PaymentSummary): readonly Identifier[] {
  const identifiers: Identifier[] = summary.emails.map((value) => ({ kind: 'email', value }));
  if (summary.telegramId) identifiers.push({ kind: 'telegram', value: summary.telegramId });
  return identifiers;
}

function payerFor(draft: Draft, id: PayerId, customerExternalId: string | null): Payer {
  return draft.payers.get(id) ?? { id, customerExternalId, identifiers: [], fact: null, customerId: null };
}

function applyPaymentFact(draft: Draft, fact: PaymentFact, event: DomainEvent, env: FactEnv): void {
  const known = findPayment(draft, fact);
  const before = known ?? newPayment(fact, event, env);
  const after = withFact(before, fact);
  if (after === before) return;
  const summary = summarise(after);
  const wasCaptured = known !== null && isCaptured(known);
  const quiet = summary.status === 'captured' && !wasCaptured ? isQuiet(summary, event, env) : before.quiet;
  const payerId = payerIdOf(after, summary);
  const payer = payerFor(draft, payerId, summary.customerExternalId);
  draft.payers.set(payerId, withIdentifiers(payer, identifiersOf(summary)));
  draft.payments.set(after.id, { ...after, quiet, payerId });
  indexPayment(draft.paymentIds, after);
}

function applyReversalFact(draft: Draft, fact: RefundFact | DisputeFact, event: DomainEvent, env: FactEnv): void {
  const key = reversalKey(fact);
  const known = fact.kind === 'refund' ? draft.refunds.get(key) : draft.disputes.get(key);
  const merged =
    fact.kind === 'refund'
      ? withReversalFact<RefundFact>((known as Refund | undefined) ?? null, fact)
      : withReversalFact<DisputeFact>((known as Dispute | undefined) ?? null, fact);
  if (merged === known) return;
  if (merged.fact.kind === 'refund') draft.refunds.set(key, merged as Refund);
  else draft.disputes.set(key, merged as Dispute);
  const payment = findPayment(draft, fact);
  if (payment && isNews(fact.createdAt, event, env) && counts(fact)) draft.freshlyReversed.add(payment.id);
}

function applyCustomerFact(draft: Draft, fact: CustomerFact): void {
  const id = `${fact.provider}:${fact.externalId}` as PayerId;
  const payer = payerFor(draft, id, fact.externalId);
  const newest = newerCustomerFact(payer.fact, fact);
  if (newest === payer.fact) return;
  const identifiers: Identifier[] = fact.email ? [{ kind: 'email', value: fact.email }] : [];
  draft.payers.set(id, withIdentifiers({ ...payer, fact: newest }, identifiers));
}

export function applyFact(draft: Draft, fact: Fact, event: DomainEvent, env: FactEnv): void {
  switch (fact.kind) {
    case 'payment':
      applyPaymentFact(draft, fact, event, env);
      break;
    case 'refund':
    case 'dispute':
      applyReversalFact(draft, fact, event, env);
      break;
    case 'customer':
      applyCustomerFact(draft, fact);
  }
}
