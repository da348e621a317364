import { monitorEventLoopDelay } from 'node:perf_hooks';

export type EventLoopLag = Readonly<{ medianSeconds: number; p99Seconds: number; maxSeconds: number }>;

const resolutionMs = 10;

/** How late timers came since it was asked to watch. */
export function watchEventLoop(): () => EventLoopLag {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  const seconds = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3) : 0;
  return () => ({
    medianSeconds: seconds(delays.percentile(50)),
    p99Seconds: seconds(delays.percentile(99)),
    maxSeconds: delays.count === 0 ? 0 : seconds(delays.max),
  });
}
