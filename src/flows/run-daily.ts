import { latestSlot, missedDates, type Timetable } from '../domain/slots.ts';
import { claimSlot, findLastSlot, insertMissed } from '../store/slots.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { runClaimed } from './run-slot.ts';

/**
 * Runs the work of a daily or weekly job's latest slot, once over all processes and restarts; late where nobody was there
 * in time. Others are recorded as missed, with the reason: those that a later one has overtaken, the one before the very
 * first start, and those of before a restore, which ran in a past that this database does not know.
 */
export async function runDaily(
  deps: FlowDeps,
  job: string,
  table: Timetable,
  work: () => Promise<unknown>,
): Promise<boolean> {
  const now = nowOf(deps);
  const latest = latestSlot(table, now, deps.policy.zone);
  const seen = await findLastSlot(deps.store.reader, job);
  if (seen !== null && seen >= latest.date) return false;
  const restoredAt = await deps.quietBefore();
  const isOfThePast = seen === null || (restoredAt !== null && latest.dueAt < restoredAt);
  const isMine = await deps.commits.submit(async (tx) => {
    const missed = seen === null ? [] : missedDates(table, seen, latest);
    await insertMissed(tx, job, missed, 'nobody was there', now);
    if (!isOfThePast) return claimSlot(tx, job, latest.date, now);
    await insertMissed(tx, job, [latest.date], seen === null ? 'before the first start' : 'before the restore', now);
    return false;
  });
  if (isMine) await runClaimed(deps, job, latest.date, work);
  return isMine;
}
