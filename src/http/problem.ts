import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { isAway, type NotDone } from '../domain/not-done.ts';
import { mostDays } from '../domain/reports/plan.ts';
import type { Done, Refusal, Result } from '../flows/types.ts';
import { notDoneText } from '../messages/bot/not-done.ts';

const titles = {
  bad_request: [400, 'The request cannot be read'],
  bad_webhook: [400, 'The webhook was not accepted'],
  unauthorized: [401, 'A valid token is needed'],
  forbidden: [403, 'The token does not allow this'],
  foreign_network: [403, 'Calls from this network are not taken'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This address wants another method'],
  timeout: [408, 'The request took too long'],
  conflict: [409, 'This cannot be done now'],
  gone: [410, 'This is no longer valid'],
  too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'This content type or encoding is not accepted'],
  invalid: [422, 'The request has a mistake'],
  too_many_requests: [429, 'Too many requests'],
  headers_too_large: [431, 'The request headers are too large'],
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'This is not available for a moment'],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof titles;

type Extra = Readonly<{ detail?: string; headers?: Readonly<Record<string, string>> }>;

/** Thrown by a handler to answer with a problem. `detail` is written by us, never taken from an error. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly extra: Extra;
  constructor(code: ProblemCode, extra: Extra = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

export type ProblemBody = Readonly<{
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  requestId: string;
}>;

/** RFC 9457. */
export function problemBody(code: ProblemCode, requestId: string, detail?: string): ProblemBody {
  const [status, title] = titles[code];
  return {
    type: `urn:payops:problem:${code}`,
    title,
    status,
    code,
    ...(detail !== undefined && { detail }),
    requestId,
  };
}

export const problemContentType = 'application/problem+json';

export function sendProblem(res: Response, { code, extra }: Problem): void {
  const body = problemBody(code, requestIdOf(res), extra.detail);
  res
    .status(body.status)
    .set({ 'Content-Type': problemContentType, 'Cache-Control': 'no-store', ...extra.headers })
    .end(JSON.stringify(body));
}

/** What a problem tells and the log holds. */
export function newRequestId(): string {
  return `req_${randomBytes(9).toString('base64url')}`;
}

/** Set by the first middleware. */
export function requestIdOf(res: Response): string {
  return String(res.getHeader('X-Request-Id') ?? '');
}

/** Another person has to allow it first: answered with 202 and the approval's id, which is decided in the chat. */
export class Pending extends Error {
  override readonly name = 'Pending';
  readonly approvalId: string;
  constructor(approvalId: string) {
    super('needs approval');
    this.approvalId = approvalId;
  }
}

export function sendPending(res: Response, { approvalId }: Pending): void {
  res.status(202).json({ approvalId, state: 'waiting' });
}

/** What went well; a refusal is thrown as its answer. */
export function must<T>(result: Result<T>): Done<T> {
  if (result.ok) return result;
  if (result.reason === 'needs_approval') throw new Pending(result.approvalId ?? '');
  if (result.notDone) throw notDone(result.notDone);
  throw problemOf(result.reason);
}

/** What is away may be back soon; a no stays one. */
function notDone(what: NotDone): Problem {
  const detail = notDoneText(what, 'en');
  if (isAway(what)) return new Problem('unavailable', { detail, headers: { 'Retry-After': '60' } });
  return new Problem('conflict', { detail });
}

function problemOf(reason: Exclude<Refusal['reason'], 'needs_approval'>): Problem {
  switch (reason) {
    case 'forbidden':
      return new Problem('forbidden');
    case 'not_found':
      return new Problem('not_found');
    case 'expired':
      return new Problem('gone');
    case 'busy':
      return new Problem('conflict', {
        detail: 'It is under way already; try again shortly.',
        headers: { 'Retry-After': '5' },
      });
    case 'stopped':
      return new Problem('conflict', { detail: 'Everything is stopped; resume first.' });
    case 'stopped_again':
      return new Problem('conflict', { detail: 'Somebody stopped again meanwhile.' });
    case 'last_owner':
      return new Problem('conflict', { detail: 'The last owner cannot be removed or lowered.' });
    case 'bad_period':
      return new Problem('invalid', { detail: `No period of at most ${mostDays} days up to today.` });
    case 'not_done':
    case 'invalid':
      return new Problem('invalid');
  }
}
