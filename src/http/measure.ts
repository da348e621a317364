import type { RequestHandler } from 'express';
import type { Metrics } from '../lib/metrics.ts';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];

/** Counts and times requests by the route's template, never by the address: that would be without bound. */
export function measureRequests(metrics: Metrics): RequestHandler {
  const count = metrics.counter('payops_http_requests_total', 'Requests by route and status', [
    'method',
    'route',
    'status',
  ]);
  const observe = metrics.histogram('payops_http_request_seconds', 'Duration of requests by route', seconds, ['route']);
  return (req, res, next) => {
    const startedMs = performance.now();
    res.once('close', () => {
      const known = req.route as { path?: unknown } | undefined;
      const route = typeof known?.path === 'string' ? known.path : 'unknown';
      const method = known === undefined ? 'other' : req.method;
      count({ method, route, status: String(res.statusCode) });
      observe((performance.now() - startedMs) / 1_000, { route });
    });
    next();
  };
}
