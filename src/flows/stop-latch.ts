import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stampOf, type WholeStop } from '../domain/stops.ts';
import { type Instant, later, plusMs } from '../domain/time.ts';
import type { StopState } from '../domain/views.ts';

/**
 * The kill switch's first two latches: memory, then the file `DATA_DIR/STOPPED`. They need no database, so a stop works
 * while everything else is broken. The file is a hand brake too: who touches it stops the system within a second.
 */
export class StopLatch {
  readonly #file: string;
  #stopped: WholeStop | null = null;
  #lastStamp: Instant | null = null;
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

  #latch(stopped: WholeStop): void {
    this.#stopped ??= stopped;
    this.#lastStamp = stampOf(this.#stopped);
    this.#abort.abort();
  }

  /**
   * Memory first; a file that cannot be written (full disk) does not undo that. Who stops what is stopped changes
   * nothing but that a resume asked for before has to be asked for again. Returns who stopped it, and why.
   */
  stop(asked: WholeStop): WholeStop {
    const at = this.#newStamp(asked.since);
    if (this.#stopped) this.#stopped = { ...this.#stopped, again: { by: asked.by, at } };
    this.#latch({ ...asked, since: at });
    const stopped = this.#stopped ?? asked;
    try {
      writeFileSync(this.#file, `${JSON.stringify(stopped)}\n`, { mode: 0o600 });
    } catch {
      // The memory and the database hold.
    }
    return stopped;
  }

  /** No two stops of one moment: each is known by its instant. */
  #newStamp(now: Instant): Instant {
    return this.#lastStamp === null ? now : later(now, plusMs(this.#lastStamp, 1));
  }

  resume(): void {
    rmSync(this.#file, { force: true });
    this.#stopped = null;
    this.#abort = new AbortController();
  }

  /** False where it is not the stop that was seen: it holds on. */
  resumeFrom(stamp: Instant | null): boolean {
    if (this.#stopped && stampOf(this.#stopped) !== stamp) return false;
    this.resume();
    return true;
  }

  /** Looks for the hand brake; true where it stopped the system just now. */
  watch(now: Instant): boolean {
    if (this.#stopped !== null || !existsSync(this.#file)) return false;
    this.#latch({ ...this.#readFile(), since: this.#newStamp(now) });
    return true;
  }

  /** Written by another process (the command line), or by a hand that only touched it. */
  #readFile(): Pick<WholeStop, 'by' | 'reason' | 'until'> {
    try {
      const { by, reason, until } = JSON.parse(readFileSync(this.#file, 'utf8')) as Readonly<Record<string, unknown>>;
      if (typeof by === 'string' && by !== '') {
        return {
          by,
          reason: typeof reason === 'string' ? reason : null,
          until: typeof until === 'string' ? (until as Instant) : null,
        };
      }
    } catch {
      // Empty, half written, or no text of ours: the hand brake is pulled all the same.
    }
    return { by: path.basename(this.#file), reason: null };
  }

  /** What the database remembers from before a restart, or another process wrote there since. */
  restore(stopped: WholeStop): void {
    if (this.#stopped && stopped.again && stampOf(stopped) > stampOf(this.#stopped)) this.#stopped = stopped;
    this.#latch(stopped);
  }
}
