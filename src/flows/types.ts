import type { Backup } from '../domain/backups.ts';
import type { Finding } from '../domain/checks.ts';
import type { CustomerId, DeliveryId, PaymentId, ProviderName, PurchaseId } from '../domain/ids.ts';
import type { Action, Actor, Role, Scope } from '../domain/permissions.ts';
import type { RawWebhook, Window } from '../domain/ports.ts';
import type { Contacts, PassingSubject, RevealReason, RevealSubject } from '../domain/reveal.ts';
import type { SettingName } from '../domain/settings.ts';
import type { GradedStop } from '../domain/stops.ts';
import type { Instant } from '../domain/time.ts';
import type {
  CustomerView,
  DestinationStatus,
  FailureGroup,
  HealthView,
  PaymentView,
  PurchaseView,
  QuarantineView,
  StopState,
  TraceView,
} from '../domain/views.ts';
import type { Approval } from '../store/approvals.ts';
import type { AuditFilter, AuditNames, AuditProof, AuditRow } from '../store/audit.ts';
import type { Banner } from '../store/banners.ts';
import type { Invite } from '../store/invites.ts';
import type { Operator } from '../store/people.ts';
import type { QuarantineCause, QuarantineChoice } from '../store/quarantine.ts';
import type { MessagePlace } from '../store/reveal.ts';
import type { TokenRow } from '../store/tokens.ts';
import type { AccessFlows, AccessJobs } from './access/types.ts';
import type { AlertFlows } from './alerts/bind.ts';
import type { ApiMemory } from './api-memory.ts';
import type { BroadcastFlows } from './broadcast-types.ts';
import type { MadeTopics } from './chat-topics.ts';
import type { ContestFlows, ContestJobs } from './contests/types.ts';
import type { GeoView, Locks, Reach, SyncState } from './inspect.ts';
import type { NewInvite, Taken } from './invites.ts';
import type { Loaded } from './load-existing.ts';
import type { Mending, MendingJobs } from './mend.ts';
import type { NoteRefusal } from './refused-presses.ts';
import type { ReportFlows } from './reports/types.ts';
import type { Result } from './result.ts';
import type { PassingMessage } from './reveal.ts';
import type { TestResult } from './send-test.ts';
import type { ChatChange, ChatView, SettingChange, SettingView } from './settings.ts';
import type { ShopFlows, ShopJobs } from './shop/types.ts';
import type { TellProgress } from './sync-tally.ts';

/** What became of a webhook; http turns it into a status code. */
export type WebhookOutcome =
  | 'recorded'
  | 'duplicate'
  | 'ignored'
  | 'other_mode'
  | 'quarantined'
  | 'not_configured'
  | 'bad_signature'
  | 'foreign_network'
  | 'malformed'
  | 'unavailable';

/** What a pasted text or a command argument was recognised as. */
export type LookupHit = Readonly<
  | { kind: 'payment'; payment: PaymentView }
  | { kind: 'customer'; customer: CustomerView }
  | { kind: 'purchase'; purchase: PurchaseView; payments: readonly PaymentView[] }
  | { kind: 'none'; query: string; recognised: string | null; near: readonly Near[] }
>;

/** What may have been meant. `spelling` may be an address, to be shown masked. */
export type Near = Readonly<{ kind: 'payment' | 'customer' | 'purchase'; subjectId: string; spelling: string }>;

export type { Banner } from '../store/banners.ts';
export type { Operator } from '../store/people.ts';
export type { NewInvite } from './invites.ts';

export type ResumeMode = 'drain' | 'paced' | 'digest' | 'discard';

export type StopOptions = Readonly<{
  /** `all`, `notifications`, `sync`, `purchases`, or a destination. */
  scope?: string;
  until?: Instant | null;
}>;
export type ResumeOptions = Readonly<{
  scope?: string;
  /** The stop that the asker saw, by its stamp: a later one is not ended. */
  seen?: Instant;
  /** With `discard`: only what is older. */
  olderThanHours?: number;
  /** With `paced`. */
  overMinutes?: number;
}>;
export type HeldBack = Readonly<{
  /** Names the stop that holds it; null: nothing does. */
  stamp: Instant | null;
  /** Null: all of them. */
  destinations: readonly string[] | null;
  messages: number;
  older: readonly Readonly<{ hours: number; count: number }>[];
}>;

