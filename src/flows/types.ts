import type { Backup } from '../domain/backups.ts';
import type { Finding } from '../domain/checks.ts';
import type { CustomerId, DeliveryId, PaymentId, PurchaseId } from '../domain/ids.ts';
import type { Actor, Role, Scope } from '../domain/permissions.ts';
import type { RawWebhook, Window } from '../domain/ports.ts';
import type { SettingName } from '../domain/settings.ts';
import type { BusinessDate, Instant } from '../domain/time.ts';
import type {
  CampaignWeek,
  CustomerView,
  DayReport,
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
import type { AuditFilter, AuditProof, AuditRow } from '../store/audit.ts';
import type { Operator } from '../store/people.ts';
import type { QuarantineCause, QuarantineChoice } from '../store/quarantine.ts';
import type { TokenRow } from '../store/tokens.ts';
import type { ApiMemory } from './api-memory.ts';
import type { GeoView, Locks, Reach, SyncState } from './inspect.ts';
import type { TestResult } from './send-test.ts';
import type { ChatChange, ChatView, SettingChange, SettingView } from './settings.ts';

/** What became of a webhook; http turns it into a status code. */
export type WebhookOutcome =
  | 'recorded'
  | 'duplicate'
  | 'ignored'
  | 'other_mode'
  | 'quarantined'
  | 'not_configured'
  | 'bad_signature'
  | 'malformed'
  | 'unavailable';

/** A flow that somebody may not use, or whose subject is gone, says so as a value. */
export type Refusal = Readonly<{
  ok: false;
  reason: 'forbidden' | 'not_found' | 'expired' | 'busy' | 'stopped' | 'invalid' | 'needs_approval';
  /** With `needs_approval`: what a second person is asked to allow. */
  approvalId?: string;
}>;
export type Done<T = object> = Readonly<{ ok: true }> & Readonly<T>;
export type Result<T = object> = Done<T> | Refusal;

/** What a pasted text or a command argument was recognised as. */
export type LookupHit = Readonly<
  | { kind: 'payment'; payment: PaymentView }
  | { kind: 'customer'; customer: CustomerView }
  | { kind: 'purchase'; purchase: PurchaseView; payments: readonly PaymentView[] }
  | { kind: 'none'; query: string; recognised: string | null }
>;

export type ResumeMode = 'drain' | 'digest' | 'discard';

/** What a message's handle is bound to. */
export type HandleSubject = Readonly<{
  chatId: string;
  messageId: string | null;
  kind: 'purchase' | 'payment' | 'customer' | 'failures' | 'queue' | 'resume' | 'trace';
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

export type Flows = Operations & ApiMemory;

type Operations = Readonly<{
  // ---- inbound
  takeWebhook: (provider: 'stripe', raw: RawWebhook) => Promise<WebhookOutcome>;

  // ---- sweeps; each returns null where stopped, not configured or already under way
  sweep: (actor: Actor) => Promise<SyncResult | null>;
  resync: (actor: Actor, window: Window, dryRun: boolean) => Promise<Result<SyncResult>>;

  // ---- people
  /** `null`: a stranger. Reads the database each time, so a removed role ends at the next update. */
  findRole: (telegramId: string) => Promise<Role | null>;
  findLocale: (chatId: string) => Promise<'ru' | 'en'>;
  setLocale: (chatId: string, locale: 'ru' | 'en') => Promise<void>;

  // ---- looking
  reportDay: (actor: Actor, date?: BusinessDate) => Promise<Result<{ report: DayReport }>>;
  /** The last seven days of the campaign with this name. */
  campaignWeek: (actor: Actor, name: string) => Promise<Result<{ week: CampaignWeek }>>;
  /** Type of the query recognised: provider ids, purchase names, e-mail, phone, internal ids. */
  lookUp: (actor: Actor, query: string) => Promise<Result<{ hit: LookupHit }>>;
  trace: (actor: Actor, paymentQuery: string) => Promise<Result<{ trace: TraceView }>>;
  findPurchase: (
    actor: Actor,
    id: PurchaseId,
  ) => Promise<Result<{ purchase: PurchaseView; payments: readonly PaymentView[] }>>;
  findCustomer: (actor: Actor, id: CustomerId) => Promise<Result<{ customer: CustomerView }>>;
  health: () => Promise<HealthView>;
  status: () => Promise<{ state: 'running' | 'stopped' | 'starting'; stop: StopState }>;

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

  // ---- the kill switch
  stop: (actor: Actor, reason: string | null) => Promise<Result<{ state: StopState; held: number }>>;
  resume: (actor: Actor, mode: ResumeMode) => Promise<Result<{ held: number; count: number }>>;

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

  // ---- proof of who did what
  listAudit: (
    actor: Actor,
    filter: AuditFilter,
    before: number | null,
    limit: number,
  ) => Promise<Result<{ rows: readonly AuditRow[] }>>;
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
  listRoles: (actor: Actor) => Promise<Result<{ operators: readonly Operator[] }>>;

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
  /** Takes it once; null when unknown, used, expired, of another person or chat. */
  takeAction: (a: {
    id: string;
    personId: string;
    chatId: string;
  }) => Promise<{ verb: string; argument: string } | null>;
}>;

export type { CustomerId, DeliveryId, Instant, PaymentId, PurchaseId, QuarantineCause, QuarantineChoice };
