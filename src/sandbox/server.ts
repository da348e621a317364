import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../lib/clock.ts';
import { answerControl, type ControlTable, faultControl, isControl } from './control.ts';
import { type Call, createFaults, type Delay, type FaultEngine, type Faults, type Terminal } from './faults.ts';
import { jsonReply, type WireReply, type WireRequest } from './wire.ts';

/** A call understood as far as its name and its parameters: what faults match and what tests read. */
export type Decoded = { name: string; body: unknown };

export type StandIn = {
  decode(request: WireRequest): Decoded | Promise<Decoded>;
  handle(request: WireRequest, decoded: Decoded): WireReply | Promise<WireReply>;
  control: ControlTable;
};

export type LoopbackServer = Readonly<{ url: string; port: number; faults: Faults; close(): Promise<void> }>;

const MAX_BODY_BYTES = 60 * 1024 * 1024;

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function toWireRequest(message: IncomingMessage, response: ServerResponse): Promise<WireRequest> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const url = new URL(message.url ?? '/', 'http://stand-in');
  const body = await readBody(message);
  return {
    method: message.method ?? 'GET',
    url,
    path: url.pathname,
    headers: message.headers,
    body,
    signal: gone.signal,
  };
}

function bytesOf(reply: WireReply): Buffer {
  return typeof reply.body === 'string' ? Buffer.from(reply.body, 'utf8') : reply.body;
}

function write(response: ServerResponse, reply: WireReply): void {
  const body = bytesOf(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  response.end(body);
}

async function writeHalf(response: ServerResponse, reply: WireReply): Promise<void> {
  const body = bytesOf(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  await new Promise<void>((resolve) => {
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => resolve());
  });
  response.socket?.destroy();
}

async function drip(response: ServerResponse, reply: WireReply, bytesPerSecond: number): Promise<void> {
  const body = bytesOf(reply);
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  for (let i = 0; i < body.length && !response.destroyed; i += 1) {
    response.write(body.subarray(i, i + 1));
    await sleep(1000 / bytesPerSecond, undefined, { ref: false });
  }
  response.end();
}

/** Waits for a hold or a delay; a caller who hangs up ends the wait. */
async function endure(delays: readonly Delay[], signal: AbortSignal): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  for (const delay of delays) {
    const wait = delay.kind === 'hold' ? delay.gate : sleep(delay.ms, undefined, { ref: false });
    await Promise.race([wait, gone]);
  }
  // A hang-up that came before the release may still be on its way through the socket.
  if (delays.length > 0) await sleep(5);
}

async function deliver(response: ServerResponse, reply: WireReply, terminal: Terminal | undefined): Promise<number> {
  if (response.destroyed) return 0;
  if (terminal?.kind === 'cut') {
    if (terminal.where === 'mid-body') await writeHalf(response, reply);
    else response.socket?.destroy();
    return 0;
  }
  if (terminal?.kind === 'trickle') await drip(response, reply, terminal.bytesPerSecond);
  else write(response, reply);
  return reply.status;
}

const holdsAfter = (delay: Delay) => delay.kind === 'hold' && delay.after;

async function serve(standIn: StandIn, faults: FaultEngine, call: Call, request: WireRequest, decoded: Decoded) {
  const { delays, terminal } = faults.take(call);
  await endure(
    delays.filter((d) => !holdsAfter(d)),
    request.signal,
  );
  // A caller who hung up while the call was held is gone for good: a held call that nobody waits for does nothing.
  if (request.signal.aborted) return { reply: jsonReply(499, {}), terminal };
  if (terminal?.kind === 'reply') return { reply: terminal.reply, terminal };
  if (terminal?.kind === 'instead' && !terminal.processed) return { reply: terminal.reply, terminal };
  if (terminal?.kind === 'cut' && terminal.where === 'before') return { reply: jsonReply(499, {}), terminal };
  const own = await standIn.handle(request, decoded);
  await endure(delays.filter(holdsAfter), request.signal);
  return { reply: terminal?.kind === 'instead' ? terminal.reply : own, terminal };
}

type Served = { standIn: StandIn; faults: FaultEngine; control: ControlTable; clock: Clock };

async function answer(served: Served, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { standIn, faults, control, clock } = served;
  const request = await toWireRequest(message, response);
  if (isControl(request)) {
    write(response, await answerControl(request, control));
    return;
  }
  const decoded = await standIn.decode(request);
  const path = request.path + request.url.search;
  const call: Call = { ...decoded, method: request.method, path, at: clock.nowMs(), status: null };
  faults.record(call);
  const { reply, terminal } = await serve(standIn, faults, call, request, decoded);
  call.status = await deliver(response, reply, terminal);
}

/** Serves a stand-in on a loopback port (a free one unless named), with faults and the control routes in front. */
export async function startLoopbackServer(standIn: StandIn, clock: Clock, port = 0): Promise<LoopbackServer> {
  const faults = createFaults();
  const served: Served = { standIn, faults, control: { ...faultControl(faults), ...standIn.control }, clock };
  const server = createServer((message, response) => {
    answer(served, message, response).catch((error: unknown) => {
      if (response.destroyed || response.headersSent) return;
      write(response, jsonReply(500, { error: error instanceof Error ? error.message : String(error) }));
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    faults,
    async close() {
      faults.clear();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}
