import { type RequestHandler, Router } from 'express';
import type { Scope } from '../domain/permissions.ts';
import type { Access } from './auth.ts';
import { jsonBody } from './json-body.ts';
import { Problem } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';

/** One row of a route table: what the outside may call, and with which scope (null: anyone). */
export type Route = Readonly<{
  method: Method;
  path: string;
  scope: Scope | null;
  handle: RequestHandler;
  /** For supervisors' probes: a flood from the same proxy must not make a healthy process look dead. */
  unlimited?: true;
}>;

/** Binds a table; an address that exists under another method answers 405 and names the right one. */
export function bindRoutes(routes: readonly Route[], access: Access): Router {
  const router = Router();
  for (const { method, path, scope, handle, unlimited } of routes) {
    const before = [...(unlimited ? [] : [access.limit]), ...(scope === null ? [] : [access.demand(scope)])];
    const body = method === 'get' ? [] : jsonBody();
    router[method](path, ...before, ...body, handle);
  }
  for (const path of new Set(routes.map((route) => route.path))) router.all(path, refuseMethod(path, routes));
  return router;
}

export function refuseMethod(path: string, routes: readonly Pick<Route, 'method' | 'path'>[]): RequestHandler {
  const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
  const allow = methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
  return () => {
    throw new Problem('method_not_allowed', { detail: `Use ${methods.join(' or ')}.`, headers: { Allow: allow } });
  };
}