/** What a message's handle is bound to. */
export type HandleSubject = Readonly<{
  chatId: string;
  messageId: string | null;
  kind:
    | 'purchase'
    | 'payment'
    | 'customer'
    | 'failures'
    | 'queue'
    | 'resume'
    | 'trace'
    | 'audit'
    | 'broadcast'
    | 'campaign'
    | 'incidents'
    | 'order';
  subjectId: string;
}>;

export type SyncResult = Readonly<{
  window: Window;
  events: number;
  newPayments: number;
  changedPayments: number;
  dryRun: boolean;
}>;

/** Each table that says anything about him, with his rows. */
export type PersonExport = Readonly<{ exportedAt: Instant } & Record<string, unknown>>;

/** What is held about one person, and so what an erasure replaces. */
export type ErasureCounts = Readonly<{
  customers: number;
  payments: number;
  purchases: number;
  rows: number;
  webhooks: number;
  messages: number;
  orders: number;
  /** Entries of the ledger. */
  tickets: number;
}>;

/** What became of entries that were read again. */
export type ReadAgain = Readonly<{
  /** Payments and the like, now in the books. */
  recorded: number;
  /** Understood, and nothing to record. */
  settled: number;
  /** Still aside. */
  failed: number;
  /** Why, of the last one that failed. */
  issues: string | null;
}>;

export type Flows = Operations &
  AlertFlows &
  ApiMemory &
  BroadcastFlows &
  Mending &
  MendingJobs &
  ReportFlows &
  ShopFlows &
  ShopJobs &
  AccessFlows &
  AccessJobs &
  ContestFlows &
  ContestJobs;

