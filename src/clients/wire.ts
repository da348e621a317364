import type { WireAnswer } from '../domain/outcomes.ts';
import { dayMs } from '../domain/time.ts';
import { ExchangeError } from '../lib/http.ts';

/** `https://host/path/` and `method`, with one slash between, however many either brings. */
export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** SDKs take an address's host alone: the path of `base`, where there is one, comes before theirs. */
export function underPath(base: string, inner: typeof fetch): typeof fetch {
  const prefix = new URL(base).pathname.replace(/\/+$/, '');
  if (prefix === '') return inner;
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    url.pathname = `${prefix}${url.pathname}`;
    return inner(input instanceof Request ? new Request(url, input) : url, init);
  };
}

/** These prove that no byte of the request left, whatever layer reports them. */
const notConnectedCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'EPROTO',
]);
const notConnectedPattern = /^(CERT_|ERR_TLS_|ERR_SSL_)/;

/** What a thrown error says about the exchange. SDKs wrap the cause, so the whole chain is looked through. */
export function wireFailure(error: unknown): WireAnswer {
  const chain = causesOf(error);
  const exchange = chain.find((e): e is ExchangeError => e instanceof ExchangeError);
  if (exchange) return wireOfExchange(exchange);
  const codes = chain.map((e) => (e as NodeJS.ErrnoException).code).filter((c) => typeof c === 'string');
  const early = codes.find((c) => notConnectedCodes.has(c) || notConnectedPattern.test(c));
  return early ? { kind: 'not_connected', code: early } : { kind: 'no_answer', code: codes[0] ?? 'unknown' };
}

function wireOfExchange(error: ExchangeError): WireAnswer {
  if (error.failure === 'redirect') return { kind: 'redirect', status: error.status ?? 0 };
  if (error.failure === 'unreadable') return { kind: 'unreadable', status: error.status ?? 0 };
  return { kind: error.failure, code: error.code };
}

function causesOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let e: unknown = error; e instanceof Error && chain.length < 8; ) {
    chain.push(e);
    // grammY and stripe keep the cause under names of their own.
    const { error: inner, detail } = e as { error?: unknown; detail?: unknown };
    e = e.cause ?? (inner instanceof Error ? inner : detail);
  }
  return chain;
}

/** Seconds or an HTTP date; never more than a day, never negative; null where there is no readable value. */
export function parseRetryAfter(value: string | null | undefined, nowMs: number): number | null {
  const text = value?.trim() ?? '';
  if (text === '') return null;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), dayMs);
}

/** The status line alone says these: not done, come back. Their body is often not the protocol's. */
export const notDone: ReadonlySet<number> = new Set([408, 425, 429, 503]);

/** The answer's body as JSON object, or what its head alone means. */
export async function readAnswer(
  response: Response,
  nowMs: number,
): Promise<Readonly<{ body: Readonly<Record<string, unknown>>; retryAfterMs: number | null } | { wire: WireAnswer }>> {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), nowMs);
  const body = parseObject(await response.text());
  if (body) return { body, retryAfterMs };
  const { status } = response;
  if (!notDone.has(status)) return { wire: { kind: 'unreadable', status } };
  return { wire: { kind: 'answer', status, ok: false, code: String(status), text: '', retryAfterMs } };
}

/** Null for what is not JSON, or not an object. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** A field of a foreign object, where it is a string. */
export function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
