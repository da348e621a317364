import { type Instant, instantOf, msOf } from '../domain/time.ts';
import { businessDateOf, localTime } from '../domain/zone.ts';
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
  return runOnce(deps, job, slotOf(nowOf(deps), everyMs), work);
}

/** A daily job that came late by more than this waits for its next day. */
const latestHours = 3;

/** Whether it is that hour of the business day, or a little later: a process that was down does it when it is back. */
export function isHour(deps: FlowDeps, hour: number): boolean {
  const now = Number(localTime(nowOf(deps), deps.policy.zone).slice(0, 2));
  return now >= hour && now < hour + latestHours;
}

/** A daily job: once a business date, on whichever process asks first. */
export function runDaySlot(deps: FlowDeps, job: string, work: () => Promise<unknown>): Promise<boolean> {
  return runOnce(deps, job, businessDateOf(nowOf(deps), deps.policy.zone), work);
}

async function runOnce(deps: FlowDeps, job: string, slot: string, work: () => Promise<unknown>): Promise<boolean> {
  if (!(await deps.commits.submit((tx) => claimSlot(tx, job, slot, nowOf(deps))))) return false;
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
  return true;
}
