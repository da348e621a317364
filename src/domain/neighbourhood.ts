import type { CampaignFacts, FactSource } from './facts.ts';
import type { Payer, Pin } from './identity.ts';
import type { CustomerId, PayerId, PaymentId, PurchaseId } from './ids.ts';
import type { Currency } from './money.ts';
import { type Payment, type PaymentSummary, summarise } from './payment.ts';
import { counts, type Dispute, type MoneyBack, moneyBackOf, type Refund, type Reversal } from './reversals.ts';
import type { Instant } from './time.ts';
import type { PurchaseView, SheetRowView } from './views.ts';

export type Customer = Readonly<{
  id: CustomerId;
  /** What people see: the id of the earliest Stripe customer, else `<provider>_<payer id>`. */
  key: string;
  originPayerId: PayerId;
  mergedInto: CustomerId | null;
}>;

export type Purchase = Readonly<{
  id: PurchaseId;
  customerId: CustomerId;
  originPaymentId: PaymentId;
  ordinal: number;
  firstPaidAt: Instant;
  mergedInto: PurchaseId | null;
  /** Somebody was or is to be told with a card; history is not. */
  loud: boolean;
  /** The VIP message was owed once: never again, even if the purchase splits and grows anew. */
  vipTold: boolean;
  view: PurchaseView;
}>;

export type SheetRow = Readonly<{ key: string; customerId: CustomerId; currency: Currency; view: SheetRowView }>;

/**
 * All that one event can touch: the payments that it names, everybody who may be the same person, and all captured
 * payments, purchases and rows of theirs. The store loads it, `decide` changes it, the store saves the difference.
 */
export type Neighbourhood = Readonly<{
  payments: ReadonlyMap<PaymentId, Payment>;
  refunds: ReadonlyMap<string, Refund>;
  disputes: ReadonlyMap<string, Dispute>;
  payers: ReadonlyMap<PayerId, Payer>;
  customers: ReadonlyMap<CustomerId, Customer>;
  purchases: ReadonlyMap<PurchaseId, Purchase>;
  rows: ReadonlyMap<string, SheetRow>;
  /** E-mails held by more than five provider customers: no evidence. */
  sharedEmails: ReadonlySet<string>;
  /** What people decided of these payers; absent is none. */
  pins?: readonly Pin[];
}>;

/** A payment with all that follows from its facts, its customer's and its reversals'. */
export type Assessed = Readonly<{
  payment: Payment;
  summary: PaymentSummary;
  moneyBack: readonly MoneyBack[];
  disputed: boolean;
  email: string | null;
  customerCampaign: CampaignFacts;
  /** The provider's customer was never read, and the payment itself lacks e-mail or campaign: he may know them. */
  asksCustomer: boolean;
}>;

export function belongsTo(reversal: Reversal, payment: Payment, chargeId: string | null): boolean {
  const { fact } = reversal;
  if (fact.provider !== payment.provider) return false;
  if (fact.paymentExternalId === payment.externalId) return true;
  return fact.chargeId !== undefined && (fact.chargeId === chargeId || fact.chargeId === payment.externalId);
}

/** Only Stripe keeps customers who can be asked for. */
function isAskable({ provider }: Payment, { customerExternalId }: PaymentSummary): boolean {
  return provider === 'stripe' && customerExternalId !== null;
}

export function assess(payment: Payment, known: Neighbourhood): Assessed {
  const fact = known.payers.get(payment.payerId)?.fact ?? null;
  const summary = summarise(payment, fact?.campaign);
  const own = <R extends Reversal>(all: ReadonlyMap<string, R>) =>
    [...all.values()].filter((reversal) => belongsTo(reversal, payment, summary.chargeId));
  const disputes = own(known.disputes);
  const email = summary.emails[0] ?? fact?.email ?? null;
  const isPoor = email === null || Object.keys(summary.campaign).length === 0;
  const capturedMinor = summary.status === 'captured' ? summary.amountMinor : 0;
  return {
    payment,
    summary,
    moneyBack: moneyBackOf(capturedMinor, [...own(known.refunds), ...disputes]),
    disputed: disputes.some((dispute) => counts(dispute.fact)),
    email,
    customerCampaign: fact?.campaign ?? {},
    asksCustomer: isPoor && fact === null && isAskable(payment, summary) && summary.status === 'captured',
  };
}

/** Roads that fill the past: what they bring is told to nobody. */
export function isQuietSource(source: FactSource): boolean {
  return source === 'history' || source === 'resync';
}
