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

/** What ends a try, and what ends only its wait for room. */
export type Ends = Readonly<{ signal: AbortSignal; held: AbortSignal | undefined }>;

export function untilEither({ signal, held }: Ends): AbortSignal {
  return held ? AbortSignal.any([signal, held]) : signal;
}

/** The limiter refused, or the caller or a stop gave up while waiting for a place: all before anything was sent. */
export function noRoom(error: unknown, signal: AbortSignal, held?: AbortSignal): Failure {
  if (error instanceof LimiterError) {
    const retryAfterMs = Math.ceil(error.readyInMs);
    return { outcome: 'told_when', code: 'paced', detail: 'no room there yet', retryAfterMs, scope: 'address' };
  }
  if (held?.aborted)
    return { outcome: 'told_when', code: 'stopped', detail: 'stopped before the call', retryAfterMs: 0 };
  if (signal.aborted) return { outcome: 'not_sent', code: 'aborted', detail: 'given up before sending' };
  throw error;
}

/** A success without a message, as a read-only call has it. */
export const healthy = { outcome: 'delivered', remoteId: null, shownHash: null, unchanged: true } as const;
