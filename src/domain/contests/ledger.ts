import type { MoneyState } from '../shop/money-back.ts';
import type { Instant } from '../time.ts';
import type { Award, AwardReason } from './contest.ts';

/** The issuer's side of every entry, so that each contest sums to zero. */
export const issuer = 'issuer';

export type EntryReason = AwardReason | 'REFUND' | 'REFUND_FAILED' | 'DISPUTE' | 'DISPUTE_WON' | 'CORRECTION';

/** ± tickets with their reason and cause; unique by contest, cause, reason and beneficiary. Never changed, never deleted. */
export type TicketEntry = Readonly<{
  contestCode: string;
  /** The payment, refund, dispute or correction that it follows from. */
  cause: string;
  reason: EntryReason;
  beneficiaryId: string;
  delta: number;
  orderId: string | null;
  at: Instant;
}>;

type Cause = Readonly<{ contestCode: string; cause: string; orderId: string | null; at: Instant }>;

function withOpposite(entry: TicketEntry): readonly TicketEntry[] {
  // One opposite for each: two beneficiaries of one cause and reason have two opposites.
  return [entry, { ...entry, beneficiaryId: `${issuer}:${entry.beneficiaryId}`, delta: -entry.delta }];
}

export function awardEntries(awards: readonly Award[], cause: Cause): readonly TicketEntry[] {
  return awards.flatMap(({ reason, beneficiaryId, tickets }) =>
    withOpposite({ ...cause, reason, beneficiaryId, delta: tickets }),
  );
}

function sumBy(entries: readonly TicketEntry[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { beneficiaryId, delta } of entries) {
    if (!isIssuer(beneficiaryId)) sums.set(beneficiaryId, (sums.get(beneficiaryId) ?? 0) + delta);
  }
  return sums;
}

export function isIssuer(beneficiaryId: string): boolean {
  return beneficiaryId.startsWith(`${issuer}:`);
}

/** A dispute may be lost, won and lost again under one id: what was entered for it before keeps its own key. */
function causeOf(
  known: readonly TicketEntry[],
  { cause, reason }: Omit<MoneyState, 'at'>,
  beneficiaryId: string,
): string {
  const before = known.filter(
    (entry) =>
      entry.beneficiaryId === beneficiaryId &&
      entry.reason === reason &&
      (entry.cause === cause || entry.cause.startsWith(`${cause}#`)),
  );
  return before.length === 0 ? cause : `${cause}#${before.length + 1}`;
}

/**
 * What is to be added to an order's entries in one contest so that everybody has what he was awarded, or nothing while
 * the money is taken back in full. Computed from the entries there are: repeated, it adds nothing.
 */
export function settleEntries(
  known: readonly TicketEntry[],
  money: Omit<MoneyState, 'at'>,
  { contestCode, orderId, at }: Omit<Cause, 'cause'>,
): readonly TicketEntry[] {
  const awarded = sumBy(known.filter(({ reason }) => reason === 'SELF_PURCHASE' || reason === 'INVITEE_PAYMENT'));
  const stands = sumBy(known.filter(({ reason }) => reason !== 'CORRECTION'));
  const entries: TicketEntry[] = [];
  for (const [beneficiaryId, tickets] of awarded) {
    const delta = (money.isTakenBack ? 0 : tickets) - (stands.get(beneficiaryId) ?? 0);
    if (delta === 0) continue;
    const cause = causeOf(known, money, beneficiaryId);
    entries.push(...withOpposite({ contestCode, cause, reason: money.reason, beneficiaryId, delta, orderId, at }));
  }
  return entries;
}

export function correctionEntries(beneficiaryId: string, delta: number, cause: Cause): readonly TicketEntry[] {
  return withOpposite({ ...cause, reason: 'CORRECTION', beneficiaryId, delta });
}

/** Tickets of each person, those with none left out. */
export function balances(entries: readonly TicketEntry[]): ReadonlyMap<string, number> {
  return new Map([...sumBy(entries)].filter(([, tickets]) => tickets > 0));
}
