import {
  type CampaignFacts,
  type CampaignKey,
  campaignKeys,
  type FactSource,
  type PaymentFact,
  type PaymentStatus,
  paymentStatuses,
} from './facts.ts';
import type { CustomerId, PayerId, PaymentId, ProviderName, PurchaseId } from './ids.ts';
import type { Currency, Money } from './money.ts';
import { type Instant, later } from './time.ts';

/** A captured amount that some object of the payment told, and when it was last told. */
export type CapturedValue = Readonly<{ amountMinor: number; asOf: Instant }>;
/** What was booked for it in another currency, as it was last told. */
export type Settlement = Readonly<{ money: Money; asOf: Instant }>;

/** One movement of money: the newest fact of each of its objects, and what follows from them. */
export type Payment = Readonly<{
  id: PaymentId;
  provider: ProviderName;
  externalId: string;
  intent: PaymentFact | null;
  charge: PaymentFact | null;
  session: PaymentFact | null;
  /** Every captured amount ever told; more than one is a conflict. */
  capturedValues: readonly CapturedValue[];
  /** Kept apart: most facts do not tell it, and none takes it back. */
  settlement: Settlement | null;
  firstSeenAt: Instant;
  firstSource: FactSource;
  /** Loaded from history, or seen more than 24 h after it was paid: row and sheet, no card. */
  quiet: boolean;
  payerId: PayerId;
  customerId: CustomerId | null;
  purchaseId: PurchaseId | null;
}>;

/** What a payment's facts come to; a pure function of them, so it never depends on the order of arrival. */
export type PaymentSummary = Readonly<{
  status: PaymentStatus;
  amountMinor: number;
  currency: Currency;
  /** Null until captured. */
  paidAt: Instant | null;
  paidAtProvisional: boolean;
  createdAt: Instant;
  chargeId: string | null;
  sessionId: string | null;
  customerExternalId: string | null;
  emails: readonly string[];
  name: string | null;
  phone: string | null;
  telegramId: string | null;
  campaign: CampaignFacts;
  country: string | null;
  city: string | null;
  method: string | null;
  cardLast4: string | null;
  failureCode: string | null;
  /** Nothing more is expected that the card's first line would need. */
  complete: boolean;
  /** Captured amounts differ and no re-read has settled it. */
  conflict: boolean;
  /** The charge's own sum of refunds: a check. */
  refundedMinor: number;
  settled: Money | null;
}>;

export function statusRank(status: PaymentStatus): number {
  return paymentStatuses.indexOf(status);
}

/** Within one object a hold that was let go is canceled for good, and a failed try may be followed by a hold. */
const steps: readonly PaymentStatus[] = ['pending', 'failed', 'authorised', 'canceled', 'captured'];

