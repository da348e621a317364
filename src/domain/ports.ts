import type { AccessContent } from './access/content.ts';
import type { Incident } from './alerts/incident.ts';
import type { Check } from './checks.ts';
import type { Won } from './contests/won.ts';
import type { CampaignFacts, DomainEvent, FactSource, PaymentStatus } from './facts.ts';
import type { DeliveryId, ProviderName } from './ids.ts';
import type { Money } from './money.ts';
import type { Outcome } from './outcomes.ts';
import type { MadeReport } from './reports/made.ts';
import type { OrderView } from './shop/order.ts';
import type { OpenFile } from './stored-file.ts';
import type { Instant } from './time.ts';
import type { Notice, PurchaseView, SheetRowView } from './views.ts';

// ---- self-care --------------------------------------------------------------------------------------------------

/** What an outside service should be found to be. */
export type Expected = Readonly<{
  /** Addresses that are told something, as in the routes. */
  addresses: readonly string[];
  /** Where its calls should come to; null: it should make none. */
  callsTo: string | null;
  now: Instant;
}>;
/**
 * Asks a service read-only questions about how it is set up for us. What cannot be asked is a warning, never a failure;
 * throws only for a mistake of ours or when `signal` ends it.
 */
export type Examine = (expected: Expected, signal: AbortSignal) => Promise<readonly Check[]>;

// ---- who pays us ----------------------------------------------------------------------------------------------

/** A webhook as it came: nothing in it is believed before `verify`. */
export type RawWebhook = Readonly<{
  headers: Readonly<Record<string, string | undefined>>;
  body: Uint8Array;
  receivedAt: Instant;
  /** Of the caller, behind trusted proxies only. */
  remoteAddress: string;
}>;

/** Only a provider's `verify` makes one. */
export type VerifiedWebhook = Readonly<{
  provider: ProviderName;
  externalId: string;
  type: string;
  occurredAt: Instant;
  /** Null where it does not say: then it is of our key's mode, as its secret or our own question is. */
  livemode: boolean | null;
  /** Which of several active secrets matched, counted from 1; null where we asked ourselves. */
  secretIndex: number | null;
  /** The raw text, stored for replay. */
  text: string;
  body: unknown;
}>;

export type Verification = Readonly<
  | { ok: true; webhook: VerifiedWebhook }
  | { ok: false; reason: 'bad_signature' | 'clock_skew' | 'foreign_network' | 'malformed' }
>;

/**
 * `ignored`: a type that is stored and acknowledged, not executed. `unreadable`: genuine, but not of a known shape.
 * `unconfirmed`: nobody signed it, so nothing in it counts; what it names is read from the provider first.
 */
export type Normalised = Readonly<
  | { kind: 'event'; event: DomainEvent }
  | { kind: 'ignored' }
  | { kind: 'unconfirmed' }
  | { kind: 'other_mode' }
  | { kind: 'unreadable'; issues: string }
>;

/** A call or a listed object as it was kept. */
export type KeptText = Readonly<{ type: string; text: string; occurredAt: Instant; receivedAt: Instant }>;

export type WebhookProvider = Readonly<{
  name: ProviderName;
  /** False without a secret: then the route does not exist, never "accept everything". */
  takesWebhooks: boolean;
  verify: (raw: RawWebhook) => Verification;
  /** `source` tells on which road it came. */
  normalise: (webhook: VerifiedWebhook, source: FactSource) => Normalised;
  /** Reads what was put aside once more. */
  readKept: (kept: KeptText, source: FactSource) => Normalised;
}>;

/** A page of a provider's list, already normalised. `next` is null at the end of the window. */
export type ObjectPage = Readonly<{
  events: readonly DomainEvent[];
  /** Objects that are not of the known shape: kept for a person, while the rest goes on. */
  unreadable: readonly Readonly<{ webhook: VerifiedWebhook; issues: string }>[];
  next: string | null;
}>;
/** A page of the provider's own events, the very same that its webhooks carry. */
export type EventPage = Readonly<{ webhooks: readonly VerifiedWebhook[]; next: string | null }>;

/** Half-open, `[from, to)`. */
export type Window = Readonly<{ from: Instant; to: Instant }>;

/** `captures`: the payments of `charges` once more, by the time when their money was taken. */
export type ObjectKind = 'charges' | 'captures' | 'sessions' | 'refunds' | 'disputes';

/** `receipt`: where a part goes back and receipts are on; with the whole the provider repeats the payment's own. */
export type RefundAsked = Readonly<{
  externalId: string;
  amount: Money;
  key: string;
  /** Who paid, as the provider calls him, where that is known. */
  payer?: string;
  receipt?: Readonly<{ title: string; email: string }>;
}>;

/** The provider's own log of what happened. */
export type EventList = Readonly<{
  /** Events of handled types, whether or not their webhook arrived, newest first as the provider lists them. */
  list: (window: Window, cursor: string | null, signal: AbortSignal) => Promise<EventPage>;
  /** How far back it reaches, in milliseconds. */
  reachMs: number;
}>;

