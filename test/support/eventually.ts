import { wait } from '../../src/lib/wait.ts';
import { waitHangsMs } from './patience.ts';

/** Asks until `check` stops throwing, and returns what it found; throws its last error where that hangs. */
export async function eventually<T>(check: () => T | Promise<T>, everyMs = 15): Promise<T> {
  const deadline = performance.now() + waitHangsMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) throw error;
      await wait(everyMs);
    }
  }
}
