import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { adSpendRoutes } from './api/ad-spend.ts';
import { alertRoutes } from './api/alerts.ts';
import { anomalyRoutes } from './api/anomaly-check.ts';
import { contestRoutes } from './api/contests.ts';
import { emergencyRoutes, syncRoutes } from './api/control.ts';
import { debugRoutes } from './api/debug.ts';
import { duplicateRoutes } from './api/duplicates.ts';
import { metricsRoutes } from './api/metrics.ts';
import { queueRoutes } from './api/queue.ts';
import { reconcileRoutes } from './api/reconcile.ts';
import { reportRoutes } from './api/reports.ts';
import { shopRoutes } from './api/shop.ts';
import { traceRoutes } from './api/trace.ts';
import { createAccess } from './auth.ts';
import type { HttpDeps, HttpLimits } from './deps.ts';
import { docsRoutes } from './docs.ts';
import { answerErrors } from './errors.ts';
import { measureRequests } from './measure.ts';
import { payPages } from './pay-pages.ts';
import { newRequestId, Problem } from './problem.ts';
import { metricsHandlers, publicRoutes } from './public.ts';
import { bindRoutes, type Route, refuseMethod } from './route.ts';
import { webhookRoutes } from './webhooks.ts';

/** Every route with the scope it demands; webhooks and metrics guard themselves. */
export function apiRoutes(deps: HttpDeps, isReady: () => Promise<boolean>): readonly Route[] {
  return [
    ...publicRoutes(deps, isReady),
    ...reportRoutes(deps),
    ...adSpendRoutes(deps.flows),
    ...queueRoutes(deps.flows),
    ...alertRoutes(deps.flows, deps.clock),
    ...anomalyRoutes(deps.flows, deps.clock),
    ...emergencyRoutes(deps.flows),
    ...syncRoutes(deps.flows, deps.config.businessTimeZone),
    ...duplicateRoutes(deps.flows),
    ...reconcileRoutes(deps),
    ...metricsRoutes(deps.metrics, deps.clock),
    ...debugRoutes(deps.flows),
    ...traceRoutes(deps.flows),
    ...shopRoutes(deps.flows),
    ...contestRoutes(deps),
  ];
}

export function createApp(deps: HttpDeps, limits: HttpLimits, isReady: () => Promise<boolean>): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple');
  app.set('trust proxy', deps.config.trustedProxies.length > 0 ? [...deps.config.trustedProxies] : false);
  const access = createAccess(deps, limits);

  app.use(nameRequests());
  app.use(measureRequests(deps.metrics));
  app.use(webhookRoutes(deps));
  app.use(
    helmet({ contentSecurityPolicy: { directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } } }),
  );
  app.use(neverStored);
  app.get('/metrics', access.limit, ...metricsHandlers(deps, access));
  app.all('/metrics', refuseMethod('/metrics', [{ method: 'get', path: '/metrics' }]));
  app.use(payPages(deps, access));
  const routes = apiRoutes(deps, isReady);
  app.use(docsRoutes(routes, deps.version, access));
  app.use(bindRoutes(routes, access));
  app.use(() => {
    throw new Problem('not_found');
  });
  app.use(answerErrors(deps.logger));
  return app;
}

/** Random for the process, counted within it: as good for finding a log line, without drawing bytes every time. */
function nameRequests(): RequestHandler {
  const prefix = newRequestId();
  let count = 0;
  return (_req, res, next) => {
    res.setHeader('X-Request-Id', `${prefix}.${(++count).toString(36)}`);
    next();
  };
}

const neverStored: RequestHandler = (_req, res, next) => {
  res.setHeader('Cache-Control', 'no-store');
  next();
};
