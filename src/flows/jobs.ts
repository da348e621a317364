import type { Actor } from '../domain/permissions.ts';
import type { ScheduledKind } from '../domain/reports/report.ts';
import type { Job, JobName } from '../domain/schedule.ts';
import { msOf } from '../domain/time.ts';
import { backUpNightly } from './backup.ts';
import { feedBroadcasts } from './broadcasts.ts';
import { deliverDue } from './deliver-due.ts';
import { type FlowDeps, isSyncHeld, nowOf } from './deps.ts';
import { endDueStops } from './end-due-stops.ts';
import { createStopFollower } from './follow-stop.ts';
import { rebuildRollups } from './metrics/rebuild-rollups.ts';
import { pruneOld } from './prune.ts';
import { rereadDue } from './reread-due.ts';
import { drillRestore } from './restore-drill.ts';
import { makeReport } from './schedule/make-report.ts';
import { runSlot, type SlotWork } from './schedule/run-slot.ts';
import { scheduleOf } from './schedule/schedule-of.ts';
import { readSheetSpend } from './spend/read-sheet.ts';
import { takeOver } from './take-over.ts';
import type { Flows } from './types.ts';

/** What the jobs layer runs; each function is one round and says in how many milliseconds to come again. */
export type Jobs = Readonly<{
  destinations: readonly string[];
  deliver: (destination: string, signal: AbortSignal) => Promise<number>;
  reread: (signal: AbortSignal) => Promise<number>;
  watchStop: () => Promise<number>;
  followStop: () => Promise<number>;
  feedBroadcasts: () => Promise<number>;
  tendOrders: (signal: AbortSignal) => Promise<number>;
  tendAccess: () => Promise<number>;
  tendContests: () => Promise<number>;
  reclaim: () => Promise<number>;
  sumUp: () => Promise<number>;
  tendAlerts: () => Promise<number>;
  runDueSlots: () => Promise<void>;
}>;

/** While payments come, today's sums are made anew all the time: at most a tenth of it is spent on them. */
const sumUpRest = { leastMs: 1_000, mostMs: 4_000, share: 10 } as const;
const whenIdle = Number.POSITIVE_INFINITY;
const cleaner: Actor = { kind: 'job', name: 'cleanup' };
const sweeper: Actor = { kind: 'job', name: 'sweep' };
const pruner: Actor = { kind: 'job', name: 'prune' };
const keeper: Actor = { kind: 'job', name: 'backup' };

const reportJob = /^report (daily|geo|creatives|campaigns|weekly|monthly)( \d+)?$/;

/** What each job of the schedule does; null where nobody does it here. */
function workOf(deps: FlowDeps, flows: Flows, name: JobName, signal: AbortSignal): SlotWork | null {
  const kind = reportJob.exec(name)?.[1];
  if (kind !== undefined) return (slot) => makeReport(deps, flows, name, kind as ScheduledKind, slot);
  const works: Partial<Record<JobName, SlotWork>> = {
    sweep: async () => void (await flows.sweep(sweeper)),
    alerts: async () => void (await flows.checkAlerts(signal)),
    prune: async () => {
      await pruneOld(deps, pruner);
      await flows.pruneRuns();
    },
    cleanup: async () => void (await flows.cleanUp(cleaner)),
    'contest signals': async () => void (await flows.lookForSignals()),
    backup: async () => void (await backUpNightly(deps, keeper, signal)),
    'ad spend': async () => void (await readSheetSpend(deps, signal)),
    'restore drill': async () => void (await drillRestore(deps, signal)),
  };
  return works[name] ?? null;
}

/** Each due job by itself, so that a long one delays nobody; those that build on each other one after another. */
async function runSchedule(deps: FlowDeps, flows: Flows, signal: AbortSignal): Promise<void> {
  const run = async (job: Job) => {
    const work = workOf(deps, flows, job.name, signal);
    if (work !== null && !(job.name === 'sweep' && isSyncHeld(deps))) await runSlot(deps, job, work);
  };
  const runInTurn = async (jobs: readonly Job[]) => {
    for (const job of jobs) await run(job);
  };
  const jobs = scheduleOf(deps);
  const running = [runInTurn(jobs.filter((job) => job.inTurn)), ...jobs.filter((job) => !job.inTurn).map(run)];
  const failed = (await Promise.allSettled(running)).find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

export function createJobs(deps: FlowDeps, flows: Flows, signal: AbortSignal): Jobs {
  const { store } = deps;
  const follow = createStopFollower(deps);
  let sweptBefore = false;
  return {
    destinations: [...deps.destinations.keys()],
    deliver: async (name, signal) => {
      const destination = deps.destinations.get(name);
      if (!destination) return whenIdle;
      const { claimed, nextAt } = await deliverDue(deps, destination, signal);
      if (claimed > 0) return destination.pacing.minIntervalMs;
      return nextAt === null ? whenIdle : Math.max(0, msOf(nextAt) - deps.clock.nowMs());
    },
    reread: async (signal) => {
      const done = await rereadDue(deps, signal);
      return done > 0 ? 0 : whenIdle;
    },
    watchStop: async () => {
      if (deps.stopLatch.watch(nowOf(deps))) deps.log.warn({ event: 'system_stopped', by: 'STOPPED' });
      return whenIdle;
    },
    followStop: async () => {
      await follow();
      await deps.livePolicy.refresh(store.reader);
      await endDueStops(deps);
      return whenIdle;
    },
    feedBroadcasts: async () => {
      await feedBroadcasts(deps);
      return whenIdle;
    },
    tendOrders: async (signal) => {
      await flows.tendOrders(signal);
      return whenIdle;
    },
    tendAccess: async () => ((await flows.tendAccess()) > 0 ? 0 : whenIdle),
    tendContests: async () => ((await flows.tendContests()) > 0 ? 0 : whenIdle),
    reclaim: async () => {
      if (store.kind === 'postgres') {
        const { released, inDoubt } = await takeOver(deps);
        if (released + inDoubt > 0) deps.wake();
      }
      return whenIdle;
    },
    sumUp: async () => {
      const startedMs = performance.now();
      const days = await rebuildRollups(deps, signal);
      const { leastMs, mostMs, share } = sumUpRest;
      return days > 1 ? 0 : Math.min(mostMs, Math.max(leastMs, share * (performance.now() - startedMs)));
    },
    tendAlerts: async () => {
      await flows.tendAlerts();
      return whenIdle;
    },
    runDueSlots: async () => {
      const isFirst = !sweptBefore && deps.sources.size > 0 && deps.policy.autoSync && !isSyncHeld(deps);
      // The first one after a start closes the gap at once, whatever its slot did before the restart.
      if (isFirst) {
        sweptBefore = true;
        await flows.sweep(sweeper).catch((error: unknown) => deps.log.error({ event: 'sweep_failed', error }));
      }
      await flows.goOnWithRuns();
      await runSchedule(deps, flows, signal);
    },
  };
}
