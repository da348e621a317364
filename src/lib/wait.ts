import { afterArrivals } from './arrivals.ts';
import type { Clock } from './clock.ts';

/** Runs evenly whatever happens to the wall clock: for spans of time, never for instants. */
export const monotonicClock: Clock = { nowMs: () => performance.now() };

/** Resolves after `ms`; rejects with the signal's reason when that aborts first. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/**
 * Lets everything else have its turn. Reading SQLite in a loop never does by itself: its promises are settled already,
 * so a thousand awaits are one turn of the event loop.
 */
export function afterTurn(): Promise<void> {
  return new Promise(afterArrivals);
}
