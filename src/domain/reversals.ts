import type { DisputeFact, DisputeStatus, RefundFact, RefundStatus } from './facts.ts';
import { compareText } from './payment.ts';
import { earlier, type Instant } from './time.ts';

/**
 * A refund or dispute: its newest fact, whether it ever counted, and since when it no longer does. A period report
 * counts money back on the day it went back, and money that returned on the day it returned, so closed days stay.
 */
export type Reversal<F extends RefundFact | DisputeFact = RefundFact | DisputeFact> = Readonly<{
  fact: F;
  everCounted: boolean;
  /** The earliest word that it stopped counting (failed, canceled, won). */
  stoppedAt: Instant | null;
}>;
export type Refund = Reversal<RefundFact>;
export type Dispute = Reversal<DisputeFact>;

const refundRank: Record<RefundStatus, number> = {
  pending: 0,
  requires_action: 1,
  succeeded: 2,
  failed: 3,
  canceled: 3,
};
const disputeRank: Readonly<Record<string, number>> = {
  warning_needs_response: 0,
  warning_under_review: 1,
  warning_closed: 2,
  needs_response: 3,
  under_review: 4,
  prevented: 5,
  won: 5,
  lost: 5,
};

/** Somebody may still have to answer; words not yet known to us count as open. */
export function isOpenDispute(status: string): boolean {
  return !['warning_closed', 'won', 'lost', 'prevented'].includes(status);
}

/** Money is away while a real dispute (not an inquiry) is not won; words not yet known to us count as away. */
export function isWithdrawn(status: DisputeStatus): boolean {
  return !status.startsWith('warning_') && status !== 'won' && status !== 'prevented';
}

function rankOf(fact: RefundFact | DisputeFact): number {
  return fact.kind === 'refund' ? refundRank[fact.status] : (disputeRank[fact.status] ?? 3);
}

export function counts(fact: RefundFact | DisputeFact): boolean {
  return fact.kind === 'refund' ? fact.status === 'succeeded' : isWithdrawn(fact.status);
}

function hasStopped(fact: RefundFact | DisputeFact): boolean {
  return fact.kind === 'refund' ? rankOf(fact) === 3 : fact.status === 'won' || fact.status === 'prevented';
}

function isNewer(a: RefundFact | DisputeFact, b: RefundFact | DisputeFact): boolean {
  const order =
    rankOf(a) - rankOf(b) || compareText(a.asOf, b.asOf) || compareText(JSON.stringify(a), JSON.stringify(b));
  return order > 0;
}

/** Merges one more fact; the same object where it says nothing new. Commutative, so the order of arrival is nothing. */
export function withReversalFact<F extends RefundFact | DisputeFact>(known: Reversal<F> | null, fact: F): Reversal<F> {
  const stopped = hasStopped(fact) ? fact.asOf : null;
  if (known === null) return { fact, everCounted: counts(fact), stoppedAt: stopped };
  const newest = isNewer(fact, known.fact) ? fact : known.fact;
  const everCounted = known.everCounted || counts(fact);
  const stoppedAt = known.stoppedAt && stopped ? earlier(known.stoppedAt, stopped) : (known.stoppedAt ?? stopped);
  if (newest === known.fact && everCounted === known.everCounted && stoppedAt === known.stoppedAt) return known;
  return { fact: newest, everCounted, stoppedAt };
}

/** Money that left (positive) or came back (negative) at an instant, in minor units of the payment's currency. */
export type MoneyBack = Readonly<{ at: Instant; amountMinor: number; kind: 'refund' | 'dispute' }>;

function movements({ fact, everCounted, stoppedAt }: Reversal): MoneyBack[] {
  if (!everCounted) return [];
  const { kind } = fact;
  const left: MoneyBack = { at: fact.createdAt, amountMinor: fact.amount.amountMinor, kind };
  if (counts(fact) || stoppedAt === null) return [left];
  return [left, { at: stoppedAt, amountMinor: -fact.amount.amountMinor, kind }];
}

/** The payment's money back in order of time, cut so that its sum never exceeds what was captured. */
export function moneyBackOf(capturedMinor: number, reversals: readonly Reversal[]): readonly MoneyBack[] {
  const all = reversals
    .flatMap(movements)
    .sort((a, b) => compareText(a.at, b.at) || b.amountMinor - a.amountMinor || compareText(a.kind, b.kind));
  const result: MoneyBack[] = [];
  let askedMinor = 0;
  let shownMinor = 0;
  for (const { at, amountMinor, kind } of all) {
    askedMinor += amountMinor;
    const reachedMinor = Math.min(Math.max(askedMinor, 0), capturedMinor);
    if (reachedMinor !== shownMinor) result.push({ at, amountMinor: reachedMinor - shownMinor, kind });
    shownMinor = reachedMinor;
  }
  return result;
}

export function reversedMinorOf(moneyBack: readonly MoneyBack[]): number {
  return moneyBack.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
