import type { InTwoLanguages } from '../shop/plan.ts';
import type { BusinessDate, Instant } from '../time.ts';
import { businessDateOf, plusDays, sameTimeOn, type Zone } from '../zone.ts';

export type ContestRules = Readonly<{ selfPurchase: boolean; inviteePayment: boolean; renewals: boolean }>;

export type Prize = Readonly<{ place: number; title: InTwoLanguages | string }>;
/** Null: as many as there are purchases. */
export type ContestLimits = Readonly<{ ticketsPerPerson: number | null }>;

/** Letters, digits, `-` and `_`: it stands in links and in the first line of the file of entries. */
export const contestCodeShape = /^[A-Za-z0-9_-]{1,32}$/;

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
  prizes: readonly Prize[];
  /** What people read besides the rules that follow from the rest; null: nothing. */
  texts: InTwoLanguages | null;
  /** What each winner reads in his own message, such as how he gets the prize; absent in older contests. */
  winnerTexts?: InTwoLanguages | null;
  limits: ContestLimits;
  /** The chat or channel where its seed's hash, its entries and its proof are published; null: where the team is told. */
  publishTo: string | null;
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

/** Up to what one person may have in this contest, of what he holds already. */
function withinLimit(award: Award, { limits }: Contest, held: number): readonly Award[] {
  if (limits.ticketsPerPerson === null) return [award];
  const tickets = Math.min(award.tickets, limits.ticketsPerPerson - Math.max(0, held));
  return tickets > 0 ? [{ ...award, tickets }] : [];
}

const nobodyHolds: ReadonlyMap<string, number> = new Map();

/** The tickets that a paid order brings in one contest; none outside its time, for a renewal unless its rules say so. */
export function awardsOf(
  contest: Contest,
  order: Qualifying,
  binding: Binding | null,
  held: ReadonlyMap<string, number> = nobodyHolds,
): readonly Award[] {
  if (!contest.active || !isOpenAt(contest, order.judgedAt)) return [];
  if (order.isRenewal && !contest.rules.renewals) return [];
  const tickets = contest.ticketsByPlan[order.planCode] ?? order.planTickets;
  if (tickets <= 0) return [];
  const awards: Award[] = [];
  if (contest.rules.selfPurchase) awards.push({ reason: 'SELF_PURCHASE', beneficiaryId: order.payerId, tickets });
  if (contest.rules.inviteePayment && binding !== null && counts(binding, order, contest))
    awards.push({ reason: 'INVITEE_PAYMENT', beneficiaryId: binding.referrerId, tickets });
  return awards.flatMap((award) => withinLimit(award, contest, held.get(award.beneficiaryId) ?? 0));
}

/** From then on refunds change nothing any more: the entries freeze. So many days after the end, at the same local time. */
export function freezeAt({ endsAt, holdDays, zone }: Pick<Contest, 'endsAt' | 'holdDays' | 'zone'>): Instant {
  return windowEnd(endsAt, holdDays, { name: zone });
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

/** What people were promised when it opened; it stays as it is once the contest has begun. */
export function sameTerms(a: Contest, b: Contest): boolean {
  return termsOf(a) === termsOf(b);
}

function termsOf(contest: Contest): string {
  const { code, startsAt, endsAt, zone, attributionWindowDays, holdDays, rules, ticketsByPlan, prizes, limits } =
    contest;
  const plans = Object.entries(ticketsByPlan).sort(([one], [other]) => (one < other ? -1 : 1));
  const { selfPurchase, inviteePayment, renewals } = rules;
  const places = prizes.map(({ place }) => place);
  const times = [startsAt, endsAt, zone, attributionWindowDays, holdDays];
  return JSON.stringify([code, times, selfPurchase, inviteePayment, renewals, plans, places, limits.ticketsPerPerson]);
}

/** Anyone who was bound before is left as he is; nobody brings himself, or somebody who brought him. */
export type BindingRefusal = 'bound_before' | 'self' | 'ring' | 'buyer';

export function whyNotBound(
  inviteeId: string,
  referrerId: string,
  known: Readonly<{ isBound: boolean; hasPaid: boolean; referrerOf: ReadonlyMap<string, string> }>,
): BindingRefusal | null {
  if (inviteeId === referrerId) return 'self';
  if (known.isBound) return 'bound_before';
  if (known.hasPaid) return 'buyer';
  return closesRing(inviteeId, referrerId, known.referrerOf) ? 'ring' : null;
}
