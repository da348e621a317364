import path from 'node:path';
import type { CrashOrder } from './crash-at.ts';
import { type ServerProcess, until } from './server-process.ts';

/** For servers that are to die at a statement. */
export const preload = path.join(import.meta.dirname, 'crash-at.ts');

export async function arm(server: ServerProcess, order: CrashOrder): Promise<void> {
  // Told again only while nothing was counted yet: an order may get lost while the process is busy starting.
  let toldAtMs = Number.NEGATIVE_INFINITY;
  await until('the crash to be armed', () => {
    if (server.isArmed()) return true;
    if (performance.now() - toldAtMs > 3_000) {
      toldAtMs = performance.now();
      server.tell(order);
    }
    return false;
  });
}
