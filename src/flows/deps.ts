import type { FindPlaceProblem } from '../domain/access/place.ts';
import type { KeepRule } from '../domain/backups.ts';
import type { BeaconNetwork } from '../domain/contests/drand.ts';
import type { DecideEnv } from '../domain/decision.ts';
import type { Routes } from '../domain/deliveries.ts';
import type { NewId, ProviderName } from '../domain/ids.ts';
import type { Currency } from '../domain/money.ts';
import type { Checkout, Destination, PaymentSource, WebhookProvider } from '../domain/ports.ts';
import type { SetUp } from '../domain/set-up.ts';
import type { SettingValues } from '../domain/settings.ts';
import type { SheetBook } from '../domain/sheet-book.ts';
import { type Instant, instantOf } from '../domain/time.ts';
import type { Zone } from '../domain/zone.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { CommitQueue } from '../store/commit-queue.ts';
import type { Store } from '../store/database.ts';
import type { GradedStops } from './graded-stops.ts';
import type { LivePolicy } from './live-policy.ts';
import type { Meters } from './meters.ts';
import type { ShopHooks } from './shop/types.ts';
import type { StopLatch } from './stop-latch.ts';
import type { SweepHealth } from './sweep-health.ts';

/** How the business wants things: the configuration, with what was set in the chat over it. */
export type Policy = Readonly<{
  /** Every setting's value; the fields below are made of some of them. */
  values: SettingValues;
  baseCurrency: Currency;
  purchaseWindowMs: number;
  vipThresholds: ReadonlyMap<Currency, number>;
  routes: Routes;
  digestAfterWaiting: number;
  zone: Zone;
  /** null: everything. */
  historyFrom: Instant | null;
  sweepEveryMs: number;
  /** Timed sweeps are wanted. */
  autoSync: boolean;
  defaultLocale: 'ru' | 'en';
  ownerIds: readonly string[];
  keepBackups: KeepRule;
  /** The hour of the business zone when backups are made. */
  backupHour: number;
  /** Where in the sheet ad spend stands; null: nowhere. */
  spendRange: string | null;
}>;

export type ShopDeps = Readonly<{
  /** An order waits so long for its money. */
  orderTtlMs: number;
  /** Under which our own pages are reached. */
  publicUrl: string;
  hooks: ShopHooks;
}>;

export type AccessDeps = Readonly<{
  findPlaceProblem: FindPlaceProblem;
  /** Why nothing may be sent to an address; null: it may be. */
  refuseUrl: (url: string) => 'not_https' | 'private_address' | 'bad_url' | null;
  /** The owner's system is configured, and told of orders, access, refunds and tickets. */
  tellsBusiness: boolean;
}>;

/** What flows are bound to once, in main. Nothing else is reached. */
export type FlowDeps = Readonly<{
  store: Store;
  commits: CommitQueue;
  clock: Clock;
  newId: NewId;
  /** In [0, 1). */
  random: () => number;
  randomHandle: () => string;
  /** Whose values decide draws. */
  beacons: BeaconNetwork;
  log: Logger;
  meters: Meters;
  /** As it is now: to be asked anew each time, never kept. */
  policy: Policy;
  livePolicy: LivePolicy;
  /** Who calls us, whom we ask, and where a buyer can be sent to pay: each by the provider's name. */
  providers: ReadonlyMap<ProviderName, WebhookProvider>;
  sources: ReadonlyMap<ProviderName, PaymentSource>;
  checkouts: ReadonlyMap<ProviderName, Checkout>;
  shop: ShopDeps;
  access: AccessDeps;
  /** The sheet, to be read and mended; null where none is configured. */
  book: SheetBook | null;
  destinations: ReadonlyMap<string, Destination>;
  stopLatch: StopLatch;
  sweepHealth: SweepHealth;
  /** Folder of the database, the backups and the hand brake. */
  dataDir: string;
  /** What is configured, without secrets. */
  setUp: SetUp;
  /** How far our clock is ahead of each host that answered us. */
  clockAheadMs: () => ReadonlyMap<string, number>;
  /** What happened before is told to nobody: this database was restored then. Null: it never was. */
  quietBefore: () => Promise<Instant | null>;
  /** Parts that are held while the rest goes on. */
  gradedStops: GradedStops;
  /** False while migrating and when the database was found broken: nothing is acknowledged then. */
  canStore: () => boolean;
  /** Somebody owes something: the loops look at once. */
  wake: () => void;
  /** Something is to be read again from the provider. */
  wakeReread: () => void;
}>;

export function nowOf({ clock }: Pick<FlowDeps, 'clock'>): Instant {
  return instantOf(clock.nowMs());
}

export function decideEnvOf({ policy, newId }: FlowDeps, now: Instant, told: ReadonlySet<string>): DecideEnv {
  const { purchaseWindowMs, vipThresholds, routes } = policy;
  return { now, newId, purchaseWindowMs, vipThresholds, routes, told };
}

/** Nothing more is sent there: everything is stopped, or this part. */
export function isHeldBack(deps: FlowDeps, destination: Pick<Destination, 'name' | 'keyed'>): boolean {
  return deps.stopLatch.isStopped || deps.gradedStops.holds(destination);
}

/** No new order, and no new way to pay one. */
export function isBuyingHeld({ stopLatch, gradedStops }: Pick<FlowDeps, 'stopLatch' | 'gradedStops'>): boolean {
  return stopLatch.isStopped || gradedStops.find('purchases') !== null;
}

/** No sweep begins, and one under way ends. */
export function isSyncHeld({ stopLatch, gradedStops }: Pick<FlowDeps, 'stopLatch' | 'gradedStops'>): boolean {
  return stopLatch.isStopped || gradedStops.find('sync') !== null;
}
