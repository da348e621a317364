/** What a call to the outside came to (reference §1.5b with DESIGN §3's changes). */
export const outcomes = [
  'delivered',
  'not_sent',
  'told_when',
  'ambiguous',
  'ours',
  'config',
  'gone',
  'unrecognised',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What came back over the wire, before anybody judged it. Made by clients/. */
export type WireAnswer = Readonly<
  /** DNS, refused, TLS, or aborted before the first byte of the request: the other side knows nothing. */
  | { kind: 'not_connected'; code: string }
  /** Written, then time-out, reset or closed: nobody knows. */
  | { kind: 'no_answer'; code: string }
  /** An answer that is not of the protocol: HTML, truncated, too large. */
  | { kind: 'unreadable'; status: number }
  /** A redirect: never followed. */
  | { kind: 'redirect'; status: number }
  /** The protocol's own answer; `code` and `text` are the provider's. */
  | { kind: 'answer'; status: number; ok: boolean; code: string; text: string; retryAfterMs: number | null }
>;

/** How much waits on a bad outcome: one chat, or everything that goes this way. */
export type Scope = 'address' | 'destination';

export type Judgement = Readonly<{
  outcome: Outcome;
  /** Ours where the provider's text was recognised, else the provider's. */
  code: string;
  /** One line without secrets or personal data. */
  detail: string;
  scope: Scope;
}>;

type Answer = Extract<WireAnswer, { kind: 'answer' }>;

/** One cell of the table: all stated conditions must hold. */
export type OutcomeRule = Readonly<{
  /** Absent: every destination. */
  destination?: string;
  kind: WireAnswer['kind'];
  ok?: boolean;
  /** HTTP status, or both ends of a range. */
  status?: readonly [from: number, to: number];
  /** The provider's code, exactly. */
  codes?: readonly string[];
  /** Found in the provider's text. */
  text?: RegExp;
  /** Whether the answer says when to come back. */
  timed?: boolean;
  outcome: Outcome;
  scope: Scope;
  code?: string;
}>;

const all = 'destination';
const one = 'address';
const telegram = { destination: 'telegram', kind: 'answer', ok: false } as const;
const slack = { destination: 'slack', kind: 'answer', ok: false } as const;
const sheets = { destination: 'sheets', kind: 'answer', ok: false } as const;
const stripe = { destination: 'stripe', kind: 'answer', ok: false } as const;
const yookassa = { destination: 'yookassa', kind: 'answer', ok: false } as const;
const webhook = { destination: 'webhook', kind: 'answer', ok: false } as const;
const answer = { kind: 'answer', ok: false } as const;

const slackConfig = [
  ...['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope'],
  ...['no_permission', 'not_allowed_token_type', 'org_login_required', 'ekm_access_denied', 'access_denied'],
  ...['team_access_not_granted', 'enterprise_is_restricted', 'two_factor_setup_required'],
];
const slackGone = [
  ...['channel_not_found', 'is_archived', 'not_in_channel', 'restricted_action', 'user_not_found'],
  ...['restricted_action_read_only_channel', 'restricted_action_non_threadable_channel', 'cannot_dm_bot'],
];
const slackOurs = [
  ...['invalid_blocks', 'invalid_blocks_format', 'msg_too_long', 'msg_blocks_too_long', 'no_text'],
  ...['too_many_attachments', 'metadata_too_large', 'invalid_metadata_format', 'invalid_metadata_schema'],
  ...['invalid_arguments', 'invalid_json', 'json_not_object', 'invalid_charset', 'invalid_form_data'],
];

/**
 * The one table of what an answer means: the first row whose conditions hold decides. Known texts are listed; an
 * unknown 4xx is never taken as permanent. Sources: core.telegram.org/bots/api, the strings that healthchecks.io
 * learned, docs.slack.dev (chat.postMessage, errors), developers.google.com/workspace/sheets/api/limits.
 */
export const outcomeTable: readonly OutcomeRule[] = [
  { kind: 'not_connected', outcome: 'not_sent', scope: all },
  { kind: 'no_answer', outcome: 'ambiguous', scope: all },
  { kind: 'redirect', outcome: 'not_sent', scope: all, code: 'redirect' },
  { kind: 'unreadable', status: [408, 408], outcome: 'not_sent', scope: all },
  { kind: 'unreadable', status: [425, 425], outcome: 'not_sent', scope: all },
  { kind: 'unreadable', status: [429, 429], outcome: 'not_sent', scope: all },
  { kind: 'unreadable', status: [503, 503], outcome: 'not_sent', scope: all },
  // Refused by something before the Sheets API, which answers JSON: no row was written. A wrong address looks so, too.
  { destination: 'sheets', kind: 'unreadable', status: [400, 499], outcome: 'not_sent', scope: all },
  { kind: 'unreadable', outcome: 'ambiguous', scope: all, code: 'unreadable' },
  { kind: 'answer', ok: true, outcome: 'delivered', scope: one },

  { ...telegram, status: [429, 429], timed: true, outcome: 'told_when', scope: one },
  { ...telegram, status: [429, 429], outcome: 'not_sent', scope: one },
  { ...telegram, text: /message is not modified/i, outcome: 'delivered', scope: one, code: 'not_modified' },
  {
    ...telegram,
    text: /message to edit not found|message can't be edited|message_id_invalid|message identifier is not specified/i,
    outcome: 'ours',
    scope: one,
    code: 'edit_impossible',
  },
  {
    ...telegram,
    text: /there is no (text|caption|media) in the message|message (content )?type can't be changed/i,
    outcome: 'ours',
    scope: one,
    code: 'other_kind',
  },
  {
    ...telegram,
    text: /rights to send (photos|documents|media)|chat_send_(photos|docs|media|plain)_forbidden|image_process_failed|photo_\w+|wrong file identifier|file (is too big|must be non-empty)/i,
    outcome: 'ours',
    scope: one,
    code: 'media_refused',
  },
  { ...telegram, text: /can't parse entities/i, outcome: 'ours', scope: one, code: 'cant_parse_entities' },
  { ...telegram, text: /message is too long|message_too_long/i, outcome: 'ours', scope: one, code: 'message_too_long' },
  { ...telegram, text: /message text is empty|text must be non-empty/i, outcome: 'ours', scope: one, code: 'no_text' },
  {
    ...telegram,
    text: /button_\w+_invalid|reply_?.?markup_?.?(is )?too.?long|inline keyboard/i,
    outcome: 'ours',
    scope: one,
    code: 'buttons',
  },
  { ...telegram, text: /upgraded to a supergroup/i, outcome: 'gone', scope: one, code: 'chat_migrated' },
  { ...telegram, text: /bot was blocked by the user/i, outcome: 'gone', scope: one, code: 'blocked' },
  { ...telegram, text: /bot was kicked|bot is not a member/i, outcome: 'gone', scope: one, code: 'kicked' },
  { ...telegram, text: /user is deactivated/i, outcome: 'gone', scope: one, code: 'deactivated' },
  { ...telegram, text: /bot can't initiate conversation/i, outcome: 'gone', scope: one, code: 'not_started' },
  { ...telegram, text: /bot can't send messages to bots/i, outcome: 'gone', scope: one, code: 'is_a_bot' },
  { ...telegram, text: /group chat was deleted|chat not found/i, outcome: 'gone', scope: one, code: 'chat_not_found' },
  {
    ...telegram,
    text: /message thread not found|topic_closed|topic_deleted/i,
    outcome: 'gone',
    scope: one,
    code: 'topic',
  },
  {
    ...telegram,
    text: /not enough rights to send|have no rights to send|chat_write_forbidden|need administrator rights/i,
    outcome: 'gone',
    scope: one,
    code: 'no_rights',
  },
  // Letting in and putting out: what is so already is done.
  { ...telegram, text: /user_already_participant/i, outcome: 'delivered', scope: one, code: 'is_in' },
  { ...telegram, text: /hide_requester_missing/i, outcome: 'delivered', scope: one, code: 'not_asking' },
  {
    ...telegram,
    text: /participant_id_invalid|user_not_participant|user_id_invalid/i,
    outcome: 'delivered',
    scope: one,
    code: 'not_in',
  },
  { ...telegram, text: /invite_hash_(expired|invalid)/i, outcome: 'delivered', scope: one, code: 'link_over' },
  {
    ...telegram,
    text: /user is an administrator|can't remove chat owner|user_admin_invalid/i,
    outcome: 'ours',
    scope: one,
    code: 'is_admin',
  },
  {
    ...telegram,
    text: /chat_admin_required|not enough rights to (manage|restrict|invite|ban)/i,
    outcome: 'gone',
    scope: one,
    code: 'no_rights',
  },
  { ...telegram, status: [401, 401], outcome: 'config', scope: all, code: 'unauthorized' },
  // A token that is not a token at all.
  { ...telegram, status: [404, 404], text: /^not found$/i, outcome: 'config', scope: all, code: 'unauthorized' },
  { ...telegram, status: [413, 413], outcome: 'ours', scope: one },
  { ...telegram, status: [503, 503], timed: true, outcome: 'told_when', scope: all },
  { ...telegram, status: [500, 599], outcome: 'not_sent', scope: all },

  { ...slack, codes: ['ratelimited', 'rate_limited'], timed: true, outcome: 'told_when', scope: one },
  { ...slack, codes: ['ratelimited', 'rate_limited'], outcome: 'not_sent', scope: one },
  { ...slack, codes: slackConfig, outcome: 'config', scope: all },
  { ...slack, codes: slackGone, outcome: 'gone', scope: one },
  {
    ...slack,
    codes: ['message_not_found', 'cant_update_message', 'edit_window_closed'],
    outcome: 'ours',
    scope: one,
    code: 'edit_impossible',
  },
  { ...slack, codes: slackOurs, outcome: 'ours', scope: one },
  { ...slack, codes: ['service_unavailable', 'team_added_to_org', 'request_timeout'], outcome: 'not_sent', scope: all },
  // "It's possible some aspect of the operation succeeded before the error was raised."
  { ...slack, codes: ['fatal_error', 'internal_error'], outcome: 'ambiguous', scope: all },

  {
    ...sheets,
    text: /above the limit of \d+ cells|exceeds? grid limits/i,
    outcome: 'config',
    scope: all,
    code: 'cell_limit',
  },
  { ...sheets, text: /protected (cell|range|sheet)/i, outcome: 'config', scope: all, code: 'protected' },
  { ...sheets, text: /unable to parse range|no grid with id/i, outcome: 'config', scope: all, code: 'tab_missing' },
  { ...sheets, text: /maximum of 50000 characters/i, outcome: 'ours', scope: one, code: 'cell_too_long' },
  {
    ...sheets,
    codes: ['invalid_grant', 'invalid_client', 'unauthorized_client', 'bad_key'],
    outcome: 'config',
    scope: all,
  },
  { ...sheets, codes: ['rateLimitExceeded', 'userRateLimitExceeded'], outcome: 'not_sent', scope: all },
  { ...sheets, status: [401, 401], outcome: 'config', scope: all },
  { ...sheets, status: [403, 403], outcome: 'config', scope: all, code: 'access_denied' },
  { ...sheets, status: [404, 404], outcome: 'config', scope: all, code: 'document_missing' },

  // Nothing was changed: the object was in use.
  { ...stripe, codes: ['lock_timeout', 'idempotency_key_in_use', 'rate_limit'], outcome: 'not_sent', scope: all },
  { ...stripe, codes: ['resource_missing'], outcome: 'gone', scope: one },
  { ...stripe, status: [401, 401], outcome: 'config', scope: all },
  { ...stripe, status: [403, 403], outcome: 'config', scope: all },

  // Accepted, not done: the same question with the same key, a moment later.
  { ...yookassa, status: [202, 202], timed: true, outcome: 'told_when', scope: all, code: 'processing' },
  { ...yookassa, status: [202, 202], outcome: 'not_sent', scope: all, code: 'processing' },
  { ...yookassa, status: [404, 404], outcome: 'gone', scope: one },
  { ...yookassa, status: [403, 403], outcome: 'config', scope: all },
  { ...yookassa, codes: ['invalid_request'], outcome: 'ours', scope: one },

  // Somebody's own system: it says that it wants no more, to come back later, or anything else that is not a yes.
  { ...webhook, status: [410, 410], outcome: 'gone', scope: one, code: 'endpoint_gone' },
  { ...webhook, status: [429, 429], timed: true, outcome: 'told_when', scope: one },
  { ...webhook, status: [502, 504], timed: true, outcome: 'told_when', scope: one },
  { ...webhook, outcome: 'not_sent', scope: one },

  { ...answer, status: [408, 408], timed: true, outcome: 'told_when', scope: all },
  { ...answer, status: [408, 408], outcome: 'not_sent', scope: all },
  { ...answer, status: [425, 425], timed: true, outcome: 'told_when', scope: all },
  { ...answer, status: [425, 425], outcome: 'not_sent', scope: all },
  { ...answer, status: [429, 429], timed: true, outcome: 'told_when', scope: all },
  { ...answer, status: [429, 429], outcome: 'not_sent', scope: all },
  { ...answer, status: [503, 503], timed: true, outcome: 'told_when', scope: all },
  { ...answer, status: [503, 503], outcome: 'not_sent', scope: all },
  { ...answer, status: [500, 599], outcome: 'ambiguous', scope: all },
  { ...answer, status: [401, 401], outcome: 'config', scope: all },
  { ...answer, outcome: 'unrecognised', scope: one },
];

/** The row that decides. */
export function outcomeRule(destination: string, wire: WireAnswer): OutcomeRule {
  const rule = outcomeTable.find((row) => holds(row, destination, wire));
  // The table's last row of each kind takes all that is left; a missing one would be our mistake.
  if (!rule) throw new RangeError(`no outcome for ${wire.kind}`);
  return rule;
}

/** Pure. A redirect counts as not sent: it comes from something that stands before the service. */
export function judge(destination: string, wire: WireAnswer): Judgement {
  const { outcome, code, scope } = outcomeRule(destination, wire);
  return { outcome, code: code ?? codeOf(wire), detail: detailOf(wire), scope };
}

function holds(row: OutcomeRule, destination: string, wire: WireAnswer): boolean {
  if (row.kind !== wire.kind || (row.destination ?? destination) !== destination) return false;
  if (row.status && !('status' in wire && wire.status >= row.status[0] && wire.status <= row.status[1])) return false;
  return wire.kind !== 'answer' || answerHolds(row, wire);
}

function answerHolds(row: OutcomeRule, wire: Answer): boolean {
  if (row.ok !== undefined && row.ok !== wire.ok) return false;
  if (row.codes && !row.codes.includes(wire.code)) return false;
  if (row.text && !row.text.test(wire.text)) return false;
  return row.timed === undefined || row.timed === (wire.retryAfterMs !== null);
}

function codeOf(wire: WireAnswer): string {
  return 'code' in wire ? wire.code : String(wire.status);
}

const detailLimit = 200;

function detailOf(wire: WireAnswer): string {
  switch (wire.kind) {
    case 'not_connected':
      return `could not connect: ${wire.code}`;
    case 'no_answer':
      return `no answer after the request was sent: ${wire.code}`;
    case 'unreadable':
      return `the answer could not be read, status ${wire.status}`;
    case 'redirect':
      return `redirected with status ${wire.status}; redirects are not followed`;
    case 'answer':
      return withoutPeople(wire.text) || `status ${wire.status}, ${wire.code}`;
  }
}

function withoutPeople(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.replace(/[^\s<>"'(:]+@[^\s<>"'),]+/g, '…@…').slice(0, detailLimit);
}
