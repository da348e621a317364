import type { Logger } from '../lib/logger.ts';
import { after } from '../lib/timer.ts';

export type Loop = Readonly<{ wake: () => void; done: Promise<void> }>;

export type LoopOptions = Readonly<{
  name: string;
  /** One round; resolves with the milliseconds until the next at the latest. */
  round: () => Promise<number>;
  /** Never waits longer than this: a safety net under every wake-up, and the way foreign commits are seen. */
  idleMs: number;
  log: Logger;
  signal: AbortSignal;
}>;

const afterFailureMs = 1_000;

/** Runs rounds until the signal aborts: at once when woken, else when a round asked for it. A failed round is not the end. */
export function startLoop({ name, round, idleMs, log, signal }: LoopOptions): Loop {
  let isWoken = false;
  let rise: (() => void) | null = null;

  function wake(): void {
    isWoken = true;
    rise?.();
  }

  /** Ends early when woken; woken while a round ran, it does not sleep at all. */
  function sleep(ms: number): Promise<void> {
    if (isWoken || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const callOff = after(ms, () => rise?.());
      rise = () => {
        callOff();
        rise = null;
        resolve();
      };
    });
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      isWoken = false;
      const nextMs = await round().catch((error: unknown) => {
        log.error({ event: 'round_failed', loop: name, error });
        return afterFailureMs;
      });
      await sleep(Math.min(nextMs, idleMs));
    }
  }

  signal.addEventListener('abort', wake, { once: true });
  return { wake, done: run() };
}
