import type { Request, RequestHandler } from 'express';
import type { Access } from './auth.ts';
import type { HttpDeps } from './deps.ts';
import { Problem } from './problem.ts';
import type { Route } from './route.ts';

const probe = { scope: null, unlimited: true } as const;

/** What anybody may see: that the process lives, and its state. Liveness never touches the database. */
export function publicRoutes(deps: HttpDeps, isReady: () => Promise<boolean>): readonly Route[] {
  const { flows, config, version } = deps;
  const links = config.publicUrl === null ? {} : { base: config.publicUrl };
  const status: RequestHandler = async (_req, res) => {
    const { state } = await flows.status();
    res.json({ name: 'payops', version, state, links: { ...links, status: '/api/status', health: '/health' } });
  };
  return [
    { method: 'get', path: '/livez', ...probe, handle: (_req, res) => void res.json({ status: 'ok' }) },
    { method: 'get', path: '/ping', ...probe, handle: (_req, res) => void res.type('text').send('pong') },
    {
      method: 'get',
      path: '/readyz',
      ...probe,
      handle: async (_req, res) => {
        if (!(await isReady())) throw new Problem('unavailable', { headers: { 'Retry-After': '5' } });
        res.json({ status: 'ready' });
      },
    },
    { method: 'get', path: '/', scope: null, handle: status },
    { method: 'get', path: '/api/status', scope: null, handle: status },
    {
      method: 'get',
      path: '/health',
      scope: 'read:ops',
      handle: async (_req, res) => void res.json(await flows.health()),
    },
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
