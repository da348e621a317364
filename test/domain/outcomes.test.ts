import { describe, expect, it } from 'vitest';
import {
  judge,
  type Outcome,
  outcomeRule,
  outcomes,
  outcomeTable,
  type WireAnswer,
} from '../../src/domain/outcomes.ts';

const answer = (status: number, code = String(status), text = '', retryAfterMs: number | null = null): WireAnswer => ({
  kind: 'answer',
  status,
  ok: false,
  code,
  text,
  retryAfterMs,
});
const telegram = (status: number, text: string, retryAfterMs: number | null = null) =>
  answer(status, String(status), text, retryAfterMs);
const slack = (code: string) => answer(200, code);
const sheets = (status: number, code: string, text = '') => answer(status, code, text);
const delivered: WireAnswer = { kind: 'answer', status: 200, ok: true, code: 'ok', text: '', retryAfterMs: null };

type Cell = readonly [
  destination: string,
  what: string,
  wire: WireAnswer,
  outcome: Outcome,
  scope: string,
  code: string,
];

const everywhere: readonly Cell[] = ['telegram', 'slack', 'sheets', 'stripe', 'yookassa'].flatMap(
  (name): readonly Cell[] => [
    [name, 'success', delivered, 'delivered', 'address', 'ok'],
    [name, 'DNS', { kind: 'not_connected', code: 'ENOTFOUND' }, 'not_sent', 'destination', 'ENOTFOUND'],
    [name, 'time-out', { kind: 'no_answer', code: 'deadline' }, 'ambiguous', 'destination', 'deadline'],
    [name, 'HTML with 200', { kind: 'unreadable', status: 200 }, 'ambiguous', 'destination', 'unreadable'],
    [name, 'HTML with 502', { kind: 'unreadable', status: 502 }, 'ambiguous', 'destination', 'unreadable'],
    [name, 'HTML with 408', { kind: 'unreadable', status: 408 }, 'not_sent', 'destination', '408'],
    [name, 'HTML with 425', { kind: 'unreadable', status: 425 }, 'not_sent', 'destination', '425'],
    [name, 'HTML with 429', { kind: 'unreadable', status: 429 }, 'not_sent', 'destination', '429'],
    [name, 'HTML with 503', { kind: 'unreadable', status: 503 }, 'not_sent', 'destination', '503'],
    [name, 'redirect', { kind: 'redirect', status: 302 }, 'not_sent', 'destination', 'redirect'],
    [name, '408', answer(408), 'not_sent', 'destination', '408'],
    [name, '408 with a time', answer(408, '408', '', 1), 'told_when', 'destination', '408'],
    [name, '425', answer(425), 'not_sent', 'destination', '425'],
    [name, '425 with a time', answer(425, '425', '', 1), 'told_when', 'destination', '425'],
    [name, '503', answer(503), 'not_sent', 'destination', '503'],
    [name, '503 with a time', answer(503, '503', '', 1), 'told_when', 'destination', '503'],
    [name, 'unknown 418', answer(418), 'unrecognised', 'address', '418'],
    [name, 'unknown 400', answer(400, 'new', 'nobody knows this'), 'unrecognised', 'address', 'new'],
  ],
);

/** Google answers JSON: a page with 404 is of whatever stands before it, or of an address that is not the API's. */
const pages: readonly Cell[] = [400, 403, 404].map((status) => [
  'sheets',
  `a page with ${status}`,
  { kind: 'unreadable', status },
  'not_sent',
  'destination',
  String(status),
]);

const refusedPages: readonly Cell[] = ['telegram', 'slack', 'stripe', 'yookassa'].map((name) => [
  name,
  'a page with 403',
  { kind: 'unreadable', status: 403 },
  'ambiguous',
  'destination',
  'unreadable',
]);

const wide: readonly Cell[] = ['slack', 'sheets', 'stripe', 'yookassa'].flatMap((name): readonly Cell[] => [
  [name, '429', answer(429), 'not_sent', 'destination', '429'],
  [name, '429 with a time', answer(429, '429', '', 1), 'told_when', 'destination', '429'],
  [name, '500', answer(500), 'ambiguous', 'destination', '500'],
  [name, '504', answer(504), 'ambiguous', 'destination', '504'],
  [name, '401', answer(401), 'config', 'destination', '401'],
]);

