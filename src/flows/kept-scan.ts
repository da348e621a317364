import { type Actor, may } from '../domain/permissions.ts';
import { minuteMs, msOf } from '../domain/time.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findDuplicates, type Scan } from './find-duplicates.ts';
import type { Result } from './types.ts';

/** Older ones are looked for anew: people go on working in the sheet. */
const keptMs = 10 * minuteMs;

/**
 * The newest scan, for the pages that are turned after it: one look at the sheet takes many calls. At most one is kept,
 * in memory only, and none once something was put right.
 */
export function createKeptScan(deps: FlowDeps, signal: AbortSignal) {
  let kept: Scan | null = null;
  const find = async (actor: Actor): Promise<Result<{ scan: Scan }>> => {
    const found = await findDuplicates(deps, actor, signal);
    if (found.ok) kept = found.scan;
    return found;
  };
  return {
    find,
    findKept: async (actor: Actor): Promise<Result<{ scan: Scan }>> => {
      if (!may(actor, 'see_duplicates')) return { ok: false, reason: 'forbidden' };
      const isFresh = kept !== null && msOf(nowOf(deps)) - msOf(kept.at) < keptMs;
      return kept !== null && isFresh ? { ok: true, scan: kept } : find(actor);
    },
    /** Takes what a change came to, and hands it on. */
    forgetAfter: async <T>(change: Promise<T>): Promise<T> => {
      try {
        return await change;
      } finally {
        kept = null;
      }
    },
  };
}
export type KeptScan = ReturnType<typeof createKeptScan>;
