import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Instant } from '../domain/time.ts';
import type { StopState } from '../domain/views.ts';

type Stopped = Readonly<{ by: string; reason: string | null; since: Instant }>;

/**
 * The kill switch's first two latches: memory, then the file `DATA_DIR/STOPPED`. They need no database, so a stop works
 * while everything else is broken. The file is a hand brake too: who touches it stops the system within a second.
 */
export class StopLatch {
  readonly #file: string;
  #stopped: Stopped | null = null;
  #abort = new AbortController();

  constructor(dataDir: string) {
    this.#file = path.join(dataDir, 'STOPPED');
  }

  get state(): StopState {
    return this.#stopped ? { stopped: true, ...this.#stopped } : { stopped: false };
  }

  get isStopped(): boolean {
    return this.#stopped !== null;
  }

  /** Aborts at the stop: for work that began before it and can be broken off. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  #latch(stopped: Stopped): void {
    this.#stopped ??= stopped;
    this.#abort.abort();
  }

  /**
   * Memory first; a file that cannot be written (full disk) does not undo that. Who stops what is stopped changes
   * nothing. Returns who stopped it, and why.
   */
  stop(stopped: Stopped): Stopped {
    this.#latch(stopped);
    const first = this.#stopped ?? stopped;
    try {
      writeFileSync(this.#file, `${JSON.stringify(first)}\n`, { mode: 0o600 });
    } catch {
      // The memory and the database hold.
    }
    return first;
  }

  resume(): void {
    rmSync(this.#file, { force: true });
    this.#stopped = null;
    this.#abort = new AbortController();
  }

  /** Looks for the hand brake; true where it stopped the system just now. */
  watch(now: Instant): boolean {
    if (this.#stopped !== null || !existsSync(this.#file)) return false;
    this.#latch({ ...this.#readFile(), since: now });
    return true;
  }

  /** Written by another process (the command line), or by a hand that only touched it. */
  #readFile(): Pick<Stopped, 'by' | 'reason'> {
    try {
      const { by, reason } = JSON.parse(readFileSync(this.#file, 'utf8')) as Readonly<Record<string, unknown>>;
      if (typeof by === 'string' && by !== '') return { by, reason: typeof reason === 'string' ? reason : null };
    } catch {
      // Empty, half written, or no text of ours: the hand brake is pulled all the same.
    }
    return { by: path.basename(this.#file), reason: null };
  }

  /** What the database remembers from before a restart. */
  restore(stopped: Stopped): void {
    this.#latch(stopped);
  }
}
