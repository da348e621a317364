import type { Logger } from '../lib/logger.ts';
import { wait } from '../lib/wait.ts';

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
  let wakeUp = new AbortController();
  let isWoken = false;

  async function sleepFor(ms: number): Promise<void> {
    if (isWoken || ms <= 0) return;
    wakeUp = new AbortController();
    await wait(ms, AbortSignal.any([signal, wakeUp.signal])).catch(() => undefined);
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      isWoken = false;
      const nextMs = await round().catch((error: unknown) => {
        log.error({ event: 'round_failed', loop: name, error });
        return afterFailureMs;
      });
      await sleepFor(Math.min(nextMs, idleMs));
    }
  }

  return {
    wake: () => {
      isWoken = true;
      wakeUp.abort();
    },
    done: run(),
  };
}
