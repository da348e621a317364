import express, { type Request, type RequestHandler } from 'express';
import { jsonDepth, maxJsonDepth } from '../lib/json-depth.ts';
import { Problem } from './problem.ts';

const maxBytes = 100 * 1024;
const dangerousKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** Nothing that is stored may hold it: PostgreSQL refuses it, and it says nothing to people. */
export const nul = '\0';

function readable(key: string, value: unknown): unknown {
  if (dangerousKeys.has(key)) return undefined;
  return typeof value === 'string' ? value.replaceAll(nul, '') : value;
}

/**
 * Reads a JSON body of at most 100 kB and depth 64; keys that could reach a prototype are dropped, and NUL out of texts.
 */
export function jsonBody(limitBytes = maxBytes): readonly RequestHandler[] {
  const parse = express.json({
    limit: limitBytes,
    inflate: false,
    reviver: readable,
    verify: (_req, _res, bytes) => {
      if (jsonDepth(bytes) > maxJsonDepth) throw Object.assign(new Error('too deep'), { status: 400 });
    },
  });
  return [refuseOtherTypes, parse];
}

const refuseOtherTypes: RequestHandler = (req, _res, next) => {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && !req.is('application/json'))
    throw new Problem('unsupported_media_type', { detail: 'Send application/json.' });
  next();
};

/** The parsed object; empty where there was no body. Throws a problem for JSON that is no object. */
export function objectBody(req: Request): Readonly<Record<string, unknown>> {
  const body: unknown = req.body ?? {};
  if (body === null || typeof body !== 'object' || Array.isArray(body))
    throw new Problem('invalid', { detail: 'Send a JSON object.' });
  return body as Record<string, unknown>;
}
