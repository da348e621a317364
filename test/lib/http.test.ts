import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createBoundedFetch, ExchangeError } from '../../src/lib/http.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const quick = createBoundedFetch({ deadlineMs: 150 });
const normal = createBoundedFetch({ deadlineMs: 3_000 });

async function failure(work: Promise<unknown>): Promise<ExchangeError> {
  const error = await work.then(
    () => null,
    (e: unknown) => e,
  );
  if (!(error instanceof ExchangeError)) throw new Error(`not an ExchangeError: ${String(error)}`);
  return error;
}

describe('a bounded fetch', () => {
  it('answers as fetch does', async () => {
    const url = await serve((request, response) => {
      response.setHeader('x-was', request.headers['x-is'] ?? '');
      request.pipe(response.writeHead(201));
    });
    const response = await normal(url, { method: 'POST', headers: { 'x-is': 'here' }, body: '{"a":1}' });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-was')).toBe('here');
    expect(await response.json()).toEqual({ a: 1 });
  });

  it.each([
    ['a form', new URLSearchParams({ a: '1 2' }), 'a=1+2'],
    ['bytes', new TextEncoder().encode('raw'), 'raw'],
    ['a stream', Readable.from(['a', 'b']) as unknown as ReadableStream, 'ab'],
  ])('sends %s', async (_, body, received) => {
    const url = await serve((request, response) => void request.pipe(response));
    expect(await (await normal(url, { method: 'POST', body })).text()).toBe(received);
  });

  it('inflates, and answers an empty 204', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/empty') return response.writeHead(204).end();
      return response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('inflated'));
    });
    expect(await (await normal(url)).text()).toBe('inflated');
    expect((await normal(`${url}/empty`)).status).toBe(204);
  });

  it('ends a call without an answer at its deadline', async () => {
    const url = await serve(() => undefined);
    const error = await failure(quick(url));
    expect(error).toMatchObject({ failure: 'no_answer', code: 'deadline', status: null });
  });

  it('ends a body of one byte a second at the same deadline', async () => {
    const url = await serve((_, response) => {
      response.write('{');
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    expect(await failure(quick(url))).toMatchObject({ failure: 'no_answer', code: 'deadline', status: 200 });
  });

  it('stops at 5 MB after inflation', async () => {
    const bomb = gzipSync(Buffer.alloc(60 * 1024 * 1024));
    const url = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const before = process.memoryUsage().arrayBuffers;
    expect(await failure(normal(url))).toMatchObject({ failure: 'unreadable', code: 'too_large', status: 200 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30 * 1024 * 1024);
  });

  it('refuses a chain of encodings and a broken one', async () => {
    const url = await serve((request, response) => {
      const encoding = request.url === '/chain' ? 'gzip, gzip' : 'gzip';
      response.writeHead(200, { 'content-encoding': encoding }).end('not gzip');
    });
    expect(await failure(normal(`${url}/chain`))).toMatchObject({ failure: 'unreadable', code: 'unknown_encoding' });
    expect(await failure(normal(url))).toMatchObject({ failure: 'unreadable', code: 'Z_DATA_ERROR' });
  });

  it('sees a body that is cut in the middle', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"ok":');
      setTimeout(() => response.destroy(), 20);
    });
    expect(await failure(normal(url))).toMatchObject({ failure: 'unreadable', status: 200 });
  });

  it('never follows a redirect', async () => {
    let calls = 0;
    const url = await serve((_, response) => {
      calls += 1;
      response.writeHead(302, { location: '/inside' }).end();
    });
    expect(await failure(normal(url))).toMatchObject({ failure: 'redirect', status: 302 });
    expect(calls).toBe(1);
  });

  it('knows what was never sent', async () => {
    expect(await failure(normal('http://127.0.0.1:1'))).toMatchObject({
      failure: 'not_connected',
      code: 'ECONNREFUSED',
    });
    expect(await failure(normal('http://no-such-host.invalid'))).toMatchObject({ failure: 'not_connected' });
    expect(await failure(normal('ftp://a.b'))).toMatchObject({
      failure: 'not_connected',
      code: 'unsupported_protocol',
    });
  });

  it('knows a TLS hand-shake that never ended for one', async () => {
    const server = createTcpServer((socket) => void socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    open.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    expect(await failure(quick(`https://127.0.0.1:${port}`))).toMatchObject({
      failure: 'not_connected',
      code: 'deadline',
    });
  });

  it('sees a connection that is closed without an answer', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await failure(normal(url, { method: 'POST', body: 'x' }))).toMatchObject({ failure: 'no_answer' });
  });

  it('ends with the caller, before and while', async () => {
    const caller = new AbortController();
    const url = await serve(() => caller.abort());
    expect(await failure(normal(url, { signal: AbortSignal.abort() }))).toMatchObject({
      failure: 'not_connected',
      name: 'AbortError',
    });
    expect(await failure(normal(url, { signal: caller.signal }))).toMatchObject({
      failure: 'no_answer',
      code: 'aborted',
    });
  });

  it('tells no address in its errors', async () => {
    const error = await failure(normal('http://127.0.0.1:1/bot123:secret/getMe'));
    expect(`${error.message} ${error.stack}`).not.toContain('secret');
  });
});
