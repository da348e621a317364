import type { DecideEnv } from '../domain/decision.ts';
import type { Routes } from '../domain/deliveries.ts';
import type { NewId } from '../domain/ids.ts';
import type { Currency } from '../domain/money.ts';
import type { Destination, PaymentSource, SheetBook, WebhookProvider } from '../domain/ports.ts';
import { type Instant, instantOf } from '../domain/time.ts';
import type { Zone } from '../domain/zone.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { CommitQueue } from '../store/commit-queue.ts';
import type { Store } from '../store/database.ts';
import type { Meters } from './meters.ts';
import type { StopLatch } from './stop-latch.ts';

/** How the business wants things: read from the configuration once. */
export type Policy = Readonly<{
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
  /** Hour of the business day at which the sheet is tidied. */
  cleanupHour: number;
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
  log: Logger;
  meters: Meters;
  policy: Policy;
  provider: WebhookProvider | null;
  source: PaymentSource | null;
  /** The sheet, to be read and mended; null where none is configured. */
  book: SheetBook | null;
  destinations: ReadonlyMap<string, Destination>;
  stopLatch: StopLatch;
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

export function decideEnvOf({ policy, newId }: FlowDeps, now: Instant): DecideEnv {
  const { purchaseWindowMs, vipThresholds, routes } = policy;
  return { now, newId, purchaseWindowMs, vipThresholds, routes };
}
