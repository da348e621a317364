import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import type { Actor, Scope } from '../domain/permissions.ts';
import { minuteMs } from '../domain/time.ts';
import { equalInConstantTime, hashToken } from '../lib/constant-time.ts';
import type { HttpDeps, HttpLimits } from './deps.ts';
import { answerOnce } from './idempotency.ts';
import { createLockouts } from './lockouts.ts';
import { Problem } from './problem.ts';
import { createWindowStore, secondsUntil } from './window-store.ts';

export type TokenActor = Extract<Actor, { kind: 'token' }>;

export type Access = Readonly<{
  /** Refuses what has no valid token (401) or lacks the scope (403). */
  demand: (scope: Scope) => RequestHandler;
  /** Counts requests per token and address; 429 with Retry-After beyond the limit. */
  limit: RequestHandler;
  /** The same for one costly action, per token. */
  limitAction: (action: string) => RequestHandler;
  /** Honours `Idempotency-Key`. */
  once: RequestHandler;
}>;

const challenge = { 'WWW-Authenticate': 'Bearer realm="payops"' };

export function createAccess(deps: HttpDeps, limits: HttpLimits): Access {
  const lockouts = createLockouts(deps, limits.refusedPerMinute);
  const demand = (scope: Scope): RequestHandler => {
    return async (req, res, next) => {
      const actor = await findActor(deps, bearerOf(req));
      if (!actor) {
        const seconds = await lockouts.refuse(addressOf(req));
        if (seconds !== null) throw tooMany(seconds);
        throw new Problem('unauthorized', { headers: challenge });
      }
      if (!hasScope(actor, scope)) throw new Problem('forbidden', { detail: `The scope ${scope} is needed.` });
      setActor(res, actor);
      next();
    };
  };
  const acted = createWindowStore(deps.clock);
  const limitAction = (action: string): RequestHandler => {
    return (_req, res, next) => {
      const { totalHits, resetTime } = acted.hit(`${actorOf(res).name} ${action}`);
      if (totalHits > limits.costlyPerMinute) throw tooMany(secondsUntil(resetTime, deps.clock));
      next();
    };
  };
  return { demand, limit: requestLimit(deps, limits), limitAction, once: answerOnce(deps.flows) };
}

function requestLimit({ clock }: HttpDeps, limits: HttpLimits): RequestHandler {
  return rateLimit({
    windowMs: minuteMs,
    limit: (req) => (bearerOf(req) === null ? limits.perAddressPerMinute : limits.perTokenPerMinute),
    keyGenerator: (req) => {
      const token = bearerOf(req);
      return token === null ? addressOf(req) : `token:${hashToken(token).slice(0, 16)}:${addressOf(req)}`;
    },
    store: createWindowStore(clock),
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    validate: false,
    handler: (req, _res, next) => {
      const info = (req as Request & { rateLimit?: { resetTime?: Date } }).rateLimit;
      next(tooMany(secondsUntil(info?.resetTime, clock)));
    },
  });
}

function tooMany(seconds: string): Problem {
  return new Problem('too_many_requests', { headers: { 'Retry-After': seconds } });
}

type Known = Readonly<{ name: string; scopes: readonly Scope[] }>;

async function findActor(deps: HttpDeps, token: string | null): Promise<TokenActor | null> {
  const found = token === null ? null : await findKnown(deps, token);
  return found && { kind: 'token', name: found.name, scopes: found.scopes };
}

async function findKnown({ config, findToken }: HttpDeps, token: string): Promise<Known | null> {
  // Every configured token is compared, so that the time tells nothing about which came near.
  const [match] = config.apiTokens.filter((known) => equalInConstantTime(known.token.reveal(), token));
  return match ?? findToken?.(hashToken(token)) ?? null;
}

/** `admin` includes every other scope. */
export function hasScope(actor: TokenActor, scope: Scope): boolean {
  return actor.scopes.includes(scope) || actor.scopes.includes('admin');
}

/** Tokens come in the header only: a query would stand in logs. */
export function bearerOf(req: Request): string | null {
  return /^Bearer +([^\s]{1,512})$/i.exec(req.headers.authorization ?? '')?.[1] ?? null;
}

/** The caller's address; forwarding headers count only from trusted proxies (Express's `trust proxy`). */
function addressOf(req: Request): string {
  return req.ip ?? req.socket.remoteAddress ?? 'unknown';
}

function setActor(res: Response, actor: TokenActor): void {
  res.locals['actor'] = actor;
}

/** Throws where the route demanded no scope: a mistake of ours. */
export function actorOf(res: Response): TokenActor {
  const actor = res.locals['actor'] as TokenActor | undefined;
  if (!actor) throw new TypeError('this route demands no scope, so it has no actor: give it one in its table');
  return actor;
}
