import type { ErrorRequestHandler } from 'express';
import { SourceError } from '../domain/ports.ts';
import { SheetError } from '../domain/sheet-book.ts';
import type { Logger } from '../lib/logger.ts';
import { Pending, Problem, type ProblemCode, requestIdOf, sendPending, sendProblem } from './problem.ts';

const codesOfBodyErrors: Readonly<Record<string, ProblemCode>> = {
  'entity.too.large': 'too_large',
  'encoding.unsupported': 'unsupported_media_type',
  'charset.unsupported': 'unsupported_media_type',
};

/** The last handler: a problem for everything, and for our own mistakes a log line whose request id the caller gets. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    if (error instanceof Pending) return sendPending(res, error);
    const problem = problemFor(error);
    if (problem.code === 'internal') log.error({ event: 'request_failed', request_id: requestIdOf(res), err: error });
    if (res.headersSent) return next(error);
    // What is left of a refused body is not worth reading.
    if (!req.complete) res.set('Connection', 'close');
    sendProblem(res, problem);
  };
}

function problemFor(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return new Problem('internal');
  if (error instanceof SheetError) return outside(`The sheet did not do it (${error.code}).`, error.retryAfterMs);
  if (error instanceof SourceError)
    return outside(`The provider did not answer (${error.outcome}).`, error.retryAfterMs);
  const { type, status } = error as Error & { type?: unknown; status?: unknown };
  const known = typeof type === 'string' ? codesOfBodyErrors[type] : undefined;
  if (known) return new Problem(known);
  return new Problem(typeof status === 'number' && status >= 400 && status < 500 ? 'bad_request' : 'internal');
}

const patienceMs = 30_000;

/** Not our mistake: another service has to be put right, or has to come back. */
function outside(detail: string, retryAfterMs: number | null): Problem {
  return new Problem('unavailable', {
    detail,
    headers: { 'Retry-After': String(Math.ceil((retryAfterMs ?? patienceMs) / 1_000)) },
  });
}