export type Confirmation = Readonly<{ event: DomainEvent; isTrue: boolean }>;

/** The second road: lists and re-reads. Calls throw `SourceError` when the provider did not answer. */
export type PaymentSource = Readonly<{
  name: ProviderName;
  /** Null where the provider keeps none: then each sweep lists the objects. */
  events: EventList | null;
  /** The lists it has, in the order to be read: refunds before their charges, so that no charge seems to lack them. */
  objectKinds: readonly ObjectKind[];
  /** How far before the last sweep the next one begins: what is listed late, or changes late, is met again. */
  /** Its list of charges tells what was booked for a payment in another currency, which its events do not. */
  tellsSettlement?: boolean;
  overlapMs: number;
  /** Objects by their own `created`. */
  listObjects: (kind: ObjectKind, window: Window, cursor: string | null, signal: AbortSignal) => Promise<ObjectPage>;
  /** The payment's intent and charge as they are now, marked as re-read. */
  readPayment: (externalId: string, signal: AbortSignal) => Promise<DomainEvent>;
  /** A customer as he is now: his e-mail and metadata. */
  readCustomer: (externalId: string, signal: AbortSignal) => Promise<DomainEvent>;
  /** All refunds of one charge. */
  readRefunds: (chargeId: string, signal: AbortSignal) => Promise<DomainEvent>;
  /**
   * What an unsigned notification named, by its inbox id, as it is now: with the payment that it belongs to, and whether
   * the notification said no more than that.
   */
  readNotified?: (externalId: string, signal: AbortSignal) => Promise<Confirmation>;
  /** Gives this much of a payment back. The same key again gives nothing more, and answers as the first time. */
  refund: (asked: RefundAsked, signal: AbortSignal) => Promise<Readonly<{ refundId: string; event: DomainEvent }>>;
  /** A read-only call that proves key and reachability. */
  probe: (signal: AbortSignal) => Promise<DeliveryResult>;
  examine?: Examine;
}>;

// ---- where a buyer pays ----------------------------------------------------------------------------------------

/** What a buyer is asked for: all of it frozen in the order before anybody is asked. */
export type PayableOrder = Readonly<{
  orderId: string;
  telegramId: string;
  planId: string;
  createdAt: Instant;
  amount: Money;
  /** What is bought, as the pay page and the receipt say it. */
  title: string;
  /** One of the checkout's `methods`; absent: the buyer chooses on the page. */
  method?: string;
  /** What there is to say about it beside the title. */
  description?: string;
  locale?: 'ru' | 'en';
  /** Where the browser goes after the page; coming back proves nothing. */
  returnUrl: string;
  /** Where it goes when the buyer turns back; `returnUrl` where not given. */
  cancelUrl?: string;
  /** When this very payment was asked for first, and until when it may be paid: the same in each repeat. */
  askedAt?: Instant;
  payUntil?: Instant;
  /** It goes on by itself, where the provider can do that. */
  renews?: boolean;
  email?: string;
  /** International, with or without its plus. */
  phone?: string;
  campaign?: CampaignFacts;
}>;

/** A payment that was asked for, as the provider tells it now. */
export type AskedPayment = Readonly<{
  externalId: string;
  /** `canceled` and `captured` are final; a new attempt begins only after the first. */
  status: PaymentStatus;
  /** Where it is paid; null where there is nothing left to pay. */
  url: string | null;
  /** The same as facts, for the ledger. */
  event: DomainEvent;
}>;

/**
 * Asks a provider for a payment. Calls throw `SourceError`; after `ambiguous`, `told_when` or `not_sent` the same call is
 * made again with the same key, never with a new one, so that a buyer is asked once.
 */
export type Checkout = Readonly<{
  name: ProviderName;
  methods: readonly string[];
  /** Receipts are on: an order must bring an e-mail or a phone. */
  needsContact: boolean;
  begin: (order: PayableOrder, key: string, signal: AbortSignal) => Promise<AskedPayment>;
  look: (externalId: string, signal: AbortSignal) => Promise<AskedPayment>;
  /** Calls it off where that can be done, and answers how it stands then: only `canceled` means that it was. */
  cancel: (externalId: string, key: string, signal: AbortSignal) => Promise<AskedPayment>;
}>;

/** The provider did not give an answer; `retryAfterMs` where it said when to come back. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly outcome: Outcome;
  readonly retryAfterMs: number | null;
  /** What it answered in its own words, where it did. */
  readonly said: Readonly<{ code: string; words: string }> | null;
  constructor(
    message: string,
    outcome: Outcome,
    retryAfterMs: number | null,
    { cause, said = null }: Readonly<{ cause?: unknown; said?: SourceError['said'] }> = {},
  ) {
    super(message, { cause });
    this.outcome = outcome;
    this.said = said;
    this.retryAfterMs = retryAfterMs;
  }
}

// ---- whom we tell ---------------------------------------------------------------------------------------------

