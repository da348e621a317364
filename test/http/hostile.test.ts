import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { HttpDeps } from '../../src/http/deps.ts';
import { createCannedFlows } from '../support/canned-flows.ts';
import { rawExchange, startHttp, type TestHttp, tokens } from '../support/http-app.ts';

const running: TestHttp[] = [];
const sockets: net.Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const app of running.splice(0)) await app.http.stop(50);
});

async function start(limits: HttpDeps['limits'] = {}): Promise<TestHttp> {
  const app = await startHttp({ limits });
  running.push(app);
  return app;
}

async function open(port: number, text = ''): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  sockets.push(socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  if (text !== '') socket.write(text);
  return socket;
}

/** A genuine webhook is answered meanwhile. */
async function expectRoom(app: TestHttp): Promise<void> {
  const response = await app.ask('POST', '/webhooks/stripe', { body: '{}', headers: { connection: 'close' } });
  expect(response.status).toBe(200);
}

const head = (...lines: string[]) => ['POST /webhooks/stripe HTTP/1.1', 'Host: x', ...lines, '', ''].join('\r\n');

test('a client that crawls through its headers is cut off with 408', async () => {
  const app = await start({ headersTimeoutMs: 300, requestTimeoutMs: 400 });
  const answer = rawExchange(app.port, 'POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nX-Slow:');
  await expectRoom(app);
  expect(await answer).toMatch(/^HTTP\/1\.1 408[\s\S]+problem\+json[\s\S]+"code":"timeout"/);
});

test('a client that never sends its body is cut off with 408', async () => {
  const app = await start({ headersTimeoutMs: 300, requestTimeoutMs: 400 });
  const answer = rawExchange(app.port, head('Content-Length: 1000'));
  await expectRoom(app);
  expect(await answer).toContain('HTTP/1.1 408');
});

test('a client that connects and says nothing is closed', async () => {
  const app = await start({ headersTimeoutMs: 200, requestTimeoutMs: 300 });
  const socket = await open(app.port);
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
});

test('hundreds of idle and crawling sockets leave room for a genuine webhook', async () => {
  const app = await start({ maxSockets: 50 });
  for (let n = 0; n < 200; n++) await open(app.port, n % 2 === 0 ? '' : head('Content-Length: 10'));
  for (let n = 0; n < 20; n++) await expectRoom(app);
  const count = await new Promise<number>((resolve) => app.http.server.getConnections((_, n) => resolve(n)));
  expect(count).toBeLessThanOrEqual(50);
});

test('a body longer than its Content-Length is not read as part of it', async () => {
  const app = await start();
  const answer = await rawExchange(app.port, `${head('Content-Length: 2')}{}GARBAGE\r\n\r\n`);
  expect(answer).toContain('HTTP/1.1 400');
  expect(answer.match(/HTTP\/1\.1 200/g) ?? []).not.toHaveLength(2);
});

test('no Content-Length is an empty body, two that differ are refused', async () => {
  const app = await start();
  expect(await rawExchange(app.port, head('Connection: close'))).toContain('HTTP/1.1 200');
  expect(await rawExchange(app.port, head('Content-Length: 2', 'Content-Length: 3'))).toContain('HTTP/1.1 400');
  expect(await rawExchange(app.port, head('Content-Length: 2', 'Transfer-Encoding: chunked'))).toContain(
    'HTTP/1.1 400',
  );
});

test('10 MB are refused with 413', async () => {
  const app = await start();
  const response = app.ask('POST', '/webhooks/stripe', { body: 'x'.repeat(10 * 1024 * 1024) });
  await expectRoom(app);
  expect((await response).status).toBe(413);
});

test('compressed bodies are refused with 415', async () => {
  const app = await start();
  const body = gzipSync('{}').toString('latin1');
  for (const path of ['/webhooks/stripe', '/api/emergency-stop']) {
    const response = await app.ask('POST', path, {
      token: tokens.write,
      body,
      headers: { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    });
    expect([path, response.status]).toEqual([path, 415]);
  }
});

test('100,000 levels of JSON are refused without a stack overflow', async () => {
  const app = await start();
  const body = '['.repeat(50_000) + ']'.repeat(50_000);
  expect((await app.ask('POST', '/api/emergency-stop', { token: tokens.write, body })).status).toBe(400);
});

test('headers beyond 16 kB are refused with 431', async () => {
  const app = await start();
  expect(await rawExchange(app.port, head(`X-Big: ${'x'.repeat(17_000)}`))).toContain('HTTP/1.1 431');
});

test('what is no HTTP is refused with 400 as a problem', async () => {
  const app = await start();
  expect(await rawExchange(app.port, '\u0000\u0001garbage\r\n\r\n')).toMatch(/HTTP\/1\.1 400[\s\S]+bad_request/);
});

test('stopping finishes what runs, refuses readiness at once, and closes idle sockets', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { flows } = createCannedFlows({}, { takeWebhook: () => held.then(() => 'recorded' as const) });
  const app = await startHttp({ flows });
  const idle = await open(app.port, 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => idle.once('data', resolve));
  const slow = app.ask('POST', '/webhooks/stripe', { body: '{}' });
  await expect.poll(() => app.http.server.listening).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = app.http.stop(5_000);
  await new Promise((resolve) => idle.once('close', resolve));
  release();
  expect((await slow).status).toBe(200);
  await stopped;
  await expect(app.ask('GET', '/livez')).rejects.toThrow();
});
