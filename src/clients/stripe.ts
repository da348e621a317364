import type Stripe from 'stripe';
import { judge, type WireAnswer } from '../domain/outcomes.ts';
import { SourceError } from '../domain/ports.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { notDone, parseObject, parseRetryAfter, recordOf, stringOf, underPath, wireFailure } from './wire.ts';

export type StripeClientOptions = Readonly<{
  secretKey: string;
  /** `https://api.stripe.com`, without `/v1`, which the SDK brings. */
  apiBase: string;
  fetch: typeof fetch;
  clock?: Clock;
}>;

/** Bracketed keys are made of nested values: `{created: {gte: 1}}` becomes `created[gte]=1`. */
export type StripeParams = Readonly<{ [key: string]: string | number | boolean | readonly string[] | StripeParams }>;

export type StripePage = Readonly<{ objects: readonly Readonly<Record<string, unknown>>[]; hasMore: boolean }>;

/**
 * Objects come as Stripe wrote them; nothing is repeated; every failure is thrown as SourceError, an
 * abort as the signal's reason.
 */
export type StripeClient = Readonly<{
  /** `charges`, `checkout/sessions` … newest first, at most `limit` (100 where not given). */
  listPage: (resource: string, params: StripeParams, signal: AbortSignal) => Promise<StripePage>;
  /** `payment_intents/pi_…`, each id already path-safe. */
  read: (path: string, params: StripeParams, signal: AbortSignal) => Promise<Readonly<Record<string, unknown>>>;
  /** A change: the same idempotency key again changes nothing more, and brings the first answer again. */
  create: (
    resource: string,
    params: StripeParams,
    idempotencyKey: string,
    signal: AbortSignal,
  ) => Promise<Readonly<Record<string, unknown>>>;
}>;

const fullPage = 100;

export function createStripeClient(options: StripeClientOptions): StripeClient {
  const clock = options.clock ?? systemClock;
  let sdk: Promise<Stripe> | null = null;

  async function get(path: string, params: StripeParams, signal: AbortSignal) {
    sdk ??= openSdk(options);
    const stripe = await sdk;
    const query = queryOf(params);
    try {
      const url = `/v1/${path.replace(/^\/+/, '')}${query === '' ? '' : `?${query}`}`;
      return recordOf(await untilAborted(stripe.rawRequest('GET', url), signal));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw sourceErrorOf(error, clock.nowMs());
    }
  }

  async function create(resource: string, params: StripeParams, idempotencyKey: string, signal: AbortSignal) {
    sdk ??= openSdk(options);
    const stripe = await sdk;
    try {
      const sent = stripe.rawRequest('POST', `/v1/${resource}`, params, { idempotencyKey });
      return recordOf(await untilAborted(sent, signal));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw sourceErrorOf(error, clock.nowMs());
    }
  }

  return {
    read: get,
    create,
    listPage: async (resource, params, signal) => {
      const asked = { limit: fullPage, ...params };
      const { data, has_more: hasMore } = await get(resource, asked, signal);
      if (!Array.isArray(data)) throw sourceErrorOfWire({ kind: 'unreadable', status: 200 });
      // Where it is not said, a full page is asked on rather than taken for the last: too much is harmless.
      const isMore = typeof hasMore === 'boolean' ? hasMore : data.length >= Number(asked.limit);
      return { objects: data.map(recordOf), hasMore: isMore };
    },
  };
}

/** Only on the first call, so that start and idle memory do not carry an SDK that is not used. */
async function openSdk({ secretKey, apiBase, fetch }: StripeClientOptions): Promise<Stripe> {
  const { default: StripeSdk } = await import('stripe');
  const url = new URL(apiBase);
  const isHttp = url.protocol === 'http:';
  return new StripeSdk(secretKey, {
    host: url.hostname,
    port: url.port === '' ? (isHttp ? 80 : 443) : Number(url.port),
    protocol: isHttp ? 'http' : 'https',
    telemetry: false,
    maxNetworkRetries: 0,
    httpClient: StripeSdk.createFetchHttpClient(stripeOnly(underPath(apiBase, fetch))),
  });
}

/** The SDK's error for a foreign answer, HTML say, names no status: it is given one that it can read. */
function stripeOnly(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await inner(input, init);
    const { status, headers } = response;
    const text = await response.text();
    const isStripes = response.ok ? text.startsWith('{') : 'error' in recordOf(parseObject(text));
    if (isStripes) return alreadyRead(text, status, headers);
    return Response.json({ error: { type: notStripes, message: '' } }, { status, headers });
  };
}

/**
 * A page of a hundred charges is half a megabyte: it is decoded once and parsed once, by the SDK. This is all that the
 * SDK asks of a Response (measured: with a real one the second decoding took as long as the parsing).
 */
function alreadyRead(text: string, status: number, headers: Headers): Response {
  return { status, headers, body: null, text: async () => text } as unknown as Response;
}

const notStripes = 'not_stripes';

/** The SDK takes no signal: the caller is freed at once, the exchange itself ends by its deadline. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function queryOf(params: StripeParams, prefix = ''): string {
  const pairs = Object.entries(params).map(([key, value]) => {
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    if (Array.isArray(value)) return queryOf(Object.fromEntries(value.map((v, i) => [String(i), v as string])), name);
    if (typeof value === 'object') return queryOf(value as StripeParams, name);
    return `${name}=${encodeURIComponent(value)}`;
  });
  return pairs.filter((pair) => pair !== '').join('&');
}

function sourceErrorOf(error: unknown, nowMs: number): SourceError {
  return sourceErrorOfWire(wireOf(error, nowMs), error);
}

function sourceErrorOfWire(wire: WireAnswer, cause?: unknown): SourceError {
  const { outcome, code, detail } = judge('stripe', wire);
  const retryAfterMs = wire.kind === 'answer' ? wire.retryAfterMs : null;
  const said = wire.kind === 'answer' ? { code, words: detail } : null;
  return new SourceError(`stripe: ${code}: ${detail}`, outcome, retryAfterMs, { cause, said });
}

function wireOf(error: unknown, nowMs: number): WireAnswer {
  const { statusCode: status, headers, code, rawType, raw } = recordOf(error);
  if (recordOf(raw)['exception'] instanceof SyntaxError) return { kind: 'unreadable', status: 200 };
  if (typeof status !== 'number') return wireFailure(error);
  const retryAfterMs = parseRetryAfter(stringOf(recordOf(headers)['retry-after']), nowMs);
  if (rawType === notStripes && !notDone.has(status)) return { kind: 'unreadable', status };
  const named = stringOf(code) || stringOf(rawType) || String(status);
  return { kind: 'answer', status, ok: false, code: named, text: stringOf((error as Error).message), retryAfterMs };
}
