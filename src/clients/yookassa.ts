import { createHash } from 'node:crypto';
import { judge, type WireAnswer } from '../domain/outcomes.ts';
import { SourceError } from '../domain/ports.ts';
import { dayMs } from '../domain/time.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import { joinUrl, readAnswer, recordOf, stringOf, wireFailure } from './wire.ts';

export type YookassaClientOptions = Readonly<{
  shopId: string;
  secretKey: string;
  /** `https://api.yookassa.ru/v3`. */
  apiBase: string;
  fetch: typeof fetch;
  clock?: Clock;
}>;

type Fields = Readonly<Record<string, unknown>>;
export type YookassaPage = Readonly<{ objects: readonly Fields[]; next: string | null }>;
export type YookassaParams = Readonly<Record<string, string | number>>;

/**
 * Objects come as YooKassa wrote them; nothing is repeated; every failure is thrown as SourceError, an abort as the
 * signal's reason. After `ambiguous` and `told_when` a change is asked for again with the same key, never with a new
 * one: YooKassa remembers it for 24 hours (yookassa.ru/developers/using-api/interaction-format, "Idempotence").
 */
export type YookassaClient = Readonly<{
  /** `payments` or `refunds`, newest first, 100 at once; `cursor` goes on behind a page. */
  listPage: (resource: 'payments' | 'refunds', params: YookassaParams, signal: AbortSignal) => Promise<YookassaPage>;
  /** `payments/…`, `me`, each id already path-safe. */
  read: (path: string, signal: AbortSignal) => Promise<Fields>;
  /** A change: the same key again changes nothing more, and brings the first answer again. */
  create: (path: string, body: Fields, idempotenceKey: string, signal: AbortSignal) => Promise<Fields>;
}>;

const fullPage = 100;
const longestKey = 64;

/** As it is where YooKassa takes it, else a digest of it. */
function keyOf(idempotenceKey: string): string {
  if (idempotenceKey.length <= longestKey && /^[\w.:-]+$/.test(idempotenceKey)) return idempotenceKey;
  return createHash('sha256').update(idempotenceKey).digest('hex');
}

export function createYookassaClient(options: YookassaClientOptions): YookassaClient {
  const { shopId, secretKey, apiBase } = options;
  const clock = options.clock ?? systemClock;
  const authorization = `Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`;

  const call = async (path: string, init: RequestInit & { signal: AbortSignal }): Promise<Fields> => {
    const { signal } = init;
    try {
      const headers = { ...(init.headers as Record<string, string>), authorization };
      const response = await options.fetch(joinUrl(apiBase, path), { ...init, headers });
      return await objectOf(response, clock.nowMs());
    } catch (error) {
      if (error instanceof SourceError) throw error;
      if (signal.aborted) throw signal.reason;
      throw sourceErrorOf(wireFailure(error), error);
    }
  };

  return {
    read: (path, signal) => call(path, { method: 'GET', signal }),
    create: (path, body, idempotenceKey, signal) =>
      call(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotence-key': keyOf(idempotenceKey) },
        body: JSON.stringify(body),
        signal,
      }),
    listPage: async (resource, params, signal) => {
      const query = Object.entries({ limit: fullPage, ...params }).map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
      const { items, next_cursor: next } = await call(`${resource}?${query.join('&')}`, { method: 'GET', signal });
      if (!Array.isArray(items)) throw sourceErrorOf({ kind: 'unreadable', status: 200 });
      return { objects: items.map(recordOf), next: stringOf(next) || null };
    },
  };
}

/** Only 200 is an answer: 202 means that it is still at it. Its own waits are in milliseconds. */
async function objectOf(response: Response, nowMs: number): Promise<Fields> {
  const read = await readAnswer(response, nowMs);
  if ('wire' in read) throw sourceErrorOf(read.wire);
  const { status } = response;
  const { body } = read;
  if (status === 200) return body;
  // A gateway may answer JSON of its own: only YooKassa's errors count.
  if (status !== 202 && body['type'] !== 'error') throw sourceErrorOf({ kind: 'unreadable', status });
  const code = stringOf(body['code']) || String(status);
  const text = [stringOf(body['parameter']), stringOf(body['description'])].filter((part) => part !== '').join(': ');
  const retryAfterMs = waitOf(body['retry_after']) ?? read.retryAfterMs;
  throw sourceErrorOf({ kind: 'answer', status, ok: false, code, text: text.slice(0, 300), retryAfterMs });
}

function waitOf(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? Math.min(value, dayMs) : null;
}

function sourceErrorOf(wire: WireAnswer, cause?: unknown): SourceError {
  const { outcome, code, detail } = judge('yookassa', wire);
  const retryAfterMs = wire.kind === 'answer' ? wire.retryAfterMs : null;
  const said = wire.kind === 'answer' ? { code, words: detail } : null;
  return new SourceError(`yookassa: ${code}: ${detail}`, outcome, retryAfterMs, { cause, said });
}
