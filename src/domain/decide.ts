import { applyFact, type Draft, draftOf } from './apply-facts.ts';
import type { DecideEnv, Decision, LostIdentifier, Reread } from './decision.ts';
import type { DomainEvent, PaymentFact } from './facts.ts';
import { identifierKey, type Payer } from './identity.ts';
import type { PaymentId } from './ids.ts';
import { touchedHours } from './metrics/touched-hours.ts';
import { type Assessed, assess, type Neighbourhood } from './neighbourhood.ts';
import { owedDeliveries } from './owed.ts';
import type { Payment } from './payment.ts';
import { regroup } from './regroup.ts';
import { type Instant, plusMs, secondMs } from './time.ts';

export const nothing: Decision = {
  payments: [],
  refunds: [],
  disputes: [],
  payers: [],
  lostIdentifiers: [],
  customers: [],
  purchases: [],
  rows: [],
  hours: [],
  deliveries: [],
  rereads: [],
  newPaymentIds: new Set(),
  changedPaymentIds: new Set(),
};

/** Time for a refund's own event to arrive before its charge's refunds are asked for. */
const refundsArriveMs = 10 * secondMs;

function changedValues<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): V[] {
  return [...after].filter(([key, value]) => before.get(key) !== value).map(([, value]) => value);
}

function lostBy(before: Payer | undefined, after: Payer): LostIdentifier[] {
  const kept = new Set(after.identifiers.map(identifierKey));
  const lost = before?.identifiers.filter((identifier) => !kept.has(identifierKey(identifier))) ?? [];
  return lost.map((identifier) => ({ ...identifier, payerId: after.id }));
}

function saidNothing(known: Neighbourhood, draft: Draft): boolean {
  const same = <K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>) => changedValues(before, after).length === 0;
  return (
    same(known.payments, draft.payments) &&
    same(known.refunds, draft.refunds) &&
    same(known.disputes, draft.disputes) &&
    same(known.payers, draft.payers)
  );
}

/** A charge's `amount_refunded` is a check: refunds that we have not seen are asked for, money never comes from it. */
function refundsMissing({ payment, summary }: Assessed, known: Neighbourhood): boolean {
  if (summary.refundedMinor === 0 || summary.chargeId === null) return false;
  const seen = [...known.refunds.values()].filter(
    ({ fact }) => fact.paymentExternalId === payment.externalId || fact.chargeId === summary.chargeId,
  );
  const seenMinor = seen.reduce((sum, { fact }) => sum + fact.amount.amountMinor, 0);
  return seenMinor < summary.refundedMinor;
}

function rereadsOf(assessed: Assessed, after: Neighbourhood, now: Instant): Reread[] {
  const { payment, summary } = assessed;
  const rereads: Reread[] = [];
  if (summary.conflict) {
    const cause = payment.capturedValues.map((value) => value.amountMinor).join('≠');
    rereads.push({ provider: payment.provider, kind: 'payment', externalId: payment.externalId, cause, dueAt: now });
  }
  if (assessed.asksCustomer) {
    const externalId = summary.customerExternalId as string;
    rereads.push({ provider: payment.provider, kind: 'customer', externalId, cause: 'unknown customer', dueAt: now });
  }
  if (refundsMissing(assessed, after)) {
    const cause = `refunded ${summary.refundedMinor}`;
    rereads.push({
      provider: payment.provider,
      kind: 'refunds',
      externalId: summary.chargeId as string,
      cause,
      dueAt: plusMs(now, refundsArriveMs),
    });
  }
  return rereads;
}

/** All that a payment's row says and that its own facts alone do not decide. */
function derivedText({ moneyBack, email, summary }: Assessed): string {
  return JSON.stringify([moneyBack, email, summary.campaign, summary.country, summary.city]);
}

function assessedChanges(known: Neighbourhood, assessed: ReadonlyMap<PaymentId, Assessed>): Assessed[] {
  return [...assessed.values()].filter((now) => {
    const before = known.payments.get(now.payment.id);
    return before !== now.payment || derivedText(assess(before, known)) !== derivedText(now);
  });
}

/** Apart from when it was read. */
function saidBy(fact: PaymentFact | null): string {
  return JSON.stringify(fact && { ...fact, asOf: null, reread: null });
}

function saysOtherwise(now: Assessed, known: Neighbourhood): boolean {
  const before = known.payments.get(now.payment.id);
  if (!before) return false;
  const objects = ['intent', 'charge', 'session'] as const;
  return (
    objects.some((object) => saidBy(before[object]) !== saidBy(now.payment[object])) ||
    JSON.stringify(assess(before, known).moneyBack) !== JSON.stringify(now.moneyBack)
  );
}

/**
 * The whole policy, pure: given what one event says and everything it can touch, what the rows are now and what is owed
 * to whom. Facts commute, groups are recomputed, so any order and any repetition of events ends in the same rows.
 */
export function decide(event: DomainEvent, known: Neighbourhood, env: DecideEnv): Decision {
  const draft = draftOf(known);
  for (const fact of event.facts) applyFact(draft, fact, event, env);
  return saidNothing(known, draft) ? nothing : decisionOf(event, known, draft, env);
}

/**
 * The same where no event says it but a person: customers were joined or taken apart (`known` holds the pins as they
 * are now), or a payment is to be what it was before a repair.
 */
export function decideAnew(
  event: DomainEvent,
  known: Neighbourhood,
  payments: readonly Payment[],
  env: DecideEnv,
): Decision {
  const draft = draftOf(known);
  for (const payment of payments) draft.payments.set(payment.id, payment);
  return decisionOf(event, known, draft, env);
}

function decisionOf(event: DomainEvent, known: Neighbourhood, draft: Draft, env: DecideEnv): Decision {
  const regrouped = regroup(known, draft, env);
  const { after, assessed } = regrouped;
  const changed = assessedChanges(known, assessed);
  const payers = changedValues(known.payers, after.payers);
  const purchases = changedValues(known.purchases, after.purchases);
  return {
    payments: changed,
    refunds: changedValues(known.refunds, after.refunds),
    disputes: changedValues(known.disputes, after.disputes),
    payers,
    lostIdentifiers: payers.flatMap((payer) => lostBy(known.payers.get(payer.id), payer)),
    customers: changedValues(known.customers, after.customers),
    purchases,
    rows: changedValues(known.rows, after.rows),
    hours: touchedHours(known, assessed, changed, purchases),
    deliveries: owedDeliveries(known, regrouped, event, env),
    rereads: event.source === 'reread' ? [] : changed.flatMap((one) => rereadsOf(one, after, env.now)),
    newPaymentIds: new Set(changed.map(({ payment }) => payment.id).filter((id) => !known.payments.has(id))),
    changedPaymentIds: new Set(changed.filter((one) => saysOtherwise(one, known)).map(({ payment }) => payment.id)),
  };
}
