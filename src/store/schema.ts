import type { Generated } from 'kysely';
import type { AlertTables } from './schema-alerts.ts';
import type { MetricTables } from './schema-metrics.ts';
import type { ShopTables } from './schema-shop.ts';

/** The tables as rows. Whole numbers and UTC text in both databases; booleans are 0 and 1; JSON is text. */
type Flag = 0 | 1;

export type InboxTable = {
  id: string;
  provider: string;
  external_id: string;
  type: string;
  state: 'recorded' | 'ignored' | 'other_mode' | 'quarantined';
  source: string;
  payment_ref: string | null;
  occurred_at: string;
  received_at: string;
  secret_index: number | null;
  payload: string;
  payload_hash: string;
  issues: string | null;
  conflict_payload: string | null;
  replay_failures: Generated<number>;
  /** Tries to read it again that began and never ended: their process died. */
  replay_crashes: Generated<number>;
};

export type PaymentTable = {
  id: string;
  provider: string;
  external_id: string;
  charge_id: string | null;
  session_id: string | null;
  status: string;
  amount_minor: number;
  currency: string;
  reversed_minor: number;
  paid_at: string | null;
  paid_at_provisional: Flag;
  created_at: string;
  first_seen_at: string;
  first_source: string;
  quiet: Flag;
  payer_id: string;
  customer_id: string | null;
  purchase_id: string | null;
  email: string | null;
  country: string | null;
  city: string | null;
  method: string | null;
  card_last4: string | null;
  failure_code: string | null;
  campaign: string | null;
  /** The name under which its sales are counted. */
  campaign_name: string | null;
  conflict: Flag;
  facts: string;
  /** What was booked for it in another currency. */
  settled_minor: number | null;
  settled_currency: string | null;
};

export type ReversalTable = {
  provider: string;
  kind: 'refund' | 'dispute';
  external_id: string;
  payment_external_id: string | null;
  charge_id: string | null;
  status: string;
  amount_minor: number;
  currency: string;
  created_at: string;
  ever_counted: Flag;
  stopped_at: string | null;
  fact: string;
};

export type MoneyBackTable = {
  payment_id: string;
  seq: number;
  at: string;
  amount_minor: number;
  currency: string;
  kind: 'refund' | 'dispute';
};

export type CustomerTable = { id: string; key: string; origin_payer_id: string; merged_into: string | null };
export type CustomerMergeTable = { id: string; winner_id: string; loser_id: string; merged_at: string; cause: string };
export type PayerTable = { id: string; customer_external_id: string | null; customer_id: string; fact: string | null };
export type PayerIdentifierTable = { kind: 'email' | 'telegram'; value: string; payer_id: string };

/** How somebody is found; `holder_id` is a payment or a payer. */
export type ContactTable = { kind: 'email' | 'phone'; value: string; holder_id: string };

export type PurchaseTable = {
  id: string;
  customer_id: string;
  origin_payment_id: string;
  ordinal: number;
  name: string;
  first_paid_at: string;
  merged_into: string | null;
  loud: Flag;
  vip_told: Flag;
  view: string;
};
export type SheetRowTable = { row_key: string; customer_id: string; currency: string; view: string };

export type DeliveryTable = {
  id: string;
  destination: string;
  address: string;
  kind: string;
  subject_id: string;
  state: 'waiting' | 'leased' | 'sending' | 'delivered' | 'merged' | 'dead' | 'cancelled';
  priority: number;
  due_at: string;
  attempts: number;
  /** 0: no try is in doubt; 1: one is, and its repeat is still to come; 2: the one repeat was made. */
  ambiguous: 0 | 1 | 2;
  content: string | null;
  /** Parts of a long message that stand in the chat while the rest is still to come. */
  arrived: string | null;
  lease_token: string | null;
  lease_until: string | null;
  created_at: string;
  settled_at: string | null;
  merged_into: string | null;
  cancelled_by: string | null;
  last_code: string | null;
  last_detail: string | null;
  /** Tries in which the worker died, and tries in which our own code failed. */
  crashes: Generated<number>;
  own_errors: Generated<number>;
};
export type AttemptTable = {
  delivery_id: string;
  n: number;
  started_at: string;
  duration_ms: number;
  outcome: string;
  code: string | null;
  detail: string | null;
};
export type SentMessageTable = {
  destination: string;
  address: string;
  kind: string;
  subject_id: string;
  remote_id: string | null;
  shown_hash: string | null;
  handle: string;
  sent_at: string;
};
export type DestinationTable = {
  name: string;
  paused: Flag;
  paused_by: string | null;
  paused_reason: string | null;
  breaker: 'closed' | 'open';
  failures: number;
  probe_at: string | null;
  changed_at: string;
};
export type AddressTable = { destination: string; address: string; moved_to: string | null; wait_until: string | null };

export type CursorTable = { name: string; value: string; moved_at: string };
export type RereadTable = {
  provider: string;
  kind: string;
  external_id: string;
  cause: string;
  state: 'waiting' | 'done' | 'dead';
  due_at: string;
  attempts: number;
  detail: string | null;
};
export type SlotTable = {
  job: string;
  slot: string;
  state: 'running' | 'done' | 'failed' | 'missed';
  started_at: string;
  finished_at: string | null;
  detail: string | null;
  /** How often it was begun: its worker may have died over it. */
  tries: Generated<number>;
};