const telegrams: readonly Cell[] = (
  [
    ['429', telegram(429, 'Too Many Requests', 3_000), 'told_when', 'address', '429'],
    ['429 without a time', telegram(429, 'Too Many Requests'), 'not_sent', 'address', '429'],
    ['500', telegram(500, 'Internal Server Error'), 'not_sent', 'destination', '500'],
    ['502', telegram(502, 'Bad Gateway'), 'not_sent', 'destination', '502'],
    ['401', telegram(401, 'Unauthorized'), 'config', 'destination', 'unauthorized'],
    ['404', telegram(404, 'Not Found'), 'config', 'destination', 'unauthorized'],
    ['unknown 403', telegram(403, 'Forbidden: for reasons'), 'unrecognised', 'address', '403'],
    ['unknown 404', telegram(404, 'Not Found: something'), 'unrecognised', 'address', '404'],
    ['413', telegram(413, 'Request Entity Too Large'), 'ours', 'address', '413'],
    ['not modified', telegram(400, 'Bad Request: message is not modified: …'), 'delivered', 'address', 'not_modified'],
    ['deleted', telegram(400, 'Bad Request: message to edit not found'), 'ours', 'address', 'edit_impossible'],
    ['too old', telegram(400, "Bad Request: message can't be edited"), 'ours', 'address', 'edit_impossible'],
    ['bad id', telegram(400, 'Bad Request: MESSAGE_ID_INVALID'), 'ours', 'address', 'edit_impossible'],
    [
      'a picture where words are',
      telegram(400, 'Bad Request: there is no text in the message to edit'),
      'ours',
      'address',
      'other_kind',
    ],
    [
      'no pictures here',
      telegram(400, 'Bad Request: not enough rights to send photos to the chat'),
      'ours',
      'address',
      'media_refused',
    ],
    ['a broken picture', telegram(400, 'Bad Request: IMAGE_PROCESS_FAILED'), 'ours', 'address', 'media_refused'],
    ['markup', telegram(400, "Bad Request: can't parse entities: …"), 'ours', 'address', 'cant_parse_entities'],
    ['too long', telegram(400, 'Bad Request: message is too long'), 'ours', 'address', 'message_too_long'],
    ['empty', telegram(400, 'Bad Request: message text is empty'), 'ours', 'address', 'no_text'],
    ['button', telegram(400, 'Bad Request: BUTTON_DATA_INVALID'), 'ours', 'address', 'buttons'],
    [
      'migrated',
      telegram(400, 'Bad Request: group chat was upgraded to a supergroup chat'),
      'gone',
      'address',
      'chat_migrated',
    ],
    ['blocked', telegram(403, 'Forbidden: bot was blocked by the user'), 'gone', 'address', 'blocked'],
    ['kicked', telegram(403, 'Forbidden: bot was kicked from the supergroup chat'), 'gone', 'address', 'kicked'],
    ['left', telegram(403, 'Forbidden: bot is not a member of the channel chat'), 'gone', 'address', 'kicked'],
    ['deactivated', telegram(403, 'Forbidden: user is deactivated'), 'gone', 'address', 'deactivated'],
    [
      'stranger',
      telegram(403, "Forbidden: bot can't initiate conversation with a user"),
      'gone',
      'address',
      'not_started',
    ],
    ['bot', telegram(403, "Forbidden: bot can't send messages to bots"), 'gone', 'address', 'is_a_bot'],
    ['no chat', telegram(400, 'Bad Request: chat not found'), 'gone', 'address', 'chat_not_found'],
    ['deleted group', telegram(403, 'Forbidden: the group chat was deleted'), 'gone', 'address', 'chat_not_found'],
    ['topic', telegram(400, 'Bad Request: message thread not found'), 'gone', 'address', 'topic'],
    [
      'rights',
      telegram(400, 'Bad Request: not enough rights to send text messages to the chat'),
      'gone',
      'address',
      'no_rights',
    ],
    ['in already', telegram(400, 'Bad Request: USER_ALREADY_PARTICIPANT'), 'delivered', 'address', 'is_in'],
    ['not asking', telegram(400, 'Bad Request: HIDE_REQUESTER_MISSING'), 'delivered', 'address', 'not_asking'],
    ['not in', telegram(400, 'Bad Request: PARTICIPANT_ID_INVALID'), 'delivered', 'address', 'not_in'],
    ['link over', telegram(400, 'Bad Request: INVITE_HASH_EXPIRED'), 'delivered', 'address', 'link_over'],
    ['an admin', telegram(400, 'Bad Request: user is an administrator of the chat'), 'ours', 'address', 'is_admin'],
    ['no admin', telegram(400, 'Bad Request: CHAT_ADMIN_REQUIRED'), 'gone', 'address', 'no_rights'],
  ] as const
).map(([what, wire, outcome, scope, code]) => ['telegram', what, wire, outcome, scope, code]);

const slacks: readonly Cell[] = (
  [
    ['ratelimited', 'not_sent', 'address', 'ratelimited'],
    ['invalid_auth', 'config', 'destination', 'invalid_auth'],
    ['token_revoked', 'config', 'destination', 'token_revoked'],
    ['missing_scope', 'config', 'destination', 'missing_scope'],
    ['channel_not_found', 'gone', 'address', 'channel_not_found'],
    ['is_archived', 'gone', 'address', 'is_archived'],
    ['not_in_channel', 'gone', 'address', 'not_in_channel'],
    ['message_not_found', 'ours', 'address', 'edit_impossible'],
    ['cant_update_message', 'ours', 'address', 'edit_impossible'],
    ['invalid_blocks', 'ours', 'address', 'invalid_blocks'],
    ['msg_too_long', 'ours', 'address', 'msg_too_long'],
    ['service_unavailable', 'not_sent', 'destination', 'service_unavailable'],
    ['internal_error', 'ambiguous', 'destination', 'internal_error'],
    ['fatal_error', 'ambiguous', 'destination', 'fatal_error'],
    ['brand_new_error', 'unrecognised', 'address', 'brand_new_error'],
  ] as const
).map(([error, outcome, scope, code]) => ['slack', error, slack(error), outcome, scope, code]);