type Operations = Readonly<{
  // ---- inbound
  takeWebhook: (provider: ProviderName, raw: RawWebhook) => Promise<WebhookOutcome>;

  // ---- sweeps; each returns null where stopped, not configured or already under way
  sweep: (actor: Actor, tell?: TellProgress) => Promise<SyncResult | null>;
  /** `cancelled` ends it early: what was read so far is kept, and the result counts it. */
  resync: (
    actor: Actor,
    window: Window,
    dryRun: boolean,
    run?: Readonly<{ tell?: TellProgress; cancelled?: AbortSignal }>,
  ) => Promise<Result<SyncResult>>;
  /** A resync, and the rows of the sheet after it. */
  loadExisting: (actor: Actor, window: Window, dryRun: boolean) => Promise<Result<Loaded>>;

  // ---- people
  /** `null`: a stranger. Reads the database each time, so a removed role ends at the next update. */
  findRole: (telegramId: string) => Promise<Role | null>;
  findLocale: (chatId: string) => Promise<'ru' | 'en'>;
  setLocale: (chatId: string, locale: 'ru' | 'en') => Promise<void>;
  /** Kept where the chat has chosen none; returns what holds. */
  guessLocale: (chatId: string, locale: 'ru' | 'en') => Promise<'ru' | 'en'>;

  // ---- looking
  /** Type of the query recognised: provider ids, purchase names, e-mail, phone, internal ids. */
  lookUp: (actor: Actor, query: string) => Promise<Result<{ hit: LookupHit }>>;
  trace: (actor: Actor, paymentQuery: string) => Promise<Result<{ trace: TraceView }>>;
  findPurchase: (
    actor: Actor,
    id: PurchaseId,
  ) => Promise<Result<{ purchase: PurchaseView; payments: readonly PaymentView[] }>>;
  findCustomer: (actor: Actor, id: CustomerId) => Promise<Result<{ customer: CustomerView }>>;
  /** `place`: the message that is going to show it, for a minute. */
  reveal: (
    actor: Actor,
    subject: RevealSubject,
    reason: RevealReason,
    place: MessagePlace,
  ) => Promise<Result<{ contacts: Contacts; hideAt: Instant }>>;
  /** The message is about to hold something that must not stay, whatever becomes of this process. */
  notePassing: (subject: PassingSubject, place: MessagePlace) => Promise<void>;
  /** What must not stay as it is, noted by this process or by an earlier one. */
  listRevealed: () => Promise<readonly PassingMessage[]>;
  /** The message may stay as it is now. */
  forgetRevealed: (place: MessagePlace) => Promise<void>;
  health: () => Promise<HealthView>;
  status: () => Promise<{ state: 'running' | 'stopped' | 'starting'; stop: StopState; parts?: readonly GradedStop[] }>;

  /** Every check of doctor with what to do; `offline` asks nobody outside, `deep` reads the whole database. */
  examine: (
    actor: Actor,
    options: Readonly<{ offline: boolean; deep: boolean }>,
  ) => Promise<Result<{ findings: readonly Finding[] }>>;

  syncState: (actor: Actor) => Promise<Result<{ sync: SyncState }>>;
  syncLocks: (actor: Actor) => Promise<Result<{ locks: Locks }>>;
  geo: (actor: Actor) => Promise<Result<{ geo: GeoView }>>;
  reachAll: (actor: Actor) => Promise<Result<{ reached: readonly Reach[] }>>;
  testNotifications: (actor: Actor) => Promise<Result<{ routes: readonly { destination: string; address: string }[] }>>;
  testTelegram: (actor: Actor) => Promise<Result<{ result: TestResult }>>;

  // ---- the queue
  queue: (actor: Actor) => Promise<Result<{ destinations: readonly DestinationStatus[] }>>;
  pauseDestination: (actor: Actor, destination: string, reason: string | null) => Promise<Result>;
  resumeDestination: (actor: Actor, destination: string) => Promise<Result>;
  /** Waiting deliveries become cancelled; `undoId` brings them back. */
  clearDestination: (actor: Actor, destination: string) => Promise<Result<{ count: number; undoId: string }>>;
  undoClear: (actor: Actor, undoId: string) => Promise<Result<{ count: number }>>;
  failures: (actor: Actor) => Promise<
    Result<{
      groups: readonly FailureGroup[];
      quarantined: readonly QuarantineView[];
      causes: readonly QuarantineCause[];
    }>
  >;
  /** A delivery, or all deliveries of a payment that are dead or delivered wrongly. */
  replay: (actor: Actor, id: string) => Promise<Result<{ count: number }>>;
  replayGroup: (actor: Actor, destination: string, code: string) => Promise<Result<{ count: number }>>;
  /** All that are dead for this cause now. */
  discardGroup: (actor: Actor, destination: string, code: string) => Promise<Result<{ count: number }>>;
  discard: (actor: Actor, ids: readonly DeliveryId[]) => Promise<Result<{ count: number }>>;

  // ---- what was put aside; one by our id or the provider's, or all of one cause
  replayQuarantined: (actor: Actor, choice: QuarantineChoice) => Promise<Result<ReadAgain>>;
  discardQuarantined: (actor: Actor, choice: QuarantineChoice) => Promise<Result<{ count: number }>>;

  /** An update that ended its process twice is not handled again; the operations chats hear of it. */
  tellUpdateGivenUp: (updateId: number) => Promise<void>;

  // ---- the kill switch
  /** `part`: what was stopped, where it was not everything. */
  stop: (
    actor: Actor,
    reason: string | null,
    options?: StopOptions,
  ) => Promise<Result<{ state: StopState; held: number; part?: GradedStop }>>;
  resume: (actor: Actor, mode: ResumeMode, options?: ResumeOptions) => Promise<Result<{ held: number; count: number }>>;
  /** Chats of the team: where alerts go, and where a stop is pinned. */
  operationsChats: () => readonly string[];
  destinationNames: () => readonly string[];
  banners: () => Promise<readonly Banner[]>;
  keepBanner: (banner: Banner) => Promise<void>;
  forgetBanner: (chatId: string) => Promise<void>;
  heldBack: (actor: Actor, scope: string) => Promise<Result<HeldBack>>;

  // ---- settings
  showSettings: (actor: Actor) => Promise<Result<{ settings: readonly SettingView[] }>>;
  /** `previous` gives it back. */
  changeSetting: (
    actor: Actor,
    name: SettingName,
    change: SettingChange,
  ) => Promise<Result<{ setting: SettingView; previous: string }>>;
  showChat: (actor: Actor, address: string) => Promise<Result<{ chat: ChatView }>>;
  changeChat: (actor: Actor, address: string, change: ChatChange) => Promise<Result<{ chat: ChatView }>>;
  /** A code for the first chat in which it is sent. */
  makeChatCode: (actor: Actor) => Promise<Result<{ code: string; expiresAt: Instant }>>;
  takeChatCode: (
    taker: Readonly<{ telegramId: string }>,
    taken: Readonly<{ code: string; address: string }>,
  ) => Promise<Result<{ chat: ChatView; by: string }>>;
  testChat: (actor: Actor, address: string) => Promise<Result>;
  useTopics: (actor: Actor, chat: string, topics: MadeTopics) => Promise<Result>;

  // ---- proof of who did what
  listAudit: (
    actor: Actor,
    filter: AuditFilter,
    before: number | null,
    limit: number,
  ) => Promise<Result<{ rows: readonly AuditRow[] }>>;
  /** What one can ask for: people and actions of late. */
  /** The number in the record of what this actor has just done; null where it is not there (yet). */
  auditMark: (actor: Actor, action: Action, since: Instant) => Promise<number | null>;
  /** Who did the last thing of this kind to one subject. */
  auditOf: (action: Action, subject: string) => Promise<Readonly<{ seq: number; by: string }> | null>;
  auditNames: (actor: Actor) => Promise<Result<AuditNames>>;
  verifyAudit: (
    actor: Actor,
    knownHead: string | null,
  ) => Promise<Result<{ proof: AuditProof; holdsKnownHead: boolean }>>;

  // ---- second person
  listApprovals: (actor: Actor) => Promise<Result<{ approvals: readonly Approval[] }>>;
  /** Yes or no of somebody else than the asker; yes does what was asked. */
  decideApproval: (
    actor: Actor,
    approvalId: string,
    isAllowed: boolean,
  ) => Promise<Result<{ approval: Approval; outcome: Result }>>;

  // ---- roles
  grantRole: (actor: Actor, person: Operator) => Promise<Result>;
  removeRole: (actor: Actor, telegramId: string) => Promise<Result>;
  /** Those who are stored, and the ids of the environment, which nobody removes here. */
  listRoles: (
    actor: Actor,
  ) => Promise<Result<{ operators: readonly Operator[]; environmentOwners: readonly string[] }>>;
  /** `code` is shown this once. */
  createInvite: (actor: Actor, role: Role) => Promise<Result<NewInvite>>;
  listInvites: (actor: Actor) => Promise<Result<{ invites: readonly Invite[] }>>;
  revokeInvite: (actor: Actor, id: string) => Promise<Result>;
  inviteOwner: (actor: Actor) => Promise<Result<NewInvite>>;
  /** Null where somebody owns the bot already. */
  offerFirstOwner: () => Promise<NewInvite | null>;
  /** Of a link or the console; `invalid`: the person has as much already. */
  takeCode: (person: Readonly<{ telegramId: string; name: string }>, code: string) => Promise<Result<Taken>>;

  // ---- tokens of the HTTP API
  createToken: (
    actor: Actor,
    name: string,
    scopes: readonly Scope[],
  ) => Promise<Result<{ token: string; expiresAt: Instant }>>;
  listTokens: (actor: Actor) => Promise<Result<{ tokens: readonly TokenRow[] }>>;
  revokeToken: (actor: Actor, idOrName: string) => Promise<Result<{ count: number }>>;

  // ---- backups; refused as invalid on PostgreSQL, which has its own
  createBackup: (actor: Actor) => Promise<Result<{ backup: Backup }>>;
  backups: (actor: Actor) => Promise<Result<{ backups: readonly Backup[] }>>;
  /** The newest where none is named. */
  checkBackup: (actor: Actor, name: string | null) => Promise<Result<{ backup: Backup }>>;

  // ---- one person; not_found where nobody, invalid where too many have that address
  exportPerson: (actor: Actor, query: string) => Promise<Result<{ person: PersonExport }>>;
  erasePerson: (actor: Actor, query: string, dryRun: boolean) => Promise<Result<{ counts: ErasureCounts }>>;

  // ---- buttons
  /** Binds the message that was just sent to the random handle in its buttons. */
  bindHandle: (handle: string, subject: HandleSubject) => Promise<void>;
  /** null: unknown, or of another chat. */
  findHandle: (handle: string, chatId: string) => Promise<HandleSubject | null>;
  findHandleByMessage: (chatId: string, messageId: string) => Promise<HandleSubject | null>;
  /** A single-use action for one person in one chat, 60 s; returns its random id. */
  offerAction: (a: { personId: string; chatId: string; verb: string; argument: string }) => Promise<string>;
  /** A press that has no effect goes into the record, so many a minute at most. */
  noteRefusedPress: NoteRefusal;
  /** Takes it once; null when unknown, used, expired, of another person or chat. */
  takeAction: (a: {
    id: string;
    personId: string;
    chatId: string;
  }) => Promise<{ verb: string; argument: string } | null>;
}>;

export type { Done, Refusal, Result } from './result.ts';
export type { Counts } from './sync-tally.ts';
export type { CustomerId, DeliveryId, Instant, PaymentId, PurchaseId, QuarantineCause, QuarantineChoice };
