import type { DisputeFact, RefundFact } from '../facts.ts';
import { compareText } from '../payment.ts';
import type { Instant } from '../time.ts';

/** What became of the money of an order, and of which refund or dispute that follows. */
export type MoneyState = Readonly<{
  /** All of it went back, or a dispute was lost. */
  isTakenBack: boolean;
  reason: 'REFUND' | 'REFUND_FAILED' | 'DISPUTE' | 'DISPUTE_WON';
  cause: string;
  at: Instant;
}>;

/**
 * What stands after all that is known of the money back of one payment; null where there is none. Taken back: refunded
 * in full, or a dispute is lost. The cause is what was told last.
 */
export function moneyStateOf(capturedMinor: number, facts: readonly (RefundFact | DisputeFact)[]): MoneyState | null {
  const newest = [...facts]
    .sort((a, b) => compareText(a.asOf, b.asOf) || compareText(a.externalId, b.externalId))
    .at(-1);
  if (!newest) return null;
  const refundedMinor = facts
    .filter((fact) => fact.kind === 'refund' && fact.status === 'succeeded')
    .reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  const isLost = facts.some((fact) => fact.kind === 'dispute' && fact.status === 'lost');
  const isTakenBack = isLost || refundedMinor >= capturedMinor;
  const reason =
    newest.kind === 'refund' ? (isTakenBack ? 'REFUND' : 'REFUND_FAILED') : isTakenBack ? 'DISPUTE' : 'DISPUTE_WON';
  return { isTakenBack, reason, cause: newest.externalId, at: newest.asOf };
}