/** Orders two facts of one object: status first, then time; the text decides what is left, so merging commutes. */
function compareFacts(a: PaymentFact, b: PaymentFact): number {
  return (
    steps.indexOf(a.status) - steps.indexOf(b.status) ||
    compareText(a.asOf, b.asOf) ||
    Number(a.reread ?? false) - Number(b.reread ?? false) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function newerFact(known: PaymentFact | null, fact: PaymentFact): PaymentFact {
  return known !== null && compareFacts(known, fact) >= 0 ? known : fact;
}

/** A session's total is what was asked, not what was captured: it takes no part in the conflict. */
function capturedValuesWith(known: readonly CapturedValue[], fact: PaymentFact): readonly CapturedValue[] {
  if (fact.status !== 'captured' || fact.object === 'session') return known;
  const { amountMinor } = fact.amount;
  const same = known.find((value) => value.amountMinor === amountMinor);
  const asOf = same ? later(same.asOf, fact.asOf) : fact.asOf;
  if (same && same.asOf === asOf) return known;
  const others = known.filter((value) => value.amountMinor !== amountMinor);
  return [...others, { amountMinor, asOf }].sort((a, b) => a.amountMinor - b.amountMinor);
}

function settlementWith(known: Settlement | null, { settled, asOf }: PaymentFact): Settlement | null {
  if (!settled) return known;
  const told = { money: settled, asOf };
  if (!known) return told;
  const order = compareText(known.asOf, asOf) || compareText(JSON.stringify(known), JSON.stringify(told));
  return order >= 0 ? known : told;
}

/** The payment with one more fact; the very same object where the fact says nothing new. */
export function withFact(payment: Payment, fact: PaymentFact): Payment {
  const newest = newerFact(payment[fact.object], fact);
  const capturedValues = capturedValuesWith(payment.capturedValues, fact);
  const settlement = settlementWith(payment.settlement, fact);
  const isNothingNew = newest === payment[fact.object] && capturedValues === payment.capturedValues;
  if (isNothingNew && settlement === payment.settlement) return payment;
  return { ...payment, [fact.object]: newest, capturedValues, settlement };
}

function leadingFact({ charge, intent, session }: Payment): PaymentFact {
  const facts = [charge, intent, session].filter((fact) => fact !== null);
  const [first, ...rest] = facts;
  if (!first) throw new Error('a payment has at least one fact');
  return rest.reduce((best, fact) => (statusRank(fact.status) > statusRank(best.status) ? fact : best), first);
}

/** An attempt's amount is the intent's, which may have been raised since the last failed charge. */
function amountFact(payment: Payment, leading: PaymentFact): PaymentFact {
  if (leading.status === 'captured' || leading.status === 'authorised') return leading;
  return payment.intent ?? leading;
}

function hasOpenConflict(payment: Payment): boolean {
  if (payment.capturedValues.length < 2) return false;
  const reread = [payment.charge, payment.intent].find((fact) => fact?.reread && fact.status === 'captured');
  if (!reread) return true;
  return payment.capturedValues.some((v) => v.amountMinor !== reread.amount.amountMinor && v.asOf > reread.asOf);
}

function paidTime(payment: Payment, status: PaymentStatus): Pick<PaymentSummary, 'paidAt' | 'paidAtProvisional'> {
  if (status !== 'captured') return { paidAt: null, paidAtProvisional: false };
  // A charge that was authorised first keeps its time when it is captured, and no event of ours may tell that again.
  const { charge } = payment;
  if (charge && charge.status !== 'failed') return { paidAt: charge.createdAt, paidAtProvisional: false };
  const provisional =
    payment.intent?.status === 'captured' ? payment.intent : (payment.session ?? leadingFact(payment));
  return { paidAt: provisional.asOf, paidAtProvisional: true };
}

/** Key by key: the payment's own metadata (intent, then charge), then the session's, then the customer's. */
export function campaignOf(sources: readonly (CampaignFacts | undefined)[]): CampaignFacts {
  const found: Partial<Record<CampaignKey, string>> = {};
  for (const key of campaignKeys) {
    for (const source of sources) {
      const value = source?.[key];
      if (!value) continue;
      found[key] = value;
      break;
    }
  }
  return found;
}

/** Metadata, then the card's country, then the billing address; a city only where it lies in that country. */
function geographyOf(
  facts: readonly PaymentFact[],
  campaign: CampaignFacts,
): { country: string | null; city: string | null } {
  const pick = (key: 'cardCountry' | 'billingCountry' | 'billingCity') =>
    facts.find((fact) => fact[key])?.[key] ?? null;
  const billingCountry = pick('billingCountry');
  const country = campaign.country ?? pick('cardCountry') ?? billingCountry;
  const billingCity = billingCountry === null || billingCountry === country ? pick('billingCity') : null;
  return { country, city: campaign.city ?? billingCity };
}

/** Whether its money was taken, without the rest of the summary. */
export function isCaptured(payment: Payment): boolean {
  return leadingFact(payment).status === 'captured';
}

function isComplete({ intent, charge, session }: Payment): boolean {
  if (charge?.whole) return true;
  return intent !== null && charge !== null && (session !== null || !intent.sessionExpected);
}

/** `customerCampaign`: what the provider says of the customer, the last place to look for campaign keys. */
export function summarise(payment: Payment, customerCampaign?: CampaignFacts): PaymentSummary {
  const facts = [payment.charge, payment.intent, payment.session].filter((fact) => fact !== null);
  const first = <T>(read: (fact: PaymentFact) => T | undefined): T | null => {
    for (const fact of facts) {
      const value = read(fact);
      if (value !== undefined) return value;
    }
    return null;
  };
  const leading = leadingFact(payment);
  const { amount } = amountFact(payment, leading);
  const campaign = campaignOf([
    payment.intent?.campaign,
    payment.charge?.campaign,
    payment.session?.campaign,
    customerCampaign,
  ]);
  return {
    status: leading.status,
    amountMinor: amount.amountMinor,
    currency: amount.currency,
    ...paidTime(payment, leading.status),
    createdAt: (payment.intent ?? leading).createdAt,
    chargeId: first((fact) => fact.chargeId),
    sessionId: first((fact) => fact.sessionId),
    customerExternalId: first((fact) => fact.payer.customerId),
    emails: [...new Set(facts.map((fact) => fact.payer.email).filter((email) => email !== undefined))],
    name: first((fact) => fact.payer.name),
    phone: first((fact) => fact.payer.phone),
    // Only an order that was begun in the bot carries both: typing somebody's id somewhere proves nothing.
    telegramId: first((fact) => (fact.order.orderId ? fact.order.telegramId : undefined)),
    campaign,
    ...geographyOf(facts, campaign),
    method: first((fact) => fact.method),
    cardLast4: first((fact) => fact.cardLast4),
    failureCode: leading.status === 'captured' ? null : first((fact) => fact.failureCode),
    complete: isComplete(payment),
    conflict: hasOpenConflict(payment),
    refundedMinor: payment.charge?.refundedMinor ?? 0,
    settled: payment.settlement?.money ?? null,
  };
}

/** Who paid, as far as this payment tells: the provider's customer, else the Telegram id, else the e-mail, else itself. */
export function payerIdOf(payment: Payment, summary: PaymentSummary): PayerId {
  if (summary.customerExternalId) return `${payment.provider}:${summary.customerExternalId}` as PayerId;
  if (summary.telegramId) return `telegram:${summary.telegramId}` as PayerId;
  if (summary.emails[0]) return `email:${summary.emails[0]}` as PayerId;
  return `payment:${payment.provider}:${payment.externalId}` as PayerId;
}
