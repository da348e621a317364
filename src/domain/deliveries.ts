import type { BusinessEvent } from './access/business-event.ts';
import type { PurchaseId } from './ids.ts';
import type { DestinationName } from './ports.ts';
import type { ScheduledKind } from './reports/report.ts';
import type { QuietHours, RouteFilter } from './route-filter.ts';
import type { Instant } from './time.ts';
import type { Notice } from './views.ts';

export type DeliveryKind =
  | 'purchase'
  | 'vip'
  | 'digest'
  | 'row'
  | 'notice'
  | 'incidents'
  | 'reminder'
  | 'report'
  | 'broadcast'
  | 'order'
  | 'order_reminder'
  | 'won'
  | AccessDeliveryKind
  | 'probe';

/**
 * Steps of what a paid order gives: a link is made, somebody let in or put out, only his link ended, his message, news
 * about his time, and what the owner's systems are told.
 */
export const accessDeliveryKinds = ['invite', 'join', 'removal', 'link_end', 'access', 'access_news', 'event'] as const;
export type AccessDeliveryKind = (typeof accessDeliveryKinds)[number];

/** For buyers: what they do with the bot says nothing of the destination, and is alarming only where they have paid. */
export const buyersKinds = [
  'order',
  'order_reminder',
  'access',
  'access_news',
] as const satisfies readonly DeliveryKind[];

export function isForBuyer(kind: DeliveryKind): boolean {
  return (buyersKinds as readonly DeliveryKind[]).includes(kind);
}

/** Claimed in this order: answers and alerts before cards, cards before rows of history. */
export const priorities = {
  alert: 0,
  order: 0,
  vip: 1,
  winner: 2,
  report: 4,
  card: 5,
  row: 5,
  broadcast: 8,
  quietRow: 9,
} as const;

/** A place to tell: a chat, a channel, a document. */
export type Route = Readonly<{
  destination: DestinationName;
  address: string;
  /** Notifications are switched off: what would be owed is recorded as cancelled, so no backlog grows. */
  off?: boolean;
  /** Only these purchases are for this place; one that it was told of stays told. */
  filter?: RouteFilter;
  /** What is told then, but for alerts, makes no sound. */
  quiet?: QuietHours;
}>;

/** Whether a card was told there before: such a one is always kept true. */
export function toldKey({ destination, address }: Route, subjectId: string): string {
  return JSON.stringify([destination, address, subjectId]);
}

export type Routes = Readonly<{
  cards: readonly Route[];
  vip: readonly Route[];
  rows: readonly Route[];
  notices: readonly Route[];
  alerts: readonly Route[];
  /** Each kind of scheduled report has places of its own. */
  reports: Readonly<Record<ScheduledKind, readonly Route[]>>;
}>;

/**
 * Something owed. It names its subject, not a frozen text: whoever claims it renders the newest state. Waiting
 * deliveries for one (destination, address, kind, subject) are one row.
 */
export type NewDelivery = Readonly<{
  route: Route;
  kind: DeliveryKind;
  subjectId: string;
  priority: number;
  dueAt: Instant;
  /** Owes nothing: what waits for this subject, untried, need not wait any longer. */
  hastens?: boolean;
  /** Only notices, digests and events carry their content. */
  notice?: Notice;
  purchaseIds?: readonly PurchaseId[];
  /** Told as it was then, and under the same id however often. */
  event?: BusinessEvent;
}>;

/** A Telegram chat, or one of its topics, as `-100…:17`. */
export type Place = Readonly<{ chat: string; topic: number | null }>;

export function placeOf(address: string): Place {
  const [, chat, topic] = /^(-?\d+):(\d+)$/.exec(address) ?? [];
  return chat === undefined ? { chat: address, topic: null } : { chat, topic: Number(topic) };
}

export function addressOf({ chat, topic }: Place): string {
  return topic === null ? chat : `${chat}:${topic}`;
}
