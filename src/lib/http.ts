import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TLSSocket } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

/** How far an exchange came before it failed. Only `not_connected` proves that the other side knows nothing. */
export type ExchangeFailure = 'not_connected' | 'no_answer' | 'unreadable' | 'redirect';

/** Every failure of a bounded fetch. Its message holds no address, since an address may hold a token. */
export class ExchangeError extends Error {
  readonly failure: ExchangeFailure;
  /** `ECONNREFUSED`, `deadline`, `aborted`, `too_large` … */
  readonly code: string;
  /** Known where the head of an answer arrived. */
  readonly status: number | null;
  constructor(failure: ExchangeFailure, code: string, status: number | null = null, cause?: unknown) {
    super(`the exchange failed: ${failure}, ${code}`, { cause });
    // SDKs recognise a caller's own abort by this name.
    this.name = code === 'aborted' ? 'AbortError' : 'ExchangeError';
    this.failure = failure;
    this.code = code;
    this.status = status;
  }
}

export type BoundedFetchOptions = Readonly<{
  /** For everything, from the wait for a free socket to the body's last byte. A long poll needs a longer one. */
  deadlineMs?: number;
  /** Of the answer's body after inflation. */
  maxBytes?: number;
  /** Sockets to one host at once; further requests wait within their deadline. */
  maxSockets?: number;
  /** How names are resolved, where not by the system alone. */
  lookup?: LookupFunction;
}>;

type Exchange = Readonly<{ url: URL; method: string; headers: Headers; body: Uint8Array | Readable | null }>;
type Limits = Readonly<{ deadlineMs: number; maxBytes: number; agents: Readonly<Record<string, HttpAgent>> }>;
/** Wider than the platform's: some SDKs bring an abort signal of their own make. */
type Signal = Pick<AbortSignal, 'aborted' | 'addEventListener' | 'removeEventListener'>;

const idleSocketMs = 4_000;

/**
 * A fetch for calls to the outside: one deadline over the whole exchange, a limit on the inflated answer, no redirect
 * ever followed, idle sockets kept for seconds only. The answer is read to its end before the promise resolves, so a
 * slow or cut body is a failure of the call. Rejects with ExchangeError.
 */
export function createBoundedFetch(options: BoundedFetchOptions = {}): typeof fetch {
  const { maxSockets = 32, lookup } = options;
  const agent = { keepAlive: true, maxSockets, maxFreeSockets: 4, timeout: idleSocketMs, ...(lookup && { lookup }) };
  const limits: Limits = {
    deadlineMs: options.deadlineMs ?? 15_000,
    maxBytes: options.maxBytes ?? 5 * 1024 * 1024,
    agents: { 'http:': new HttpAgent(agent), 'https:': new HttpsAgent(agent) },
  };
  return async (input, init) => {
    const exchange = await exchangeOf(input, init);
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return run(exchange, limits, signal ?? undefined);
  };
}

async function exchangeOf(input: string | URL | Request, init: RequestInit | undefined): Promise<Exchange> {
  const request = input instanceof Request ? input : null;
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = await bodyOf(init?.body ?? request?.body ?? null, headers);
  if (!headers.has('accept-encoding')) headers.set('accept-encoding', 'gzip, deflate, br');
  if (body instanceof Uint8Array) headers.set('content-length', String(body.byteLength));
  const url = new URL(request ? request.url : (input as string | URL));
  return { url, method: (init?.method ?? request?.method ?? 'GET').toUpperCase(), headers, body };
}

async function bodyOf(body: unknown, headers: Headers): Promise<Exchange['body']> {
  if (body === null) return null;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array || body instanceof Readable) return body;
  const isIterable = typeof body === 'object' && Symbol.asyncIterator in body && !(body instanceof ReadableStream);
  if (isIterable) return Readable.from(body as AsyncIterable<Uint8Array>);
  const encoded = new Response(body as ConstructorParameters<typeof Response>[0]);
  const type = encoded.headers.get('content-type');
  if (type && !headers.has('content-type')) headers.set('content-type', type);
  return new Uint8Array(await encoded.arrayBuffer());
}