export type DestinationName = 'telegram' | 'slack' | 'sheets' | (string & {});

export type Content = Readonly<
  | { kind: 'purchase'; purchase: PurchaseView }
  | { kind: 'vip'; purchase: PurchaseView }
  | { kind: 'digest'; purchases: readonly PurchaseView[] }
  | { kind: 'row'; row: SheetRowView }
  | { kind: 'notice'; notice: Notice; at: Instant }
  | { kind: 'incidents'; incidents: readonly Incident[] }
  /** Those of a message that nobody took yet. */
  | { kind: 'reminder'; incidents: readonly Incident[] }
  | { kind: 'report'; made: MadeReport }
  | { kind: 'broadcast'; text: string }
  | { kind: 'order'; order: OrderView }
  | { kind: 'order_reminder'; order: OrderView }
  /** To somebody who won in a contest. */
  | { kind: 'won'; won: Won }
  | AccessContent
  | { kind: 'probe'; n: number }
>;

/** Parts of a long message that stand in the chat already, and the hash of what the message said when they were sent. */
export type Arrived = Readonly<{ hash: string; remoteIds: readonly string[] }>;

/** A claimed delivery with what it has to say now. Destinations get values, never the database. */
export type Outgoing = Readonly<{
  deliveryId: DeliveryId;
  /** Chat id, channel id, or document id. */
  address: string;
  locale: 'ru' | 'en';
  content: Content;
  /** What was sent for this subject before (several ids joined by a comma), to be edited; null: nothing yet. */
  remoteId: string | null;
  /** Hash of what that message shows; equal means nothing to do. */
  shownHash: string | null;
  /** An earlier try may have arrived: the message says that it may be a repeat. */
  mayRepeat: boolean;
  /** It is told without a sound. */
  silent: boolean;
  /** A random handle for the message's buttons; the store binds it to chat, message and subject. */
  handle: string;
  /** What earlier tries of this delivery brought, where they did not come to an end. */
  arrived: Arrived | null;
  /**
   * Resolves when it is stored for good. Called before the next part is sent, so that whatever ends this process, only
   * the part in doubt is sent again; rejects where the delivery is somebody else's by now.
   */
  keepArrived: (arrived: Arrived) => Promise<void>;
  /** For files that the content only names. */
  openFile: OpenFile;
}>;

export type DeliveryResult = Readonly<
  | {
      outcome: 'delivered';
      /** Id of the message or row at the destination; several parts joined by a comma. */
      remoteId: string | null;
      shownHash: string | null;
      /** The address moved (a group became a supergroup): all routes follow. */
      movedTo?: string;
      /** True where nothing had to be sent. */
      unchanged?: boolean;
      /** Something people should know, though the delivery went through. */
      notice?: Notice;
    }
  | {
      outcome: Exclude<Outcome, 'delivered'>;
      /** The provider's code, `429`, `message_too_long`, `ECONNREFUSED`. */
      code: string;
      /** One line without secrets or personal data. */
      detail: string;
      retryAfterMs?: number;
      /** How much waits: this address or the whole destination. */
      scope?: 'address' | 'destination';
      movedTo?: string;
      notice?: Notice;
    }
>;

export type Pacing = Readonly<{
  /** How many calls may be under way at once. */
  concurrency: number;
  /** How many deliveries one call takes (1, but for batch destinations). */
  batchSize: number;
  /** At the least so long between two calls. */
  minIntervalMs: number;
  /** How many deliveries to one address may be under way at once: 1 keeps a chat in order. */
  perAddress?: number;
}>;

/** One way out. `deliver` answers for each entry in order; it throws only for a mistake of ours. */
export type Destination = Readonly<{
  name: DestinationName;
  /** A repeat is harmless (rows by key): an ambiguous try is simply repeated. */
  keyed: boolean;
  pacing: Pacing;
  /**
   * Where people chat, too many new cards become digests of at most so many purchases: each fits one message, so that a
   * try in doubt is one message in doubt. Absent where nobody is told twice by a list (rows).
   */
  purchasesPerDigest?: number;
  /** Milliseconds until the address has room again, 0 for now: asked before a claim, so that waiting costs no lease. */
  readyInMs: (address: string, priority: number) => number;
  /** Waits between its tries; the common ones where not given. */
  retryScheduleMs?: readonly number[];
  /** Each address is a service of its own: that one is down says nothing of the others. */
  servesApart?: boolean;
  /**
   * `held` aborts when somebody stops something: who waits for room waits no longer. A call under way is not broken off,
   * since nobody would know how it ended.
   */
  deliver: (batch: readonly Outgoing[], signal: AbortSignal, held?: AbortSignal) => Promise<readonly DeliveryResult[]>;
  /** A read-only call that proves the destination healthy (getMe, auth.test). */
  probe: (signal: AbortSignal) => Promise<DeliveryResult>;
  examine?: Examine;
}>;

// ---- the sheet as a book that is read, mended and mended back -----------------------------------------------------
