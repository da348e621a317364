import type { ProviderName } from './ids.ts';
import type { Currency, Money } from './money.ts';
import type { Instant } from './time.ts';

/**
 * What one object of a provider said about a payment, a refund, a dispute or a customer at one moment. Facts may come
 * twice, late and in any order: merging them is commutative (see payment.ts), so the rows never depend on the road.
 */
export type Fact = PaymentFact | RefundFact | DisputeFact | CustomerFact;

/** Ranked: a payment's status only moves forward. */
export const paymentStatuses = ['pending', 'canceled', 'failed', 'authorised', 'captured'] as const;
export type PaymentStatus = (typeof paymentStatuses)[number];

/** The keys of INTERFACE §5, as found in a provider's metadata; absent and empty are the same. */
export const campaignKeys = [
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_content',
  'utm_term',
  'ad_name',
  'adset_name',
  'campaign_name',
  'creative_link',
  'country',
  'city',
  'product_tag',
  'gclid',
  'fbclid',
] as const;
export type CampaignKey = (typeof campaignKeys)[number];
export type CampaignFacts = Readonly<Partial<Record<CampaignKey, string>>>;

/** The name under which a campaign's sales are counted and shown. */
export function campaignNameOf({ campaign_name, utm_campaign }: CampaignFacts): string | null {
  return campaign_name ?? utm_campaign ?? null;
}

/** The metadata that payops writes on payments which it creates (INTERFACE §3). */
export type OrderFacts = Readonly<{ orderId?: string; telegramId?: string; planId?: string; createdAt?: string }>;

export type PayerFacts = Readonly<{
  /** The provider's customer id. */
  customerId?: string;
  /** Trimmed and lower-cased. */
  email?: string;
  name?: string;
  phone?: string;
}>;

/** One of the three Stripe objects that are together one payment; another provider's one object is its charge. */
export type PaymentObject = 'intent' | 'charge' | 'session';

export type PaymentFact = Readonly<{
  kind: 'payment';
  provider: ProviderName;
  object: PaymentObject;
  /** This one object is all that the provider tells of the payment: no other is waited for. */
  whole?: boolean;
  /** The payment's own key at the provider: the PaymentIntent, else the Charge. */
  externalId: string;
  chargeId?: string;
  sessionId?: string;
  status: PaymentStatus;
  /** Captured, authorised or attempted, as the status says. */
  amount: Money;
  /** The object's own `created`; for a succeeded charge this is the paid time. */
  createdAt: Instant;
  /** A charge's sum of refunds: a check on the refund rows, never a refund by itself. */
  refundedMinor?: number;
  /** What the provider booked for it on an account that is kept in another currency. */
  settled?: Money;
  payer: PayerFacts;
  campaign: CampaignFacts;
  order: OrderFacts;
  /** `card`, `sepa_debit`, …: the provider's word. */
  method?: string;
  cardLast4?: string;
  /** The same for the same card, whoever pays with it. */
  cardFingerprint?: string;
  cardCountry?: string;
  billingCountry?: string;
  billingCity?: string;
  failureCode?: string;
  /** The intent or its metadata says that a checkout session exists, so a card waits for it. */
  sessionExpected?: boolean;
  /** When the provider's state was so: the event's time, or the time of the read. */
  asOf: Instant;
  /** Read from the provider because of a conflict: its answer wins. */
  reread?: boolean;
}>;

export type RefundStatus = 'pending' | 'requires_action' | 'succeeded' | 'failed' | 'canceled';

export type RefundFact = Readonly<{
  kind: 'refund';
  provider: ProviderName;
  externalId: string;
  /** The payment's key where the provider tells it, else only the charge is known. */
  paymentExternalId?: string;
  chargeId?: string;
  status: RefundStatus;
  amount: Money;
  createdAt: Instant;
  reason?: string;
  asOf: Instant;
}>;

/** The provider's open list; unknown words are kept and count as withdrawn unless they begin with `warning_`. */
export type DisputeStatus = string;

export type DisputeFact = Readonly<{
  kind: 'dispute';
  provider: ProviderName;
  externalId: string;
  paymentExternalId?: string;
  chargeId?: string;
  status: DisputeStatus;
  amount: Money;
  createdAt: Instant;
  reason?: string;
  respondBy?: Instant;
  asOf: Instant;
}>;

/** What the provider says of a customer apart from any payment. */
export type CustomerFact = Readonly<{
  kind: 'customer';
  provider: ProviderName;
  /** The provider's customer id. */
  externalId: string;
  email?: string;
  name?: string;
  phone?: string;
  campaign: CampaignFacts;
  asOf: Instant;
}>;

export type FactSource = 'webhook' | 'sweep' | 'resync' | 'history' | 'reread';

/** One normalised call or list entry of a provider. Both roads make these, and only these enter the reducer. */
export type DomainEvent = Readonly<{
  provider: ProviderName;
  /** The provider's event id; null where the facts were read from an object, which needs no once-only gate. */
  externalId: string | null;
  /** The provider's own type, for the trace. */
  type: string;
  occurredAt: Instant;
  source: FactSource;
  facts: readonly Fact[];
}>;

export type AmountsByCurrency = ReadonlyMap<Currency, number>;
