import type { Matcher } from './alerts/silence.ts';
import type { ContestNotice } from './contests/notices.ts';
import type { CampaignFacts, PaymentStatus } from './facts.ts';
import type { CustomerId, DeliveryId, PaymentId, ProviderName, PurchaseId } from './ids.ts';
import type { Currency, Money } from './money.ts';
import type { Said } from './said.ts';
import type { MoneyProblem } from './shop/order.ts';
import type { WholeStop } from './stops.ts';
import type { Instant } from './time.ts';

/** `merged`: its payments belong to an older purchase now; its card points there. */
export type PurchaseState = 'paid' | 'partly_refunded' | 'refunded' | 'disputed' | 'merged';

/** Captured and given back (refunds and withdrawn disputes, never more than captured), in one currency. */
export type CurrencyTotal = Readonly<{ currency: Currency; capturedMinor: number; reversedMinor: number }>;

/** All that a card, a Slack message or a digest line says of one purchase, as it is now. */
export type PurchaseView = Readonly<{
  id: PurchaseId;
  /** The computed name, `purchase_cus_…_2`. */
  name: string;
  /** Grows with every change: what was shown last is compared with it. */
  revision: number;
  state: PurchaseState;
  /** The older purchase's name, where the state is `merged`. */
  mergedInto: string | null;
  vip: boolean;
  totals: readonly CurrencyTotal[];
  paymentCount: number;
  firstPaidAt: Instant;
  lastPaidAt: Instant;
  /** The provider's word for the way of paying, `card`. */
  method: string | null;
  email: string | null;
  country: string | null;
  city: string | null;
  campaign: CampaignFacts;
  customerId: CustomerId;
  customerKey: string;
}>;

/** One row of the sheet: one customer and currency (INTERFACE §6). */
export type SheetRowView = Readonly<{
  key: string;
  customerKey: string;
  email: string | null;
  capturedMinor: number;
  reversedMinor: number;
  currency: Currency;
  paymentCount: number;
  paymentExternalIds: readonly string[];
  firstPaidAt: Instant;
  lastPaidAt: Instant;
  status: 'paid' | 'partially refunded' | 'refunded' | 'disputed' | 'merged';
  /** The surviving row's key, where the status is `merged`. */
  mergedIntoKey: string | null;
  country: string | null;
  city: string | null;
  campaign: CampaignFacts;
  team: string | null;
}>;

export type PaymentView = Readonly<{
  id: PaymentId;
  provider: ProviderName;
  externalId: string;
  chargeId: string | null;
  status: PaymentStatus;
  amount: Money;
  reversedMinor: number;
  /** The part of it that a dispute holds. */
  disputedMinor: number;
  /** Null while the payment is not captured. */
  paidAt: Instant | null;
  /** True while only the event's time is known, not the charge's. */
  paidAtProvisional: boolean;
  createdAt: Instant;
  firstSeenAt: Instant;
  firstSource: string;
  method: string | null;
  cardLast4: string | null;
  failureCode: string | null;
  email: string | null;
  country: string | null;
  city: string | null;
  campaign: CampaignFacts;
  customerId: CustomerId | null;
  customerKey: string | null;
  purchaseId: PurchaseId | null;
  purchaseName: string | null;
}>;

export type RefundView = Readonly<{ externalId: string; status: string; amount: Money; createdAt: Instant }>;
export type DisputeView = RefundView & Readonly<{ withdrawn: boolean }>;

export type CustomerView = Readonly<{
  id: CustomerId;
  key: string;
  emails: readonly string[];
  payerIds: readonly string[];
  names: readonly string[];
  purchases: readonly PurchaseView[];
  /** Newest first, at most 20. */
  payments: readonly PaymentView[];
  totals: readonly CurrencyTotal[];
  phones: readonly string[];
  /** Newest first, at most 10. */
  refunds: readonly RefundView[];
  /** Under which the first and the newest payment are counted; null where that is unknown. */
  campaigns: Readonly<{ first: string | null; last: string | null }>;
  /** Of the purchases and rows shown. */
  deliveries: DeliveryCounts;
  problems: readonly CustomerProblem[];
}>;

export type DeliveryCounts = Readonly<Record<'delivered' | 'waiting' | 'dead' | 'cancelled', number>>;

/** What somebody has to look at. */
export type CustomerProblem = Readonly<
  | { kind: 'conflict'; payment: string }
  | { kind: 'dispute'; dispute: string; status: string; amount: Money }
  | { kind: 'dead'; count: number }
>;

export type DeliveryState = 'waiting' | 'leased' | 'sending' | 'delivered' | 'merged' | 'dead' | 'cancelled';

export type AttemptView = Readonly<{
  at: Instant;
  outcome: string;
  code: string | null;
  detail: string | null;
  durationMs: number;
}>;
export type DeliveryView = Readonly<{
  id: DeliveryId;
  destination: string;
  address: string;
  kind: string;
  subject: string;
  state: DeliveryState;
  createdAt: Instant;
  settledAt: Instant | null;
  nextAt: Instant | null;
  attempts: readonly AttemptView[];
}>;

export type TraceEvent = Readonly<{
  at: Instant;
  type: string;
  source: string;
  externalId: string | null;
  state: string;
  detail: string | null;
}>;

/** One payment's whole timeline. */
export type TraceView = Readonly<{
  payment: PaymentView;
  refunds: readonly RefundView[];
  disputes: readonly DisputeView[];
  purchase: PurchaseView | null;
  events: readonly TraceEvent[];
  deliveries: readonly DeliveryView[];
}>;

