import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type SmallDisk = Readonly<{ path: string; fill: () => void; free: () => void; remove: () => void }>;

/** A disk of 8 MB that a test may fill; null, with a sentence, where this machine lets nobody mount one. */
export function fillableDisk(): SmallDisk | null {
  const dir = mkdtempSync(path.join(tmpdir(), 'payops-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', dir], { stdio: 'pipe' });
  } catch {
    rmSync(dir, { recursive: true, force: true });
    process.stdout.write('the full disk was not tested: mounting a small one needs root\n');
    return null;
  }
  const ballast = path.join(dir, 'ballast');
  return {
    path: dir,
    fill: () => {
      const block = Buffer.alloc(4_096);
      try {
        for (;;) appendFileSync(ballast, block);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    free: () => rmSync(ballast),
    remove: () => {
      execFileSync('umount', ['-l', dir]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
