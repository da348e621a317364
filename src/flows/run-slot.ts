import { type Instant, instantOf, msOf } from '../domain/time.ts';
import { claimSlot, finishSlot } from '../store/slots.ts';
import { type FlowDeps, nowOf } from './deps.ts';

/** The interval slot that an instant lies in, by UTC: the same on every replica and over daylight saving. */
export function slotOf(now: Instant, everyMs: number): Instant {
  return instantOf(Math.floor(msOf(now) / everyMs) * everyMs);
}

/** Runs the work of an interval job's current slot, once over all processes and restarts. */
export async function runSlot(
  deps: FlowDeps,
  job: string,
  everyMs: number,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const slot = slotOf(nowOf(deps), everyMs);
  if (!(await deps.commits.submit((tx) => claimSlot(tx, job, slot, nowOf(deps))))) return false;
  await runClaimed(deps, job, slot, work);
  return true;
}

/** Does the work of a slot that is ours and writes down how it ended; a failure is logged, not thrown. */
export async function runClaimed(
  deps: FlowDeps,
  job: string,
  slot: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const startedMs = performance.now();
  const measure = (result: 'done' | 'failed') =>
    deps.meters.job(job, result, (performance.now() - startedMs) / 1_000, nowOf(deps));
  try {
    await work();
    measure('done');
    await deps.commits.submit((tx) => finishSlot(tx, job, slot, 'done', null, nowOf(deps)));
  } catch (error) {
    measure('failed');
    const detail = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
    deps.log.error({ event: 'slot_failed', job, slot, error });
    await deps.commits.submit((tx) => finishSlot(tx, job, slot, 'failed', detail, nowOf(deps)));
  }
}