export type DestinationStatus = Readonly<{
  name: string;
  waiting: number;
  oldestAt: Instant | null;
  paused: boolean;
  pausedReason: string | null;
  breaker: 'closed' | 'open';
  dead: number;
  /** Delivered in the last five minutes; only where somebody looks at the queue. */
  deliveredLately?: number;
}>;

export type FailureGroup = Readonly<{
  destination: string;
  code: string;
  count: number;
  newestAt: Instant;
  sampleIds: readonly DeliveryId[];
  detail: string | null;
}>;
export type QuarantineView = Readonly<{
  id: string;
  provider: string;
  externalId: string;
  type: string;
  receivedAt: Instant;
  issues: string;
}>;

export type StopState = Readonly<{ stopped: false } | ({ stopped: true } & WholeStop)>;

export type CheckStatus = 'ok' | 'warn' | 'fail';
/** What a check found, for those who put it into words of their own. */
export type CheckFacts = Readonly<
  | { kind: 'database'; engine: 'sqlite' | 'postgres' }
  | { kind: 'memory'; megabytes: number }
  /** Null while history is being loaded. */
  | { kind: 'sync'; completeUntil: Instant | null }
  /** Who hears of troubles while the operations chat is lost. */
  | { kind: 'notices'; told: 'owners' | 'nobody' }
>;

/** `detail` is for machines and logs, in English; chats say `facts` in their own language. */
/** `detail` in English, for programs; `said` the same for people, where it is not a plain value. */
export type HealthCheck = Readonly<{ status: CheckStatus; detail: string; said?: Said; facts?: CheckFacts }>;
export type HealthView = Readonly<{ status: CheckStatus; checks: Readonly<Record<string, HealthCheck>> }>;

/**
 * What the system itself has to tell: alerts and closing lines. `about` groups repeats of one cause; a notice carries
 * facts, its words are made in messages/.
 */
export type Notice = Readonly<
  | ContestNotice
  | { kind: 'payment_conflict'; payment: string; valuesMinor: readonly number[]; currency: Currency }
  | { kind: 'conflicting_event'; event: string }
  | { kind: 'quarantined'; provider: string; event: string; type: string }
  | { kind: 'breaker_open'; destination: string; code: string; waiting: number }
  | { kind: 'breaker_closed'; destination: string; waiting: number }
  | { kind: 'destination_paused'; destination: string; code: string; detail: string }
  | { kind: 'sheet_columns_missing'; columns: readonly string[] }
  | { kind: 'sheet_columns_added'; columns: readonly string[] }
  | { kind: 'delivery_dead'; destination: string; delivery: string; code: string }
  | { kind: 'history_loaded'; payments: number; purchases: number }
  | { kind: 'catch_up'; payments: number; since: Instant }
  | { kind: 'other_mode'; livemode: boolean; event: string }
  /** An unsigned notification says what the provider, asked, does not. */
  | { kind: 'not_confirmed'; provider: ProviderName; event: string }
  /** In a provider's name, from an address that is none of its own. */
  | { kind: 'foreign_call'; provider: ProviderName; address: string }
  | { kind: 'chat_moved'; from: string; to: string }
  | { kind: 'stopped'; by: string; reason: string | null; held: number }
  | { kind: 'resumed'; by: string; mode: string; held: number }
  /** `newest`: when the newest backup that can be relied on was made; null: there is none. */
  | { kind: 'backup_failed'; detail: string; newest: Instant | null }
  | { kind: 'drill_passed'; made: Instant; payments: number }
  | { kind: 'drill_failed'; made: Instant | null; problem: string }
  | { kind: 'restored'; by: string; from: Instant | null }
  | { kind: 'topic_lost'; chat: string }
  /** It ended by itself, as it was asked to. */
  | { kind: 'stop_ended'; scope: string; by: string; held: number }
  | { kind: 'invite_taken'; name: string; role: string }
  /** After the nightly cleaning: what went by itself, and what waits for a person, by kind. */
  | { kind: 'duplicates_found'; cleaned: number; left: number }
  /** Several sweeps in a row; `code` is the provider's refusal or the network's failure. */
  | { kind: 'sweep_failing'; provider: ProviderName; code: string }
  /** Nobody ended it: its time is over. `firing`: how many incidents it held back and that last. */
  | { kind: 'silence_ended'; matchers: readonly Matcher[]; by: string; reason: string | null; firing: number }
  | { kind: 'test'; by: string }
  /** Money that pays no order as it should waits for a person. */
  | { kind: 'money_problem'; decision: string; problem: MoneyProblem; order: string; payment: string; amount: Money }
  | { kind: 'stock_low'; plan: string; left: number }
  /** He blocked the bot before he got what he paid for. */
  | { kind: 'buyer_away'; telegramId: string; code: string }
  /** It is paid, and there was no key to give. */
  | { kind: 'key_missing'; plan: string; order: string }
  /** A buyer asks about a payment; `order`: his newest. */
  | { kind: 'pay_support'; telegramId: string; order: string | null; words: string }
  | { kind: 'update_given_up'; update: number }
  /** Somebody asks for what needs a second person; `effect` fills the words `approval-<action>`. */
  | {
      kind: 'approval_asked';
      approval: string;
      by: string;
      action: string;
      effect: Readonly<Record<string, string | number>>;
    }
>;