const others: readonly Cell[] = [
  ['slack', 'ratelimited with a time', answer(429, 'ratelimited', '', 5), 'told_when', 'address', 'ratelimited'],
  [
    'sheets',
    'no access',
    sheets(403, 'PERMISSION_DENIED', 'The caller does not have permission'),
    'config',
    'destination',
    'access_denied',
  ],
  [
    'sheets',
    'no document',
    sheets(404, 'NOT_FOUND', 'Requested entity was not found.'),
    'config',
    'destination',
    'document_missing',
  ],
  [
    'sheets',
    'no tab',
    sheets(400, 'INVALID_ARGUMENT', "Unable to parse range: 'X'!1:1"),
    'config',
    'destination',
    'tab_missing',
  ],
  [
    'sheets',
    'full',
    sheets(400, 'INVALID_ARGUMENT', 'above the limit of 10000000 cells.'),
    'config',
    'destination',
    'cell_limit',
  ],
  [
    'sheets',
    'grid',
    sheets(400, 'INVALID_ARGUMENT', 'Range exceeds grid limits.'),
    'config',
    'destination',
    'cell_limit',
  ],
  [
    'sheets',
    'protected',
    sheets(400, 'INVALID_ARGUMENT', 'You are trying to edit a protected cell or object.'),
    'config',
    'destination',
    'protected',
  ],
  [
    'sheets',
    'long cell',
    sheets(400, 'INVALID_ARGUMENT', 'more than the maximum of 50000 characters'),
    'ours',
    'address',
    'cell_too_long',
  ],
  [
    'sheets',
    'quota by 403',
    sheets(403, 'userRateLimitExceeded', ''),
    'not_sent',
    'destination',
    'userRateLimitExceeded',
  ],
  [
    'sheets',
    'bad key',
    sheets(400, 'invalid_grant', 'Invalid JWT Signature.'),
    'config',
    'destination',
    'invalid_grant',
  ],
  ['stripe', 'lock', answer(409, 'lock_timeout'), 'not_sent', 'destination', 'lock_timeout'],
  ['stripe', 'missing', answer(404, 'resource_missing'), 'gone', 'address', 'resource_missing'],
  ['stripe', 'permission', answer(403, 'permission'), 'config', 'destination', 'permission'],
  ['yookassa', 'still at it', answer(202, '202', '', 1_800), 'told_when', 'destination', 'processing'],
  ['yookassa', 'still at it, no time named', answer(202), 'not_sent', 'destination', 'processing'],
  ['yookassa', 'missing', answer(404, 'not_found'), 'gone', 'address', 'not_found'],
  ['yookassa', 'no right', answer(403, 'forbidden'), 'config', 'destination', 'forbidden'],
  ['yookassa', 'our mistake', answer(400, 'invalid_request'), 'ours', 'address', 'invalid_request'],
];

const webhook = (status: number, retryAfterMs: number | null = null) =>
  answer(status, String(status), '', retryAfterMs);
const webhooks: readonly Cell[] = (
  [
    ['410', webhook(410), 'gone', 'endpoint_gone'],
    ['429 with a time', webhook(429, 3_000), 'told_when', '429'],
    ['503 with a time', webhook(503, 3_000), 'told_when', '503'],
    ['500', webhook(500), 'not_sent', '500'],
    ['404', webhook(404), 'not_sent', '404'],
  ] as const
).map(([what, wire, outcome, code]) => ['webhook', what, wire, outcome, 'address', code]);

const cells = [...webhooks, ...everywhere, ...pages, ...refusedPages, ...wide, ...telegrams, ...slacks, ...others];

describe('the outcome table', () => {
  it.each(cells)('%s, %s', (destination, _, wire, outcome, scope, code) => {
    expect(judge(destination, wire)).toMatchObject({ outcome, scope, code });
  });

  it('has no row that no cell reaches', () => {
    const reached = new Set(cells.map(([name, , wire]) => outcomeRule(name, wire)));
    const unreached = outcomeTable.filter((row) => !reached.has(row));
    expect(unreached).toEqual([]);
  });

  it('answers something for every destination and kind, known or not', () => {
    for (const [, , wire] of cells) expect(outcomes).toContain(judge('brand_new', wire).outcome);
  });

  it('tells no address of a person and not more than a line', () => {
    const { detail } = judge('telegram', telegram(400, `chat anna@gmail.com\nis "bob@x.y" ${'x'.repeat(500)}`));
    expect(detail).not.toMatch(/anna|bob|\n/);
    expect(detail.length).toBeLessThanOrEqual(200);
  });
});
