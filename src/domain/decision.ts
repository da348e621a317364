import type { NewDelivery, Routes } from './deliveries.ts';
import type { Identifier, Payer } from './identity.ts';
import type { NewId, PayerId, PaymentId, ProviderName } from './ids.ts';
import type { UtcHour } from './metrics/touched-hours.ts';
import type { Currency } from './money.ts';
import type { Assessed, Customer, Purchase, SheetRow } from './neighbourhood.ts';
import type { Dispute, Refund } from './reversals.ts';
import type { Instant } from './time.ts';

export type DecideEnv = Readonly<{
  now: Instant;
  newId: NewId;
  purchaseWindowMs: number;
  /** A purchase is VIP from this captured sum on, by currency, in minor units. */
  vipThresholds: ReadonlyMap<Currency, number>;
  routes: Routes;
  /** Payments and money back from before are no news: the database was restored then. */
  quietBefore?: Instant | null;
  /** Cards that were told already, as `toldKey`; asked for only where a route filters. */
  told: ReadonlySet<string>;
}>;

/** The provider is to be asked again: captured amounts differ, or a charge knows of refunds that we do not. */
export type Reread = Readonly<{
  provider: ProviderName;
  /** `notified`: what an unsigned notification named; `externalId` is the notification's own. */
  kind: 'payment' | 'refunds' | 'customer' | 'notified';
  externalId: string;
  cause: string;
  /** Refunds usually come by themselves a moment later; a conflict is asked for at once. */
  dueAt: Instant;
}>;

/** An address that a payer had and has no more: it is no evidence for anything now. */
export type LostIdentifier = Identifier & Readonly<{ payerId: PayerId }>;

/** What differs from the neighbourhood that was loaded; empty where the event said nothing new. */
export type Decision = Readonly<{
  payments: readonly Assessed[];
  refunds: readonly Refund[];
  disputes: readonly Dispute[];
  payers: readonly Payer[];
  lostIdentifiers: readonly LostIdentifier[];
  customers: readonly Customer[];
  purchases: readonly Purchase[];
  rows: readonly SheetRow[];
  /** Whose sums are to be made anew. */
  hours: readonly UtcHour[];
  deliveries: readonly NewDelivery[];
  rereads: readonly Reread[];
  /** Which of the payments were not stored before. */
  newPaymentIds: ReadonlySet<PaymentId>;
  /** Which of the others say something else than before: the same facts read again, or regrouped, do not. */
  changedPaymentIds: ReadonlySet<PaymentId>;
}>;
