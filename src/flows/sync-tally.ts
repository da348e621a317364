import type { Decision } from '../domain/decision.ts';
import type { Instant } from '../domain/time.ts';

export type Counts = Readonly<{ events: number; newPayments: number; changedPayments: number }>;

/** Told of the counts so far, often. */
export type TellProgress = (counts: Counts) => void;
export type TallyOptions = Readonly<{ thrownAway: boolean; tell?: TellProgress | undefined }>;

/** What a run brought: each payment once, as new or as changed, however many of its objects were read. */
export type Tally = Readonly<{
  note: (events: number, decision: Decision) => void;
  counts: () => Counts;
}>;

/**
 * `thrownAway`: a dry run, whose every page is rolled back, so that a payment is new on each page that names it.
 * Otherwise it is new but once, and need not be remembered: a history may hold a million.
 */
export function createTally(startedAt: Instant, { thrownAway, tell }: TallyOptions): Tally {
  const fresh = new Set<string>();
  const changed = new Set<string>();
  let events = 0;
  let newPayments = 0;
  const counts = () => ({ events, newPayments, changedPayments: changed.size });
  return {
    note: (count, { payments, newPaymentIds, changedPaymentIds }) => {
      events += count;
      for (const { payment } of payments) {
        const name = `${payment.provider}:${payment.externalId}`;
        if (newPaymentIds.has(payment.id)) {
          if (!fresh.has(name)) newPayments += 1;
          if (thrownAway) fresh.add(name);
        } else if (changedPaymentIds.has(payment.id) && payment.firstSeenAt < startedAt) changed.add(name);
      }
      tell?.(counts());
    },
    counts,
  };
}
