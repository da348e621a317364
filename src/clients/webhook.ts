import { isIP } from 'node:net';
import type { WireAnswer } from '../domain/outcomes.ts';
import type { Clock } from '../lib/clock.ts';
import { isPublicAddress, privateAddress } from '../lib/public-address.ts';
import { signWebhook } from '../lib/webhook-signature.ts';
import { parseRetryAfter, wireFailure } from './wire.ts';

/** An answer's body is not read for anything; more than this is not taken. */
export const webhookAnswerBytes = 64 * 1_024;
export const webhookDeadlineMs = 15_000;

export type WebhookCall = Readonly<{ url: string; id: string; body: string }>;

export type WebhookClient = Readonly<{
  /** One POST, never repeated and never redirected; every failure is a value without the address in it. */
  post: (call: WebhookCall, signal: AbortSignal) => Promise<WireAnswer>;
}>;

export type WebhookClientOptions = Readonly<{
  /** As texts, `whsec_` and base64; several while rotating: the body is signed by each. */
  secrets: readonly string[];
  /** Also plain http and addresses that are not public. */
  allowPrivate: boolean;
  /** Resolves names by `lookUpPublic`, unless private addresses are allowed. */
  fetch: typeof fetch;
  clock: Clock;
}>;

type RefusedUrl = 'bad_url' | 'not_https' | typeof privateAddress;

/** Why nothing is sent there; null: it may be. What a name resolves to is seen when it is called. */
export function refuseWebhookUrl(url: string, allowPrivate: boolean): RefusedUrl | null {
  if (!URL.canParse(url)) return 'bad_url';
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== 'https:' && !(allowPrivate && protocol === 'http:')) return 'not_https';
  if (username !== '' || password !== '') return 'bad_url';
  const host = hostname.replace(/^\[|\]$/g, '');
  return !allowPrivate && isIP(host) !== 0 && !isPublicAddress(host) ? privateAddress : null;
}

export function createWebhookClient(options: WebhookClientOptions): WebhookClient {
  const { secrets, allowPrivate, clock } = options;
  return {
    post: async ({ url, id, body }, signal) => {
      const refusal = refuseWebhookUrl(url, allowPrivate);
      if (refusal !== null) return { kind: 'not_connected', code: refusal };
      const timestamp = Math.floor(clock.nowMs() / 1_000);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'payops',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signWebhook(secrets, { id, timestamp, body }),
      };
      try {
        return answerOf(await options.fetch(url, { method: 'POST', headers, body, signal }), clock.nowMs());
      } catch (error) {
        return byItsHead(wireFailure(error));
      }
    },
  };
}

/** The status alone counts: what it says besides is nobody's protocol, and may hold anything. */
function answerOf({ status, headers }: Response, nowMs: number): WireAnswer {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), nowMs);
  return { kind: 'answer', status, ok: status >= 200 && status < 300, code: String(status), text: '', retryAfterMs };
}

/** A body that was too long or broken came after the status, which has said it already. */
function byItsHead(wire: WireAnswer): WireAnswer {
  if (wire.kind !== 'unreadable' || wire.status === 0) return wire;
  const { status } = wire;
  const ok = status >= 200 && status < 300;
  return { kind: 'answer', status, ok, code: String(status), text: '', retryAfterMs: null };
}
