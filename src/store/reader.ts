import { Worker } from 'node:worker_threads';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
} from 'kysely';
import { after, withinMs } from '../lib/timer.ts';
import { sqliteDialect } from './dialect.ts';
import type { Scan, ScanName, Scanned, ScanWish } from './scans.ts';
import type { Schema } from './schema.ts';

export type ThreadQuery = Readonly<{ id: number; sql: string; parameters: readonly unknown[] }>;
export type ThreadScan = Readonly<{ id: number; scan: ScanName; wish: unknown }>;
/** What the thread is told; `end` once everything before it has its answer. */
export type ThreadOrder = ThreadQuery | ThreadScan | 'end';
/** Rows as bare values: told as objects, each would carry the names of its columns from thread to thread. */
export type ThreadRows = Readonly<{ columns: readonly string[]; rows: readonly (readonly unknown[])[] }>;
export type ThreadAnswer = Readonly<{ id: number } & ({ result: unknown } | { failure: string })>;

type Question = Omit<ThreadQuery, 'id'> | Omit<ThreadScan, 'id'>;
type Waiting = Readonly<{ resolve: (result: unknown) => void; reject: (error: Error) => void }>;

/** Queries that may wait for a thread at once; beyond it the asker is told that it is busy. */
const waitingLimit = 100;
/** A report's next question is answered while another one is, and a long scan leaves one for everybody else. */
const threads = 2;
/** A thread holds some 20 MB: without work it ends, and the next query starts another in a tenth of a second. */
const idleMs = 3_000;
/** A thread that still reads after this is left to the process's own end. */
const endMs = 10_000;

function objectsOf({ columns, rows }: ThreadRows): Readonly<Record<string, unknown>>[] {
  return rows.map((row) => {
    const named: Record<string, unknown> = {};
    for (const [n, column] of columns.entries()) named[column] = row[n];
    return named;
  });
}

/** A connection whose queries run in a thread of their own. The thread starts with the first query and is replaced if it dies. */
class ThreadConnection implements DatabaseConnection {
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #ended: Promise<void> = Promise.resolve();
  #asked = 0;
  #isClosed = false;
  #callOff: () => void = () => undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** Askers that hold it. */
  askers = 0;

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return { rows: objectsOf((await this.ask({ sql, parameters })) as ThreadRows) as R[] };
  }

  async ask(question: Question): Promise<unknown> {
    if (this.#waiting.size >= waitingLimit) throw new Error('too many reports are being made; try again in a moment');
    if (this.#isClosed) throw new Error('the reading threads are closed');
    const id = ++this.#asked;
    const thread = this.#thread();
    // Throws where it cannot cross threads: then nobody waits.
    thread.postMessage({ id, ...question } satisfies ThreadOrder);
    // Somebody waits for it: the process must not end meanwhile for want of anything else to do.
    thread.ref();
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: { file: this.#file } });
    worker.unref();
    worker.on('message', (answer: ThreadAnswer) => this.#settle(answer));
    worker.on('error', (error) => this.#lose(worker, error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#lose(worker, new Error('the reading thread ended')));
    this.#ended = new Promise((resolve) => {
      worker.once('exit', () => resolve());
    });
    this.#worker = worker;
    return worker;
  }

  #settle(answer: ThreadAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failure' in answer) waiting?.reject(new Error(answer.failure));
    else waiting?.resolve(answer.result);
    if (this.#waiting.size === 0) this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    this.#worker?.unref();
    this.#callOff();
    this.#callOff = after(idleMs, () => {
      if (this.#waiting.size > 0) return;
      this.#end();
    });
  }

  #lose(worker: Worker, error: Error): void {
    // A thread that was ended for idleness has been replaced already.
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#refuseAll(error);
  }

  #refuseAll(error: Error): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  /** Asked to end, never terminated: a thread that is cut off inside the driver takes the whole process with it. */
  #end(): void {
    this.#worker?.postMessage('end' satisfies ThreadOrder);
    this.#worker = null;
  }

  /** What is under way is answered, or refused where it cannot be; nothing is asked any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOff();
    this.#worker?.ref();
    this.#end();
    await withinMs(endMs, this.#ended, undefined);
    this.#refuseAll(new Error('the reading thread ended'));
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator, and nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read in pages');
  }
}

/** Queries need not wait for each other before they reach the thread: it takes them in turn, and bounds their number. */
class ThreadAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** The one that fewest ask; to be let go once it has answered. */
function takeLeastBusy(connections: readonly ThreadConnection[]): ThreadConnection {
  const connection = connections.reduce((a, b) => (b.askers < a.askers ? b : a));
  connection.askers += 1;
  return connection;
}

function threadDriver(connections: readonly ThreadConnection[]): Driver {
  const refuse = () => Promise.reject(new Error('the reading thread has no transactions'));
  return {
    init: () => Promise.resolve(),
    acquireConnection: async () => takeLeastBusy(connections),
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    releaseConnection: async (connection) => {
      (connection as ThreadConnection).askers -= 1;
    },
    // Scans use the connections, too: whoever made them closes them.
    destroy: async () => undefined,
  };
}

function scanIn(connections: readonly ThreadConnection[]): Scan {
  return async <N extends ScanName>(scan: N, wish: ScanWish<N>) => {
    const connection = takeLeastBusy(connections);
    try {
      return (await connection.ask({ scan, wish })) as Scanned<N>;
    } finally {
      connection.askers -= 1;
    }
  };
}

export type Scanner = Readonly<{ scanner: Kysely<Schema>; scan: Scan; close: () => Promise<void> }>;

/** For reports, exports and scans that may take longer than 50 ms: the driver is synchronous, the threads are not ours. */
export function createScanner(file: string): Scanner {
  const connections = Array.from({ length: threads }, () => new ThreadConnection(file));
  const dialect: Dialect = {
    ...sqliteDialect(null),
    createAdapter: () => new ThreadAdapter(),
    createDriver: () => threadDriver(connections),
  };
  const scanner = new Kysely<Schema>({ dialect });
  const close = async () => {
    await scanner.destroy();
    await Promise.all(connections.map((connection) => connection.close()));
  };
  return { scanner, scan: scanIn(connections), close };
}
