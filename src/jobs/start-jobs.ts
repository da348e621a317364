import { schedule } from 'node-cron';
import type { Jobs } from '../flows/jobs.ts';
import type { Logger } from '../lib/logger.ts';
import { withinMs } from '../lib/timer.ts';
import { type Loop, startLoop } from './loop.ts';

const watchStopMs = 250;
/** Apart from the hand brake, which must not wait for a database. */
const followStopMs = 500;
const rereadMs = 5_000;
const tendOrdersMs = 2_000;
const tendAccessMs = 2_000;
/** With ten people a round: what Telegram takes, with room for cards and answers. */
const feedMs = 500;
const tendContestsMs = 5_000;
const sumUpMs = 4_000;
const tendAlertsMs = 5_000;
export const deliverIdleMs = 1_000;
/** With the lease: how long the work of a dead worker waits at most. */
export const reclaimMs = 10_000;
const everyMinute = '* * * * *';

export type RunningJobs = Readonly<{
  wake: () => void;
  wakeReread: () => void;
  /** Nothing new begins; rounds under way end by themselves, those that take longer than `graceMs` are broken off. */
  stop: (graceMs: number) => Promise<void>;
}>;

/** In every process, whatever its role: a stop is the whole system's. Resolves when its rounds are over. */
export function watchStops(jobs: Jobs, log: Logger): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const loops = [
    startLoop({ name: 'watch stop', idleMs: watchStopMs, round: jobs.watchStop, log, signal }),
    startLoop({ name: 'follow stop', idleMs: followStopMs, round: jobs.followStop, log, signal }),
  ];
  return async () => {
    stopping.abort();
    await Promise.all(loops.map((one) => one.done));
  };
}

/**
 * When things run; what runs are flows. One loop a destination, so a stuck one delays nobody; one tick a minute asks
 * which slots are due. node-cron knows no job's own times, which keeps daylight saving out of it.
 */
export function startJobs(jobs: Jobs, log: Logger): RunningJobs {
  const stopping = new AbortController();
  const breaking = new AbortController();
  const loop = (name: string, idleMs: number, round: () => Promise<number>) =>
    startLoop({ name, idleMs, round, log, signal: stopping.signal });
  const delivering: Loop[] = jobs.destinations.map((name) =>
    loop(`deliver ${name}`, deliverIdleMs, () => jobs.deliver(name, breaking.signal)),
  );
  const rereading = loop('reread', rereadMs, () => jobs.reread(breaking.signal));
  const tendingOrders = loop('tend orders', tendOrdersMs, () => jobs.tendOrders(breaking.signal));
  const tendingAccess = loop('tend access', tendAccessMs, jobs.tendAccess);
  const feeding = loop('feed broadcasts', feedMs, jobs.feedBroadcasts);
  const drawing = loop('tend contests', tendContestsMs, jobs.tendContests);
  const summing = loop('sum up', sumUpMs, jobs.sumUp);
  const tending = loop('tend alerts', tendAlertsMs, jobs.tendAlerts);
  const reclaiming = loop('reclaim', reclaimMs, jobs.reclaim);
  const ticks = new Set<Promise<void>>();
  const tick = () => {
    const running = jobs.runDueSlots().catch((error: unknown) => {
      if (!stopping.signal.aborted) log.error({ event: 'tick_failed', error });
    });
    ticks.add(running);
    void running.then(() => ticks.delete(running));
  };
  const cron = schedule(everyMinute, tick, { timezone: 'Etc/UTC' });
  tick();
  return {
    wake: () => {
      for (const one of delivering) one.wake();
    },
    wakeReread: rereading.wake,
    stop: async (graceMs) => {
      stopping.abort();
      await cron.destroy();
      const ended = Promise.all([
        ...ticks,
        ...[
          ...delivering,
          ...[rereading, feeding, drawing, summing, tending, tendingOrders, tendingAccess, reclaiming],
        ].map((one) => one.done),
      ]);
      await withinMs(graceMs, ended, undefined);
      breaking.abort();
      await ended;
    },
  };
}
