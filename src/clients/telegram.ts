import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { WireAnswer } from '../domain/outcomes.ts';
import { dayMs, secondMs } from '../domain/time.ts';
import { type Clock, systemClock } from '../lib/clock.ts';
import type { Limiter } from '../lib/limiter.ts';
import { joinUrl, readAnswer, recordOf, stringOf, wireFailure } from './wire.ts';

export type TelegramAnswer = Readonly<{
  wire: WireAnswer;
  /** The API's `result`; undefined unless the wire says ok. */
  result?: unknown;
  /** The chat became a supergroup with this id. */
  migratedTo?: string;
}>;

export type TelegramClientOptions = Readonly<{
  /** `https://api.telegram.org`, a self-hosted server or a stand-in. */
  apiRoot: string;
  token: string;
  fetch: typeof fetch;
  /** For files, which take longer; `fetch` where not given. */
  fetchUpload?: typeof fetch;
  limiter: Limiter;
  clock?: Clock;
}>;

/** A file that goes up with a call, under the name that the payload calls it by (`photo`, or `attach://name`). */
export type TelegramUpload = Readonly<{ field: string; name: string; type: string; bytes: Uint8Array }>;

export type TelegramClient = Readonly<{
  limiter: Limiter;
  /**
   * One call, never repeated. Takes its place in the limiter first where `chat` is given, which it waits for no longer
   * than `until`, and may reject with its LimiterError; every failure of the network is a value. No address, and so no token, is in any text.
   */
  call: (
    method: string,
    payload: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    chat?: Readonly<{ id: string; priority: number; maxWaitMs?: number; until?: AbortSignal }>,
    upload?: TelegramUpload,
  ) => Promise<TelegramAnswer>;
}>;

export function createTelegramClient(options: TelegramClientOptions): TelegramClient {
  const clock = options.clock ?? systemClock;
  const call: TelegramClient['call'] = async (method, payload, signal, chat, upload) => {
    if (chat)
      await options.limiter.take(chat.id, chat.priority, { signal: chat.until ?? signal, maxWaitMs: chat.maxWaitMs });
    try {
      const send = (upload && options.fetchUpload) ?? options.fetch;
      const response = await send(joinUrl(options.apiRoot, `bot${options.token}/${method}`), {
        method: 'POST',
        ...(upload ? formOf(payload, upload) : jsonOf(payload)),
        signal,
      });
      return await answerOf(response, options.token, clock.nowMs());
    } catch (error) {
      return { wire: wireFailure(error) };
    }
  };
  return { call, limiter: options.limiter };
}

function jsonOf(payload: Readonly<Record<string, unknown>>) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) };
}

/**
 * multipart/form-data, where what is not text is JSON. Written by hand: the platform's FormData makes CRLF of every line
 * break, and Telegram is to be sent the text as it is.
 */
function formOf(payload: Readonly<Record<string, unknown>>, { field, name, type, bytes }: TelegramUpload) {
  const boundary = `payops-${randomUUID()}`;
  const fields = Object.entries(payload)
    .filter(([, value]) => value !== undefined)
    .map(
      ([key, value]) =>
        partHead(boundary, `name="${key}"`) + (typeof value === 'string' ? value : JSON.stringify(value)),
    );
  const fileName = name.replace(/[\p{Cc}"\\]/gu, '_');
  const file = partHead(boundary, `name="${field}"; filename="${fileName}"\r\nContent-Type: ${type}`);
  const head = Buffer.from((fields.join('') + file).slice(2));
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = head.length + bytes.length + tail.length;
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': String(length) },
    body: Readable.from(inPieces([head, bytes, tail])),
  };
}

const pieceBytes = 256 * 1024;

/** A long file is neither copied into the form nor encrypted in one go, which would hold up everything else. */
function* inPieces(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts)
    for (let at = 0; at < part.length; at += pieceBytes) yield part.subarray(at, at + pieceBytes);
}

function partHead(boundary: string, disposition: string): string {
  return `\r\n--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`;
}

async function answerOf(response: Response, token: string, nowMs: number): Promise<TelegramAnswer> {
  const read = await readAnswer(response, nowMs);
  if ('wire' in read) return read;
  const { status } = response;
  // A gateway may answer JSON of its own: only the Bot API's envelope counts.
  if (typeof read.body['ok'] !== 'boolean') return { wire: { kind: 'unreadable', status } };
  const parameters = recordOf(read.body['parameters']);
  const seconds = parameters['retry_after'];
  const wire: WireAnswer = {
    kind: 'answer',
    status,
    ok: read.body['ok'],
    code: String(read.body['error_code'] ?? status),
    text: stringOf(read.body['description']).replaceAll(token, '[token]'),
    retryAfterMs: typeof seconds === 'number' ? Math.min(seconds * secondMs, dayMs) : read.retryAfterMs,
  };
  const migratedTo = parameters['migrate_to_chat_id'];
  return {
    wire,
    ...(wire.ok ? { result: read.body['result'] } : {}),
    ...(migratedTo === undefined ? {} : { migratedTo: String(migratedTo) }),
  };
}
