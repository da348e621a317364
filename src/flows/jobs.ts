import type { Actor } from '../domain/permissions.ts';
import { dayMs, msOf, plusMs } from '../domain/time.ts';
import { pruneBotState } from '../store/bot-state.ts';
import { pruneSlots } from '../store/slots.ts';
import { deliverDue } from './deliver-due.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { createStopFollower } from './follow-stop.ts';
import { rereadDue } from './reread-due.ts';
import { isHour, runDaySlot, runSlot } from './run-slot.ts';
import { takeOver } from './take-over.ts';
import type { Flows } from './types.ts';

/** What the jobs layer runs; each function is one round and says in how many milliseconds to come again. */
export type Jobs = Readonly<{
  destinations: readonly string[];
  deliver: (destination: string, signal: AbortSignal) => Promise<number>;
  reread: (signal: AbortSignal) => Promise<number>;
  watchStop: () => Promise<number>;
  followStop: () => Promise<number>;
  reclaim: () => Promise<number>;
  runDueSlots: () => Promise<void>;
}>;

const whenIdle = Number.POSITIVE_INFINITY;
const keepBotStateMs = 3 * dayMs;
const keepSlotsMs = 60 * dayMs;
const cleaner: Actor = { kind: 'job', name: 'cleanup' };
const sweeper: Actor = { kind: 'job', name: 'sweep' };

export function createJobs(deps: FlowDeps, flows: Flows): Jobs {
  const { store, source } = deps;
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
      const done = source ? await rereadDue(deps, source, signal) : 0;
      return done > 0 ? 0 : whenIdle;
    },
    watchStop: async () => {
      if (deps.stopLatch.watch(nowOf(deps))) deps.log.warn({ event: 'system_stopped', by: 'STOPPED' });
      return whenIdle;
    },
    followStop: async () => {
      await follow();
      return whenIdle;
    },
    reclaim: async () => {
      if (store.kind === 'postgres') {
        const { released, inDoubt } = await takeOver(deps);
        if (released + inDoubt > 0) deps.wake();
      }
      return whenIdle;
    },
    runDueSlots: async () => {
      if (source && deps.policy.autoSync && !deps.stopLatch.isStopped) {
        const sweep = () => flows.sweep(sweeper);
        // The first one after a start closes the gap at once, whatever its slot did before the restart.
        if (sweptBefore) await runSlot(deps, 'sweep', deps.policy.sweepEveryMs, sweep);
        else await sweep();
        sweptBefore = true;
      }
      await runSlot(deps, 'prune', dayMs, async () => {
        const now = nowOf(deps);
        await deps.commits.submit((tx) => pruneBotState(tx, plusMs(now, -keepBotStateMs)));
        await deps.commits.submit((tx) => pruneSlots(tx, plusMs(now, -keepSlotsMs)));
        await flows.pruneApiMemory();
        await flows.pruneRuns();
      });
      await flows.goOnWithRuns();
      if (isHour(deps, deps.policy.cleanupHour)) await runDaySlot(deps, 'cleanup', () => flows.cleanUp(cleaner));
    },
  };
}
