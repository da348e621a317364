import { wait } from '../../src/lib/wait.ts';

const pauseMs = 15;

/** Asks until `check` stops throwing, and returns what it found; throws its last error when the time is over. */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = 60_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await wait(pauseMs);
    }
  }
}
