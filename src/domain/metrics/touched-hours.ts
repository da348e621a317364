import type { Brand, PaymentId } from '../ids.ts';
import { type Assessed, assess, type Neighbourhood, type Purchase } from '../neighbourhood.ts';
import type { Instant } from '../time.ts';

/** An hour of UTC as text, `2026-11-20T21`: what the sums of closed hours are marked by. */
export type UtcHour = Brand<string, 'UtcHour'>;

export function utcHourOf(at: Instant): UtcHour {
  return at.slice(0, 13) as UtcHour;
}

function timesOf({ summary, moneyBack }: Assessed): Instant[] {
  const back = moneyBack.map(({ at }) => at);
  return summary.paidAt === null ? back : [summary.paidAt, ...back];
}

/**
 * The hours whose sums a change may alter: those of each changed payment and its money back, as they were and as they
 * are, and those of all payments of a changed purchase, since another one of them may begin it now.
 */
export function touchedHours(
  known: Neighbourhood,
  assessed: ReadonlyMap<PaymentId, Assessed>,
  changed: readonly Assessed[],
  purchases: readonly Purchase[],
): readonly UtcHour[] {
  const hours = new Set<UtcHour>();
  const touch = (one: Assessed) => {
    for (const at of timesOf(one)) hours.add(utcHourOf(at));
  };
  for (const one of changed) {
    touch(one);
    const before = known.payments.get(one.payment.id);
    if (before) touch(assess(before, known));
  }
  const regrouped = new Set(purchases.map(({ id }) => id));
  for (const one of assessed.values()) {
    if (one.payment.purchaseId !== null && regrouped.has(one.payment.purchaseId)) touch(one);
  }
  return [...hours];
}
