import { type Job, lateAfterMs } from '../../domain/schedule.ts';
import { latestSlot, missedSlots, type Slot } from '../../domain/slots.ts';
import { type Instant, minuteMs, msOf, plusMs } from '../../domain/time.ts';
import type { Tx } from '../../store/database.ts';
import {
  type ClaimedSlot,
  claimSlot,
  failAbandoned,
  findLastSlot,
  finishSlot,
  giveBackSlot,
  insertMissed,
  isSlotRunning,
  reclaimSlot,
} from '../../store/slots.ts';
import { type FlowDeps, nowOf } from '../deps.ts';

type Deps = Pick<FlowDeps, 'store' | 'commits' | 'clock' | 'policy' | 'log' | 'meters' | 'quietBefore'>;

/** What a slot's work left to be written: with the slot's end, in one transaction. */
export type SlotEnd = Readonly<{
  /** Why nothing was to be told, for whoever looks. */
  detail?: string;
  commit?: (tx: Tx) => Promise<void>;
}>;

export type DueSlot = Slot & Readonly<{ isLate: boolean }>;
// biome-ignore lint/suspicious/noConfusingVoidType: most work leaves nothing to be written
export type SlotWork = (slot: DueSlot) => Promise<SlotEnd | void>;

/** A worker that began a slot so long ago and never ended it is dead: no job takes that long. */
const abandonedAfterMs = 30 * minuteMs;
/** Work over which so many workers died is at fault itself. */
const triesAtMost = 3;

class SlotTakenOver extends Error {
  override readonly name = 'SlotTakenOver';
}

/**
 * Runs the work of a job's latest slot, once over all processes and restarts; late where nobody was there in time.
 * Others are recorded as missed, with the reason: those that a later one has overtaken, those too late to be of use, the
 * one before the very first start, and those of before a restore, which ran in a past that this database does not know.
 * What the work leaves is written with the slot's end: a worker that dies before leaves nothing, and it is begun anew.
 */
export async function runSlot(deps: Deps, job: Job, work: SlotWork): Promise<boolean> {
  const now = nowOf(deps);
  const latest = latestSlot(job.timetable, now, deps.policy.zone);
  const seen = await findLastSlot(deps.store.reader, job.name);
  const claimed =
    seen !== null && seen >= latest.key
      ? await takeOver(deps, job, latest, now)
      : await takeNew(deps, job, latest, seen, now);
  if (claimed === null) return false;
  await runClaimed(deps, job, claimed, { ...latest, isLate: isLate(latest, now) }, work);
  return true;
}

function isLate({ dueAt }: Slot, now: Instant): boolean {
  return msOf(now) - msOf(dueAt) > lateAfterMs;
}

async function takeNew(
  deps: Deps,
  { name, timetable, goodForMs, startsAtOnce }: Job,
  latest: Slot,
  seen: string | null,
  now: Instant,
): Promise<ClaimedSlot | null> {
  const restoredAt = await deps.quietBefore();
  const reason =
    seen === null && !startsAtOnce
      ? 'before the first start'
      : restoredAt !== null && latest.dueAt < restoredAt
        ? 'before the restore'
        : msOf(now) - msOf(latest.dueAt) > goodForMs
          ? 'too late'
          : null;
  return deps.commits.submit(async (tx) => {
    await failAbandoned(tx, name, latest.key, plusMs(now, -abandonedAfterMs), now);
    const missed = seen === null ? [] : missedSlots(timetable, seen, latest);
    await insertMissed(tx, name, missed, 'nobody was there', now);
    if (reason === null) return claimSlot(tx, name, latest.key, now);
    await insertMissed(tx, name, [latest.key], reason, now);
    return null;
  });
}

/** The latest slot was begun: by a worker who still is at it, who ended it, or who died. */
async function takeOver(deps: Deps, job: Job, latest: Slot, now: Instant): Promise<ClaimedSlot | null> {
  if (!(await isSlotRunning(deps.store.reader, job.name, latest.key))) return null;
  return deps.commits.submit(async (tx) => {
    const claimed = await reclaimSlot(tx, job.name, latest.key, plusMs(now, -abandonedAfterMs), now);
    if (claimed === null || (job.isRepeatable && claimed.tries <= triesAtMost)) return claimed;
    await finishSlot(tx, claimed, 'failed', 'its process ended', now);
    return null;
  });
}

/**
 * Does the work of a slot that is ours and writes down how it ended; a failure is logged, not thrown, and what may be
 * begun anew is, a minute later.
 */
async function runClaimed(
  deps: Deps,
  { name: job, isRepeatable }: Job,
  claimed: ClaimedSlot,
  slot: DueSlot,
  work: SlotWork,
): Promise<void> {
  const startedMs = performance.now();
  const measure = (result: 'done' | 'failed') =>
    deps.meters.job(job, result, (performance.now() - startedMs) / 1_000, nowOf(deps));
  try {
    const end = (await work(slot)) ?? {};
    await deps.commits.submit(async (tx) => {
      if (!(await finishSlot(tx, claimed, 'done', end.detail ?? null, nowOf(deps)))) throw new SlotTakenOver(job);
      await end.commit?.(tx);
    });
    measure('done');
  } catch (error) {
    measure('failed');
    const detail = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
    deps.log.error({ event: 'slot_failed', job, slot: slot.key, error });
    const isGivenUp = !isRepeatable || claimed.tries >= triesAtMost;
    await deps.commits.submit(async (tx) => {
      if (isGivenUp) await finishSlot(tx, claimed, 'failed', detail, nowOf(deps));
      else await giveBackSlot(tx, claimed, detail);
    });
  }
}
