import { type Request, type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { Scope } from '../domain/permissions.ts';
import { type Access, actorOf, type TokenActor } from './auth.ts';
import { FileAnswer, sendFile } from './file-answer.ts';
import { jsonBody, nul, objectBody } from './json-body.ts';
import { Problem } from './problem.ts';

export type Method = 'get' | 'post' | 'put' | 'delete';
export type ObjectSchema = z.ZodObject;

/** What the contract says of a route, whoever handles it. */
export type Contract = Readonly<{
  method: Method;
  path: string;
  /** The scope that a token needs; null: anyone. */
  scope: Scope | null;
  /** One line for the contract's reader. */
  summary: string;
  params?: ObjectSchema;
  query?: ObjectSchema;
  body?: ObjectSchema;
  /** The JSON of the 200 answer; a text is another content type. */
  answer: z.ZodType | string;
}>;

/** One row of a route table: what the outside may call, and with which scope. */
export type Route = Contract &
  Readonly<{
    handle: RequestHandler;
    /** For supervisors' probes: a flood from the same proxy must not make a healthy process look dead. */
    unlimited?: true;
    /** Works long or reaches the outside: fewer of these a minute. */
    costly?: true;
  }>;

const nothing = z.object({});
type Nothing = typeof nothing;

export type Call<P extends ObjectSchema, Q extends ObjectSchema, B extends ObjectSchema> = Readonly<{
  actor: TokenActor;
  params: z.output<P>;
  query: z.output<Q>;
  body: z.output<B>;
}>;

type Spec<P extends ObjectSchema, Q extends ObjectSchema, B extends ObjectSchema> = Readonly<{
  method: Method;
  path: string;
  scope: Scope;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  answer: z.ZodType;
  costly?: true;
  /** Unknown fields of the body are passed over instead of refused. */
  lenient?: true;
  run: (call: Call<P, Q, B>) => Promise<object>;
}>;

/** A route whose parameters are checked against the very schemas that the contract shows; answers JSON. */
export function operation<
  P extends ObjectSchema = Nothing,
  Q extends ObjectSchema = Nothing,
  B extends ObjectSchema = Nothing,
>({ run, lenient, ...spec }: Spec<P, Q, B>): Route {
  // A mistyped `dryRun` that is passed over would do in earnest what was only asked.
  const body = lenient ? spec.body : (spec.body ?? nothing).strict();
  return {
    ...spec,
    handle: async (req, res) => {
      const call: Call<P, Q, B> = {
        actor: actorOf(res),
        params: read(spec.params ?? nothing, named(req.params)) as z.output<P>,
        query: read(spec.query ?? nothing, filled(req.query)) as z.output<Q>,
        body: read(body ?? nothing, objectBody(req)) as z.output<B>,
      };
      const answer = await run(call);
      if (answer instanceof FileAnswer) sendFile(res, answer);
      else res.json(answer);
    },
  };
}

/** An empty parameter is an unset one. */
function filled(query: object): Readonly<Record<string, unknown>> {
  if (JSON.stringify(query).includes('\\u0000')) throw new Problem('invalid', { detail: 'A parameter holds NUL.' });
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** Nothing is called by a name with NUL in it. */
function named(params: Request['params']): Request['params'] {
  if (Object.values(params).some((value) => value.includes(nul))) throw new Problem('not_found');
  return params;
}

/** Names every field that is wrong, never its value. */
function read(schema: z.ZodType, given: unknown): unknown {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.')];
    return `${names.join(', ')}: ${issue.code === 'unrecognized_keys' ? 'unknown' : issue.message}`;
  });
  throw new Problem('invalid', { detail: mistakes.join('; ').slice(0, 500) });
}

/** Binds a table; an address that exists under another method answers 405 and names the right one. */
export function bindRoutes(routes: readonly Route[], access: Access): Router {
  const router = Router();
  for (const route of routes) {
    const { method, path, scope, handle, unlimited, costly } = route;
    const before = [
      ...(unlimited ? [] : [access.limit]),
      ...(scope === null ? [] : [access.demand(scope)]),
      ...(costly ? [access.limitAction(`${method} ${path}`)] : []),
    ];
    const body = method === 'get' ? [] : [...jsonBody(), access.once];
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
