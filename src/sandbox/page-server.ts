import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { createActions, type PageDeps } from './page-actions.ts';
import { createViews, type Views } from './page-views.ts';

const PAGE_DIR = path.join(import.meta.dirname, 'page');
const GATHER_MS = 120;
const TICK_MS = 1000;

export type PageServer = { url: string; close(): Promise<void> };
export type PageOptions = PageDeps & { port: number; payopsUrl: () => string | undefined };

type News = { topic: string; [detail: string]: unknown };

/** Live news to every open page; what repeats within a blink is told once. */
function createNewsroom() {
  const readers = new Set<Response>();
  const gathered = new Map<string, News>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    const lines = [...gathered.values()].map((news) => `data: ${JSON.stringify(news)}\n\n`).join('');
    gathered.clear();
    for (const reader of readers) reader.write(lines);
  }

  return {
    tell(news: News): void {
      gathered.set(JSON.stringify(news), news);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    subscribe(_: Request, response: Response): void {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      readers.add(response);
      response.on('close', () => readers.delete(response));
    },
    close(): void {
      clearTimeout(timer);
      for (const reader of readers) reader.end();
    },
  };
}

/** Only this machine's own pages may drive the world: no other host name, no plain form. */
function guard(request: Request, response: Response, next: NextFunction): void {
  response.set({
    'content-security-policy': "default-src 'self'; img-src 'self' data:; style-src 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  const isLocal = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(request.hostname);
  if (!isLocal) response.status(403).json({ error: 'This page is served to this machine only.' });
  else if (request.method === 'POST' && !request.is('application/json'))
    response.status(415).json({ error: 'Send JSON.' });
  else next();
}

function sentence(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function addViews(app: Express, views: Views): void {
  const number = (value: unknown) => Number(value ?? 0);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  app.get('/api/setting', (_, response) => void response.json(views.setting()));
  app.get('/api/chat', (request, response) => {
    response.json(views.chat(number(request.query['chat']), number(request.query['as'])));
  });
  app.get('/api/sheet', (request, response) => {
    response.json(views.sheet({ wanted: text(request.query['tab']), filter: text(request.query['filter']) }));
  });
  app.get('/api/slack', (_, response) => void response.json(views.slack()));
  app.get('/api/systems', (_, response) => void response.json(views.systems()));
  app.get('/api/status', async (_, response) => void response.json(await views.status()));
}

function addActions(app: Express, deps: PageDeps): void {
  const actions = createActions(deps);
  app.post('/api/act/:name', express.json({ limit: '64kb' }), async (request, response) => {
    const run = actions.get(String(request.params['name']));
    if (!run) {
      response.status(404).json({ error: 'No such action.' });
      return;
    }
    try {
      const result: unknown = await Promise.resolve(run(request.body));
      response.json({ result: result ?? null });
    } catch (error) {
      response.status(400).json({ error: sentence(error) });
    }
  });
}

function addFiles(app: Express, { world: { telegram } }: PageDeps): void {
  app.get('/files/:id', (request, response) => {
    const file = telegram.file(String(request.params['id']));
    if (!file) response.status(404).end();
    else if (/^image\/(png|jpeg)$/.test(file.type)) response.type(file.type).send(file.bytes);
    else response.attachment(file.name).type('application/octet-stream').send(file.bytes);
  });
  app.use(express.static(PAGE_DIR, { etag: false, cacheControl: false }));
}

/** Serves the page on a loopback port; rejects where the port is taken. */
export async function startPageServer({ port, payopsUrl, ...deps }: PageOptions): Promise<PageServer> {
  const newsroom = createNewsroom();
  const { world } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.use(guard);
  app.get('/api/news', newsroom.subscribe);
  addViews(app, createViews(deps, payopsUrl));
  addActions(app, deps);
  addFiles(app, deps);
  const server = app.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stops = [
    world.telegram.subscribe((event) => {
      newsroom.tell(
        event.kind === 'answer' || event.kind === 'typing'
          ? { topic: event.kind, ...event }
          : { topic: 'chat', chatId: event.chatId },
      );
    }),
    world.google.subscribe(() => newsroom.tell({ topic: 'sheet' })),
    world.slack.subscribe(() => newsroom.tell({ topic: 'slack' })),
    world.receiver.subscribe(() => newsroom.tell({ topic: 'systems' })),
  ];
  const tick = setInterval(() => newsroom.tell({ topic: 'status' }), TICK_MS);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      clearInterval(tick);
      for (const stop of stops) stop();
      newsroom.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
