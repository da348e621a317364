import type { InTwoLanguages } from '../shop/plan.ts';
import type { BusinessDate, Instant } from '../time.ts';
import { businessDateOf, plusDays, sameTimeOn, type Zone } from '../zone.ts';

export type ContestRules = Readonly<{ selfPurchase: boolean; inviteePayment: boolean; renewals: boolean }>;

export type Contest = Readonly<{
  code: string;
  title: InTwoLanguages;
  /** Included; `endsAt` is not. */
  startsAt: Instant;
  endsAt: Instant;
  /** Its days are counted in it: IANA name or offset. */
  zone: string;
  /** Days in which a binding counts, to the same local time. */
  attributionWindowDays: number;
  /** Days after the end in which refunds still take tickets; then the entries freeze. */
  holdDays: number;
  rules: ContestRules;
  /** Tickets of a purchase, by plan, in the place of the plan's own number. */
  ticketsByPlan: Readonly<Record<string, number>>;
  prizes: readonly Readonly<{ place: number; title: InTwoLanguages | string }>[];
  active: boolean;
}>;

/** Who brought whom, and when it was noted: by the first link that a person without a paid order followed. */
export type Binding = Readonly<{ inviteeId: string; referrerId: string; boundAt: Instant }>;

/** A paid order as a contest sees it. */
export type Qualifying = Readonly<{
  orderId: string;
  /** Who paid: of a gift too. */
  payerId: string;
  planCode: string;
  planTickets: number;
  isRenewal: boolean;
  /** When eligibility is judged: when the order was placed, of a renewal when it was paid. */
  judgedAt: Instant;
}>;

export type AwardReason = 'SELF_PURCHASE' | 'INVITEE_PAYMENT';
export type Award = Readonly<{ reason: AwardReason; beneficiaryId: string; tickets: number }>;

export function isOpenAt({ startsAt, endsAt }: Pick<Contest, 'startsAt' | 'endsAt'>, at: Instant): boolean {
  return at >= startsAt && at < endsAt;
}

/** The last instant at which a binding still counts: so many days later at the same local time. */
export function windowEnd(boundAt: Instant, days: number, zone: Zone): Instant {
  const date: BusinessDate = plusDays(businessDateOf(boundAt, zone), days);
  return sameTimeOn(date, boundAt, zone);
}

function counts(binding: Binding, { payerId, judgedAt }: Qualifying, contest: Contest): boolean {
  if (binding.referrerId === payerId || binding.inviteeId !== payerId) return false;
  if (binding.boundAt >= judgedAt) return false;
  return judgedAt <= windowEnd(binding.boundAt, contest.attributionWindowDays, { name: contest.zone });
}

/** The tickets that a paid order brings in one contest; none outside its time, for a renewal unless its rules say so. */
export function awardsOf(contest: Contest, order: Qualifying, binding: Binding | null): readonly Award[] {
  if (!contest.active || !isOpenAt(contest, order.judgedAt)) return [];
  if (order.isRenewal && !contest.rules.renewals) return [];
  const tickets = contest.ticketsByPlan[order.planCode] ?? order.planTickets;
  if (tickets <= 0) return [];
  const awards: Award[] = [];
  if (contest.rules.selfPurchase) awards.push({ reason: 'SELF_PURCHASE', beneficiaryId: order.payerId, tickets });
  if (contest.rules.inviteePayment && binding !== null && counts(binding, order, contest))
    awards.push({ reason: 'INVITEE_PAYMENT', beneficiaryId: binding.referrerId, tickets });
  return awards;
}

/** Whether binding somebody would close a ring: he, or somebody up his line, was brought by the invitee. */
export function closesRing(inviteeId: string, referrerId: string, referrerOf: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = referrerId; at !== undefined && !seen.has(at); at = referrerOf.get(at)) {
    if (at === inviteeId) return true;
    seen.add(at);
  }
  return false;
}
