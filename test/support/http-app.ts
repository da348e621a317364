import net from 'node:net';
import { loadConfig } from '../../src/config/load.ts';
import { createFileMaker } from '../../src/files/maker.ts';
import type { HttpDeps } from '../../src/http/deps.ts';
import { createHttp, type Http } from '../../src/http/server.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import { createMetrics } from '../../src/lib/metrics.ts';
import { createCannedFlows } from './canned-flows.ts';

export const tokens = {
  reports: 'tok-reports',
  ops: 'tok-ops',
  write: 'tok-write',
  metrics: 'tok-metrics',
  pii: 'tok-pii',
  admin: 'tok-admin',
};

export type TestHttp = Readonly<{
  http: Http;
  url: string;
  port: number;
  ask: (method: string, path: string, options?: AskOptions) => Promise<Response>;
}>;
export type AskOptions = Readonly<{ token?: string; body?: unknown; headers?: Record<string, string> }>;

/** The real server on a free port. */
export async function startHttp(over: Partial<HttpDeps> = {}, env: Record<string, string> = {}): Promise<TestHttp> {
  const loaded = loadConfig({
    TELEGRAM_BOT_TOKEN: '1:token',
    API_TOKENS: [
      `reports|read:reports|${tokens.reports}`,
      `ops|read:ops|${tokens.ops}`,
      `write|write:ops|${tokens.write}`,
      `metrics|read:metrics|${tokens.metrics}`,
      `pii|read:ops+read:pii|${tokens.pii}`,
      `admin|admin|${tokens.admin}`,
    ].join(','),
    ...env,
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const http = createHttp({
    flows: createCannedFlows().flows,
    files: createFileMaker(),
    config: { ...loaded.config, port: 0 },
    logger: createLogger({ level: 'silent', secrets: [] }),
    metrics: createMetrics(),
    clock: systemClock,
    version: '0.0.0',
    ready: () => true,
    ...over,
  });
  const port = await http.listen();
  const url = `http://127.0.0.1:${port}`;
  const ask: TestHttp['ask'] = (method, path, { token, body, headers = {} } = {}) =>
    fetch(url + path, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return { http, url, port, ask };
}

/** Writes bytes as they are and reads until the other side closes. */
export function rawExchange(port: number, text: string | Buffer, keepOpen = true): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect(port, '127.0.0.1', () => {
      if (keepOpen) socket.write(text);
      else socket.end(text);
    });
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });
}
