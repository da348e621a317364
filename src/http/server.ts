import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';
import { after } from '../lib/timer.ts';
import { createApp } from './app.ts';
import { defaultLimits, type HttpDeps, type HttpLimits } from './deps.ts';
import { newRequestId, type ProblemCode, problemBody, problemContentType } from './problem.ts';
import { boundSockets } from './sockets.ts';

export type Http = Readonly<{
  server: Server;
  app: Express;
  /** Resolves with the port; rejects where it is taken or not allowed. */
  listen: () => Promise<number>;
  /**
   * Not ready at once, finishes what is running, closes idle sockets; after `graceMs` closes the rest. Safe to call
   * twice.
   */
  stop: (graceMs: number) => Promise<void>;
}>;

const maxHeaderBytes = 16 * 1024;

export function createHttp(deps: HttpDeps): Http {
  const limits: HttpLimits = { ...defaultLimits, ...deps.limits };
  const state = { stopping: false };
  const isReady = async (): Promise<boolean> => !state.stopping && (await deps.ready());
  const app = createApp(deps, limits, isReady);
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: limits.headersTimeoutMs,
      requestTimeout: limits.requestTimeoutMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs / 4),
      requireHostHeader: true,
    },
    app,
  );
  server.prependListener('request', (_req, res) => {
    if (state.stopping) res.setHeader('Connection', 'close');
  });
  server.on('clientError', answerClientError);
  boundSockets(server, limits.maxSockets);
  return {
    server,
    app,
    listen: () => listen(server, deps.config.port, deps.config.host),
    stop: (graceMs) => {
      state.stopping = true;
      return close(server, graceMs);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function close(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const cancel = after(graceMs, () => server.closeAllConnections());
  const sweeping = sweepIdle(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  sweeping.cancel();
  cancel();
}

const sweepEveryMs = 20;

/** A kept-alive socket becomes idle when its last answer is out: looked at again and again until none is left. */
function sweepIdle(server: Server): { cancel: () => void } {
  const sweep = { cancel: (): void => {} };
  const look = (): void => {
    server.closeIdleConnections();
    sweep.cancel = after(sweepEveryMs, look);
  };
  look();
  return sweep;
}

const codesOfClientErrors: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** What Node's parser refuses never reaches Express: the same kind of answer, written by hand. */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const body = problemBody(codesOfClientErrors[error.code ?? ''] ?? 'bad_request', newRequestId());
  const text = JSON.stringify(body);
  socket.end(
    `HTTP/1.1 ${body.status} ${body.title}\r\nContent-Type: ${problemContentType}\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}
