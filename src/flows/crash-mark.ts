import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Death } from '../domain/decide-delivery.ts';

const markOf = (dataDir: string) => path.join(dataDir, 'CRASHED');

/** The last thing that a process does which ends by an error of its own: the next one knows that it was no kill. */
export function leaveCrashMark(dataDir: string): void {
  try {
    writeFileSync(markOf(dataDir), '', { mode: 0o600 });
  } catch {
    // A full disk: then it counts as a death without a word.
  }
}

/** How the process before this one ended. Asked once: the mark is taken away. */
export function takeCrashMark(dataDir: string): Death {
  try {
    rmSync(markOf(dataDir));
    return 'crashed';
  } catch {
    return 'silent';
  }
}
