import { schedule } from 'node-cron';
import type { Jobs } from '../flows/jobs.ts';
import type { Logger } from '../lib/logger.ts';
import { type Loop, startLoop } from './loop.ts';

const watchStopMs = 250;
const rereadMs = 5_000;
const deliverIdleMs = 1_000;
const reclaimMs = 15_000;
const everyMinute = '* * * * *';

export type RunningJobs = Readonly<{
  wake: () => void;
  /** Rounds under way end; nothing new begins. */
  stop: () => Promise<void>;
}>;

/**
 * When things run; what runs are flows. One loop a destination, so a stuck one delays nobody; one tick a minute asks
 * which slots are due. node-cron knows no job's own times, which keeps daylight saving out of it.
 */
export function startJobs(jobs: Jobs, log: Logger): RunningJobs {
  const abort = new AbortController();
  const { signal } = abort;
  const loop = (name: string, idleMs: number, round: () => Promise<number>) =>
    startLoop({ name, idleMs, round, log, signal });
  const delivering: Loop[] = jobs.destinations.map((name) =>
    loop(`deliver ${name}`, deliverIdleMs, () => jobs.deliver(name, signal)),
  );
  const rereading = loop('reread', rereadMs, () => jobs.reread(signal));
  const others = [loop('watch stop', watchStopMs, jobs.watchStop), loop('reclaim', reclaimMs, jobs.reclaim)];
  const tick = () => void jobs.runDueSlots().catch((error: unknown) => log.error({ event: 'tick_failed', error }));
  const cron = schedule(everyMinute, tick, { timezone: 'Etc/UTC' });
  tick();
  return {
    wake: () => {
      for (const one of [...delivering, rereading]) one.wake();
    },
    stop: async () => {
      abort.abort();
      await cron.destroy();
      await Promise.all([...delivering, rereading, ...others].map((one) => one.done));
    },
  };
}
