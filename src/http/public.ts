import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import { instant } from './api/shapes.ts';
import type { Access } from './auth.ts';
import type { HttpDeps } from './deps.ts';
import { Problem } from './problem.ts';
import { operation, type Route } from './route.ts';

const check = z.looseObject({ status: z.enum(['ok', 'warn', 'fail']), detail: z.string() });
const status = z.object({
  name: z.literal('payops'),
  version: z.string(),
  state: z.enum(['running', 'stopped', 'starting']),
  links: z.record(z.string(), z.string()),
});

function probe(path: string, summary: string, answer: Route['answer'], handle: RequestHandler): Route {
  return { method: 'get', path, scope: null, summary, answer, unlimited: true, handle };
}

/** What anybody may see: that the process lives, and its state. Liveness never touches the database. */
export function publicRoutes(deps: HttpDeps, isReady: () => Promise<boolean>): readonly Route[] {
  const { flows, config, version } = deps;
  const base = config.publicUrl === null ? {} : { base: config.publicUrl };
  const links = { ...base, status: '/api/status', health: '/health', docs: '/docs' };
  const tellState: RequestHandler = async (_req, res) => {
    const { state } = await flows.status();
    res.json({ name: 'payops', version, state, links });
  };
  const open = (path: string): Route => ({
    method: 'get',
    path,
    scope: null,
    summary: 'Name, version and state; nothing private',
    answer: status,
    handle: tellState,
  });
  return [
    probe('/livez', 'The process lives', z.object({ status: z.literal('ok') }), (_req, res) => {
      res.json({ status: 'ok' });
    }),
    probe('/ping', 'pong', 'text/plain', (_req, res) => void res.type('text').send('pong')),
    probe('/readyz', 'It can take work', z.object({ status: z.literal('ready') }), async (_req, res) => {
      if (!(await isReady())) throw new Problem('unavailable', { headers: { 'Retry-After': '5' } });
      res.json({ status: 'ready' });
    }),
    open('/'),
    open('/api/status'),
    operation({
      method: 'get',
      path: '/health',
      scope: 'read:ops',
      summary: 'The state of every provider, destination, job and queue',
      answer: z.object({
        status: z.enum(['ok', 'warn', 'fail']),
        checks: z.record(z.string(), check),
        lockouts: z.array(z.object({ address: z.string(), since: instant, until: instant })),
      }),
      run: async () => ({ ...(await flows.health()), lockouts: await flows.lockouts() }),
    }),
  ];
}

/** For a scraper on this host without a token; for others with `read:metrics`. */
export function metricsHandlers({ metrics }: HttpDeps, access: Access): readonly RequestHandler[] {
  const demand = access.demand('read:metrics');
  return [
    (req, res, next) => (isLocalScraper(req) ? next() : demand(req, res, next)),
    async (_req, res) => void res.type(metrics.contentType).send(await metrics.text()),
  ];
}

const forwardingHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/** A proxy on the same host also comes from loopback, but it says that it forwards. */
function isLocalScraper(req: Request): boolean {
  const address = req.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  const isLoopback = address === '::1' || address.startsWith('127.');
  return isLoopback && forwardingHeaders.every((name) => req.headers[name] === undefined);
}