async function run(exchange: Exchange, limits: Limits, signal: Signal | undefined): Promise<Response> {
  const agent = limits.agents[exchange.url.protocol];
  if (!agent) throw new ExchangeError('not_connected', 'unsupported_protocol');
  if (signal?.aborted) throw new ExchangeError('not_connected', 'aborted');
  const progress: Progress = { written: false, stoppedBy: null, status: null };
  const send = exchange.url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = Object.fromEntries(exchange.headers);
  const request = send(exchange.url, { method: exchange.method, headers, agent });
  const stop = (code: string) => {
    progress.stoppedBy ??= code;
    request.destroy(new Error(code));
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(() => stop('deadline'), limits.deadlineMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  request.once('socket', (socket) => watchConnection(socket as TLSSocket, exchange.url.protocol, progress));
  try {
    const head = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      // Stays for the whole exchange: an error event without a listener would end the process.
      request.on('error', reject);
    });
    const [answer] = await Promise.all([head, write(request, exchange.body)]);
    progress.status = answer.statusCode ?? 0;
    return await receive(answer, progress.status, limits.maxBytes);
  } catch (error) {
    request.destroy();
    throw failureOf(error, progress);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

type Progress = { written: boolean; stoppedBy: string | null; status: number | null };

/** A request's first byte leaves when the socket is connected and, with TLS, the certificate accepted. */
function watchConnection(socket: TLSSocket & { secureConnecting?: boolean }, protocol: string, progress: Progress) {
  const written = () => {
    progress.written = true;
  };
  if (socket.connecting || socket.secureConnecting) {
    socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', written);
  } else written();
}

/** An answer may come before the body is written out (413): that failure is left to the answer. */
async function write(request: ReturnType<typeof httpRequest>, body: Exchange['body']): Promise<void> {
  if (body instanceof Readable) await pipeline(body, request).catch(() => undefined);
  else request.end(body ?? undefined);
}

async function receive(answer: IncomingMessage, status: number, maxBytes: number): Promise<Response> {
  if (status >= 300 && status < 400 && status !== 304) {
    answer.destroy();
    throw new ExchangeError('redirect', String(status), status);
  }
  const bytes = await readBody(answer, maxBytes);
  const headers = new Headers();
  for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
    headers.append(answer.rawHeaders[i] ?? '', answer.rawHeaders[i + 1] ?? '');
  }
  headers.delete('content-encoding');
  headers.delete('content-length');
  const hasNoBody = status === 204 || status === 205 || status === 304;
  return new Response(hasNoBody ? null : bytes, { status, headers });
}

async function readBody(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  let refusal: ExchangeError | null = null;
  const collect = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      size += chunk.length;
      refusal = size > maxBytes ? new ExchangeError('unreadable', 'too_large', answer.statusCode ?? 0) : null;
      if (refusal) throw refusal;
      chunks.push(chunk);
    }
  };
  const decoder = decoderOf(answer.headers['content-encoding']);
  // Node 22 ends the pipeline with an abort of its own where the collector threw.
  await (decoder ? pipeline(answer, decoder, collect) : pipeline(answer, collect)).catch((error: unknown) => {
    throw refusal ?? error;
  });
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/** One encoding at most: a chain of them is only ever a bomb. */
function decoderOf(encoding: string | undefined) {
  switch (encoding?.trim().toLowerCase() ?? '') {
    case '':
    case 'identity':
      return null;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new ExchangeError('unreadable', 'unknown_encoding');
  }
}

function failureOf(error: unknown, progress: Progress): ExchangeError {
  const ownCode = (error as NodeJS.ErrnoException | null)?.code;
  const code = progress.stoppedBy ?? (error instanceof ExchangeError ? error.code : (ownCode ?? 'unknown'));
  if (error instanceof ExchangeError && error.failure !== 'unreadable') return error;
  if (!progress.written) return new ExchangeError('not_connected', code, null, error);
  if (progress.status === null) return new ExchangeError('no_answer', code, null, error);
  return new ExchangeError(progress.stoppedBy ? 'no_answer' : 'unreadable', code, progress.status, error);
}
