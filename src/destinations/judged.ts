import { judge, type WireAnswer } from '../domain/outcomes.ts';
import { LimiterError } from '../lib/limiter.ts';
import type { Failure } from './parts.ts';

/** Null for a success; otherwise the judgement in a delivery's words. */
export function failureOf(destination: string, wire: WireAnswer): Failure | null {
  const { outcome, code, detail, scope } = judge(destination, wire);
  if (outcome === 'delivered') return null;
  const retryAfterMs = wire.kind === 'answer' ? wire.retryAfterMs : null;
  return { outcome, code, detail, scope, ...(retryAfterMs === null ? {} : { retryAfterMs }) };
}

/** Nothing was called: what was asked for is not for this destination. */
export function notForHere(kind: string): Failure {
  return { outcome: 'ours', code: 'wrong_content', detail: `${kind} is not for this destination`, scope: 'address' };
}

/** The limiter refused, or the caller gave up while waiting for a place: both before anything was sent. */
export function noRoom(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof LimiterError) {
    const retryAfterMs = Math.ceil(error.readyInMs);
    return { outcome: 'told_when', code: 'paced', detail: 'no room there yet', retryAfterMs, scope: 'address' };
  }
  if (signal.aborted) return { outcome: 'not_sent', code: 'aborted', detail: 'given up before sending' };
  throw error;
}

/** A success without a message, as a read-only call has it. */
export const healthy = { outcome: 'delivered', remoteId: null, shownHash: null, unchanged: true } as const;
