import { sql } from 'kysely';
import { afterArrivals } from '../lib/arrivals.ts';
import { afterTurn } from '../lib/wait.ts';
import { inTransaction, isStoreFailure, type Store, StoreUnavailable, type Tx } from './database.ts';

type Job = Readonly<{
  run: (tx: Tx) => Promise<unknown>;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}>;
type Settled = Readonly<{ job: Job; ok: boolean; value: unknown }>;

/** Told of every commit: how many writes shared it, and how long it took. */
export type ObserveCommit = (writes: number, seconds: number) => void;

/** At most so many writes share one commit, and at most so many wait. */
const batchLimit = 64;
/** No further write joins a commit that has been gathering for so long. */
const gatherMs = 60;
/** The event loop gets a turn after so much work, in the middle of a transaction too: only other writers wait for it. */
const turnLimitMs = 12;
const waitingLimit = 5_000;

/**
 * Lets writes that arrive together share one commit, and so one sync to disk. Each stands in its own savepoint: one bad
 * write fails alone. A promise resolves only after the commit that holds its rows.
 */
export class CommitQueue {
  readonly #store: Store;
  readonly #observe: ObserveCommit;
  readonly #gatherMs: number;
  readonly #waiting: Job[] = [];
  #running = false;

  constructor(store: Store, observe: ObserveCommit = () => undefined, atMostMs = gatherMs) {
    this.#store = store;
    this.#observe = observe;
    this.#gatherMs = atMostMs;
  }

  /** Writes that wait for a commit. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Throws StoreUnavailable at once when too many wait already. */
  submit<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#waiting.length >= waitingLimit)
      return Promise.reject(new StoreUnavailable('too many writes are waiting'));
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ run, resolve: resolve as (value: never) => void, reject });
      if (!this.#running) this.#start();
    });
  }

  #start(): void {
    this.#running = true;
    afterArrivals(() => void this.#drain());
  }

  async #drain(): Promise<void> {
    const taken: Job[] = [];
    const startedMs = performance.now();
    try {
      const settled = await inTransaction(this.#store, (tx) => {
        // A second try, after the lock was another's, begins anew.
        this.#waiting.unshift(...taken.splice(0));
        return this.#runWaiting(tx, taken);
      });
      this.#observe(settled.length, (performance.now() - startedMs) / 1_000);
      for (const { job, ok, value } of settled) ok ? job.resolve(value as never) : job.reject(value);
    } catch (error) {
      // Who came meanwhile would wait as long for the same lock, and be answered too late.
      const refused = error instanceof StoreUnavailable ? [...taken, ...this.#waiting.splice(0)] : taken;
      for (const job of refused) job.reject(error);
    }
    this.#running = false;
    if (this.#waiting.length > 0) this.#start();
  }

  /** Those who come while others are written join them, as long as the first has not waited too long for the commit. */
  async #runWaiting(tx: Tx, taken: Job[]): Promise<Settled[]> {
    const settled: Settled[] = [];
    const startedMs = performance.now();
    let turnMs = startedMs;
    const isAlone = this.#waiting.length === 1;
    while (this.#waiting.length > 0 && taken.length < batchLimit && performance.now() - startedMs < this.#gatherMs) {
      const job = this.#waiting.shift() as Job;
      taken.push(job);
      settled.push(isAlone && taken.length === 1 ? await runBare(tx, job) : await runInSavepoint(tx, job));
      if (performance.now() - turnMs < turnLimitMs) continue;
      await afterTurn();
      turnMs = performance.now();
    }
    return settled;
  }
}

/** The usual case of a quiet system: one write, one commit, and nothing to fall back to. */
async function runBare(tx: Tx, job: Job): Promise<Settled> {
  return { job, ok: true, value: await job.run(tx) };
}

async function runInSavepoint(tx: Tx, job: Job): Promise<Settled> {
  await sql`savepoint one`.execute(tx);
  try {
    const value = await job.run(tx);
    await sql`release savepoint one`.execute(tx);
    return { job, ok: true, value };
  } catch (error) {
    // Where the database itself failed, nobody's rows are safe: the whole batch is refused.
    if (isStoreFailure(error)) throw error;
    await sql`rollback to savepoint one`.execute(tx);
    await sql`release savepoint one`.execute(tx);
    return { job, ok: false, value: error };
  }
}