export type OperatorTable = { telegram_id: string; role: string; name: string; added_by: string; added_at: string };
export type ChatTable = { chat_id: string; locale: string };
export type ChatRouteTable = {
  /** A Telegram chat, or one of its topics: `-100…:17`. */
  address: string;
  streams: string;
  filter: string;
  quiet_from: string | null;
  quiet_to: string | null;
  changed_by: string;
  changed_at: string;
};
export type SettingTable = { name: string; value: string; changed_by: string; changed_at: string };
export type HandleTable = {
  id: string;
  chat_id: string;
  message_id: string | null;
  kind: string;
  subject_id: string;
  made_at: string;
};
export type ActionTable = {
  id: string;
  person_id: string;
  chat_id: string;
  verb: string;
  argument: string;
  expires_at: string;
  taken_at: string | null;
};
export type ApprovalTable = {
  id: string;
  action: string;
  argument: string;
  effect: string;
  asked_by: string;
  asked_by_id: string | null;
  asker: string;
  asked_at: string;
  expires_at: string;
  state: 'waiting' | 'approved' | 'rejected' | 'done' | 'failed';
  decided_by: string | null;
  decided_at: string | null;
  result: string | null;
};
export type AuditTable = {
  seq: number;
  id: string;
  at: string;
  actor: string;
  action: string;
  subject: string | null;
  detail: string | null;
  hash: string;
};
export type ApiTokenTable = {
  id: string;
  hash: string;
  name: string;
  scopes: string;
  made_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  prefix: string;
  last_used_at: string | null;
};
export type PartialStopTable = {
  scope: string;
  stopped_by: string;
  reason: string | null;
  since: string;
  until: string | null;
};
/** The pinned message of a chat while something is stopped; `shown` names what it tells. */
export type BannerTable = { chat_id: string; message_id: string; shown: string };
export type InviteTable = {
  id: string;
  hash: string;
  role: string;
  purpose: 'invite' | 'first_owner' | 'host_owner';
  made_by: string;
  made_by_id: string | null;
  made_at: string;
  expires_at: string;
  taken_by: string | null;
  taken_at: string | null;
  revoked_at: string | null;
};
export type PersonTable = { telegram_id: string; locale: string; first_seen: string; blocked_at: string | null };
export type BroadcastTable = {
  id: string;
  body: string;
  segment: string;
  made_by: string;
  state: 'running' | 'paused' | 'cancelled' | 'done';
  total: number;
  /** Where its progress is told. */
  chat_id: string | null;
  message_id: string | null;
  made_at: string;
  ended_at: string | null;
};
export type BroadcastPersonTable = { broadcast_id: string; telegram_id: string; queued: 0 | 1 };
export type IdempotencyKeyTable = {
  key: string;
  body_hash: string;
  taken_at: string;
  /** Null while the first request runs. */
  status: number | null;
  answer: string | null;
};
export type LockoutTable = { address: string; since: string; until: string };
export type BotSessionTable = { key: string; value: string; changed_at: string };
export type TelegramUpdateTable = { update_id: number; taken_at: string };
/** Updates whose handling began; a row goes when it ends, so what stays killed its process. */
export type UpdateTryTable = { update_id: number; tries: number; begun_at: string };
/** Messages that must not stay as they are after `hide_at`: personal data, a token, work under way. */
export type RevealedMessageTable = {
  chat_id: string;
  message_id: string;
  kind: string;
  subject_id: string;
  hide_at: string;
};

/** What named a person who was erased, hashed with a key that only this database has. */
export type ErasureTable = { hash: string; erased_at: string };
export type RunTable = {
  id: string;
  kind: 'clean' | 'reconcile' | 'merge' | 'refund';
  state: 'looking' | 'planned' | 'running' | 'done' | 'cancelled' | 'undoing' | 'undone' | 'failed';
  summary: string;
  asked_by: string;
  asked_at: string;
  changed_at: string;
  lease_until: string | null;
  detail: string | null;
};
export type RunStepTable = {
  run_id: string;
  seq: number;
  kind: string;
  subject: string;
  /** `told`: only a person can put it right. */
  state: 'planned' | 'told' | 'done' | 'skipped' | 'undone';
  work: string;
  /** What stood there before it was changed. */
  stood: string | null;
  detail: string | null;
};
export type CustomerPinTable = {
  payer_id: string;
  other_id: string;
  kind: 'together' | 'apart';
  made_by: string;
  made_at: string;
};

export type Schema = MetricTables &
  AlertTables &
  ShopTables & {
    inbox: InboxTable;
    payments: PaymentTable;
    reversals: ReversalTable;
    money_back: MoneyBackTable;
    customers: CustomerTable;
    customer_merges: CustomerMergeTable;
    payers: PayerTable;
    payer_identifiers: PayerIdentifierTable;
    contacts: ContactTable;
    purchases: PurchaseTable;
    sheet_rows: SheetRowTable;
    deliveries: DeliveryTable;
    attempts: AttemptTable;
    sent_messages: SentMessageTable;
    destinations: DestinationTable;
    addresses: AddressTable;
    cursors: CursorTable;
    rereads: RereadTable;
    slots: SlotTable;
    operators: OperatorTable;
    chats: ChatTable;
    chat_routes: ChatRouteTable;
    settings: SettingTable;
    handles: HandleTable;
    actions: ActionTable;
    approvals: ApprovalTable;
    audit: AuditTable;
    api_tokens: ApiTokenTable;
    partial_stops: PartialStopTable;
    banners: BannerTable;
    invites: InviteTable;
    people: PersonTable;
    broadcasts: BroadcastTable;
    broadcast_people: BroadcastPersonTable;
    idempotency_keys: IdempotencyKeyTable;
    lockouts: LockoutTable;
    bot_sessions: BotSessionTable;
    telegram_updates: TelegramUpdateTable;
    erasures: ErasureTable;
    runs: RunTable;
    run_steps: RunStepTable;
    customer_pins: CustomerPinTable;
    update_tries: UpdateTryTable;
    revealed_messages: RevealedMessageTable;
  };
