import { SourceError } from '../domain/ports.ts';
import { type FlowDeps, isSyncHeld, nowOf } from './deps.ts';
import { noteFailedSweep } from './sweep-health.ts';
import { sweepSource } from './sweep-source.ts';
import { createTally, type TellProgress } from './sync-tally.ts';
import type { SyncResult } from './types.ts';

/** Every provider in turn. One that fails holds up no other; the first failure is thrown when all were asked. */
export async function sweepAll(deps: FlowDeps, signal: AbortSignal, tell?: TellProgress): Promise<SyncResult> {
  const tally = createTally(nowOf(deps), { thrownAway: false, tell });
  const windows: SyncResult['window'][] = [];
  const failures: unknown[] = [];
  for (const [name, source] of deps.sources) {
    if (isSyncHeld(deps)) break;
    try {
      windows.push(await sweepSource(deps, source, signal, tally));
      deps.sweepHealth.succeeded(name);
    } catch (error) {
      deps.meters.sweep('failed');
      if (signal.aborted) throw error;
      await noteFailedSweep(deps, name, error);
      if (!(error instanceof SourceError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  const { newPayments, changedPayments } = tally.counts();
  deps.meters.swept(newPayments, changedPayments);
  const now = nowOf(deps);
  const from = windows.map((window) => window.from).sort()[0] ?? now;
  return { window: { from, to: now }, ...tally.counts(), dryRun: false };
}
