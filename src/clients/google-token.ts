import { createPrivateKey, createSign, type KeyObject } from 'node:crypto';
import type { WireAnswer } from '../domain/outcomes.ts';
import { minuteMs, secondMs } from '../domain/time.ts';
import type { Clock } from '../lib/clock.ts';
import { readAnswer, recordOf, stringOf, wireFailure } from './wire.ts';

export type GoogleTokenOptions = Readonly<{
  /** Where the token is asked for; also the assertion's audience. */
  tokenUrl: string;
  serviceEmail: string;
  /** PEM; line breaks may be written as the two characters `\n`, and the whole in quotes. */
  privateKey: string;
  fetch: typeof fetch;
  clock: Clock;
}>;

export type TokenAnswer = Readonly<{ ok: true; token: string } | { ok: false; wire: WireAnswer }>;

export type GoogleTokens = Readonly<{
  /** The token at hand, or a new one; callers that come together share one request. */
  get: (signal: AbortSignal) => Promise<TokenAnswer>;
  /** Forgets this token, unless a newer one has come meanwhile. */
  drop: (token: string) => void;
}>;

const scope = 'https://www.googleapis.com/auth/spreadsheets';
const lifetimeSeconds = 3_600;
const spareMs = minuteMs;

/**
 * A service account's token by our own call (RFC 7523), since google-auth-library has its token address hard-coded.
 * https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function createGoogleTokens(options: GoogleTokenOptions): GoogleTokens {
  let held: Readonly<{ token: string; expiresAtMs: number }> | null = null;
  let underWay: Promise<TokenAnswer> | null = null;

  async function ask(signal: AbortSignal): Promise<TokenAnswer> {
    const nowMs = options.clock.nowMs();
    const answer = await requestToken(options, nowMs, signal);
    if (!answer.ok) return answer;
    held = { token: answer.token, expiresAtMs: nowMs + answer.expiresInSeconds * secondMs };
    return { ok: true, token: answer.token };
  }

  return {
    get: (signal) => {
      if (held && held.expiresAtMs - spareMs > options.clock.nowMs()) {
        return Promise.resolve({ ok: true, token: held.token });
      }
      underWay ??= ask(signal).finally(() => {
        underWay = null;
      });
      return underWay;
    },
    drop: (token) => {
      if (held?.token === token) held = null;
    },
  };
}

type Requested = Readonly<{ ok: true; token: string; expiresInSeconds: number } | { ok: false; wire: WireAnswer }>;

async function requestToken(options: GoogleTokenOptions, nowMs: number, signal: AbortSignal): Promise<Requested> {
  const key = readKey(options.privateKey);
  if (!key)
    return { ok: false, wire: refusal(400, 'bad_key', 'the service account key is not a readable private key') };
  const body = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: assertionOf(options, key, Math.floor(nowMs / secondMs)),
  });
  try {
    const response = await options.fetch(options.tokenUrl.replace(/\/+$/, ''), { method: 'POST', body, signal });
    return tokenOf(response.status, await readAnswer(response, nowMs));
  } catch (error) {
    return { ok: false, wire: asUnsent(wireFailure(error)) };
  }
}

function tokenOf(status: number, read: Awaited<ReturnType<typeof readAnswer>>): Requested {
  if ('wire' in read) return { ok: false, wire: asUnsent(read.wire) };
  const { access_token: token, expires_in: expiresIn } = read.body;
  if (status === 200 && typeof token === 'string' && token !== '') {
    const expiresInSeconds = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : lifetimeSeconds;
    return { ok: true, token, expiresInSeconds };
  }
  const error = read.body['error'];
  const code = stringOf(error) || stringOf(recordOf(error)['status']) || String(status);
  const text = stringOf(read.body['error_description']) || stringOf(recordOf(error)['message']);
  return { ok: false, wire: asUnsent({ ...refusal(status, code, text), retryAfterMs: read.retryAfterMs }) };
}

function refusal(status: number, code: string, text: string) {
  return { kind: 'answer', status, ok: false, code, text, retryAfterMs: null } as const;
}

/** Whatever became of the token, no sheet was touched: doubt about the token is none about the row. */
function asUnsent(wire: WireAnswer): WireAnswer {
  if (wire.kind === 'no_answer') return { kind: 'not_connected', code: `token_${wire.code}` };
  if (wire.kind === 'unreadable') return { kind: 'not_connected', code: `token_unreadable_${wire.status}` };
  const isGatewayError = wire.kind === 'answer' && wire.status >= 500 && wire.status !== 503;
  return isGatewayError ? { kind: 'not_connected', code: `token_${wire.status}` } : wire;
}

function assertionOf(options: GoogleTokenOptions, key: KeyObject, iat: number): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: options.serviceEmail, scope, aud: options.tokenUrl, iat, exp: iat + lifetimeSeconds };
  const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(key, 'base64url')}`;
}

/** Null for what is no key: said as a value, since the text of such errors may quote the key. */
function readKey(text: string): KeyObject | null {
  try {
    return createPrivateKey(
      text
        .trim()
        .replace(/^["']|["']$/g, '')
        .replaceAll('\\n', '\n'),
    );
  } catch {
    return null;
  }
}
