import type { Actor } from '../domain/permissions.ts';
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
import { runDaily } from './run-daily.ts';
import { runSlot } from './run-slot.ts';
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
  tendContests: () => Promise<number>;
  reclaim: () => Promise<number>;
  sumUp: () => Promise<number>;
  runDueSlots: () => Promise<void>;
}>;

/** While payments come, today's sums are made anew all the time: at most a tenth of it is spent on them. */
const sumUpRest = { leastMs: 1_000, mostMs: 4_000, share: 10 } as const;
const whenIdle = Number.POSITIVE_INFINITY;
const sunday = 7;
const cleaner: Actor = { kind: 'job', name: 'cleanup' };
const sweeper: Actor = { kind: 'job', name: 'sweep' };
const pruner: Actor = { kind: 'job', name: 'prune' };
const keeper: Actor = { kind: 'job', name: 'backup' };

/** What keeps the data in order while nobody looks. Only SQLite's file is ours to copy. */
async function runNightly(deps: FlowDeps, flows: Flows, signal: AbortSignal): Promise<void> {
  const { values, backupHour } = deps.policy;
  const atCleanup = { hour: values.cleanup_hour };
  await runDaily(deps, 'prune', atCleanup, async () => {
    await pruneOld(deps, pruner);
    await flows.pruneRuns();
  });
  await runDaily(deps, 'cleanup', atCleanup, () => flows.cleanUp(cleaner));
  if (deps.store.kind !== 'sqlite') return;
  await runDaily(deps, 'backup', { hour: backupHour }, () => backUpNightly(deps, keeper, signal));
  await runDaily(deps, 'restore drill', { hour: backupHour, weekday: sunday }, () => drillRestore(deps, signal));
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
    runDueSlots: async () => {
      if (deps.sources.size > 0 && deps.policy.autoSync && !isSyncHeld(deps)) {
        const sweep = () => flows.sweep(sweeper);
        // The first one after a start closes the gap at once, whatever its slot did before the restart.
        const isFirst = !sweptBefore;
        sweptBefore = true;
        if (isFirst) await sweep().catch((error: unknown) => deps.log.error({ event: 'sweep_failed', error }));
        else await runSlot(deps, 'sweep', deps.policy.sweepEveryMs, sweep);
      }
      await flows.goOnWithRuns();
      await flows.lookForSignals();
      await runNightly(deps, flows, signal);
    },
  };
}
