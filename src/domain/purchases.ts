import type { PaymentId } from './ids.ts';
import { compareText } from './payment.ts';
import { type Instant, msOf } from './time.ts';

/** A captured payment, as far as grouping needs it. */
export type PaidPayment = Readonly<{
  id: PaymentId;
  externalId: string;
  paidAt: Instant;
}>;

export function byPaidTime(a: PaidPayment, b: PaidPayment): number {
  return compareText(a.paidAt, b.paidAt) || compareText(a.externalId, b.externalId);
}

/**
 * A customer's purchases: connected components of his captured payments with gaps of at most the window (included).
 * A pure function of the payments, so purchases merge and split and never depend on the order of arrival.
 */
export function groupPayments<P extends PaidPayment>(
  payments: readonly P[],
  windowMs: number,
): readonly (readonly P[])[] {
  const groups: P[][] = [];
  let lastPaidMs = Number.NEGATIVE_INFINITY;
  for (const payment of [...payments].sort(byPaidTime)) {
    const paidMs = msOf(payment.paidAt);
    if (paidMs - lastPaidMs > windowMs) groups.push([]);
    groups.at(-1)?.push(payment);
    lastPaidMs = paidMs;
  }
  return groups;
}

/** `purchase_cus_X` for the customer's earliest purchase, `purchase_cus_X_2` … after it. */
export function purchaseName(customerKey: string, ordinal: number): string {
  return ordinal === 1 ? `purchase_${customerKey}` : `purchase_${customerKey}_${ordinal}`;
}
