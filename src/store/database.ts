import { Kysely, sql, type Transaction } from 'kysely';
import { withinMs } from '../lib/timer.ts';
import { monotonicClock, wait } from '../lib/wait.ts';
import { openSqlite, sqliteDialect } from './dialect.ts';
import { postgresDialect } from './postgres-dialect.ts';
import { createScanner } from './reader.ts';
import { type Scan, scanWith } from './scans.ts';
import type { Schema } from './schema.ts';

/** Everything that must be inside a transaction takes a Tx: the outer handle would hang on SQLite. */
export type Tx = Transaction<Schema>;
/** For reads that may stand outside a transaction. */
export type Reader = Kysely<Schema>;

export type Store = Readonly<{
  kind: 'sqlite' | 'postgres';
  /** The file's path on SQLite. */
  file: string | null;
  writer: Kysely<Schema>;
  /** Its own connection: sees committed rows only and never waits for a writer. */
  reader: Reader;
  /** For what may take longer than 50 ms; on SQLite it runs in a thread of its own. */
  scanner: Reader;
  /** Computes over many rows; on SQLite in the scanner's threads, so that neither rows nor their garbage come here. */
  scan: Scan;
  /** Statements run on the writer and the reader so far; not counted on PostgreSQL. */
  statementsRun: () => number;
  /** Statements kept prepared on both; not counted on PostgreSQL. */
  statementsPrepared: () => number;
  close: () => Promise<void>;
}>;

/** The database is locked by somebody else, or not there; nothing was stored. The caller may try again later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** `file:/path/payops.db` or `postgres://…`. Creates the file; the caller migrates. */
export function openStore(url: string): Store {
  if (/^postgres(ql)?:/.test(url)) {
    const db = new Kysely<Schema>({ dialect: postgresDialect(url) });
    return {
      kind: 'postgres',
      file: null,
      writer: db,
      reader: db,
      scanner: db,
      scan: scanWith(db),
      statementsRun: () => 0,
      statementsPrepared: () => 0,
      close: () => db.destroy(),
    };
  }
  const count = { statements: 0, prepared: 0 };
  const file = url.replace(/^file:(\/\/)?/, '');
  const writing = openSqlite(file, { readonly: false });
  const reading = openSqlite(file, { readonly: true });
  const writer = new Kysely<Schema>({ dialect: sqliteDialect(writing, count) });
  const reader = new Kysely<Schema>({ dialect: sqliteDialect(reading, count) });
  const { scanner, scan, close: closeScanner } = createScanner(file);
  const close = async () => {
    await closeScanner();
    // Kysely closes a connection only where it was used; the writer, closed last, folds the log into the file.
    await reader.destroy();
    reading.close();
    await writer.destroy();
    writing.close();
  };
  return {
    kind: 'sqlite',
    file,
    writer,
    reader,
    scanner,
    scan,
    statementsRun: () => count.statements,
    statementsPrepared: () => count.prepared,
    close,
  };
}

const lockWaitMs = 4_500;
const lockRetryMs = 25;
/** One writer at a time on PostgreSQL too, so that read-then-write means the same on both; released at commit. */
const writerLock = 7_041_776;

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED' || code === '55P03');
}

/** What the PostgreSQL client says without a code. */
const lostConnection =
  /^(connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|client was closed)/i;

/** The database itself failed: full or broken disk, lost connection. */
export function isStoreFailure(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return true;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string') return lostConnection.test(String(message));
  return (
    /^SQLITE_(FULL|IOERR|BUSY|LOCKED|READONLY|CANTOPEN|CORRUPT|NOTADB|PROTOCOL)/.test(code) ||
    /^(08|40|53|57)/.test(code) ||
    /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH)/.test(code)
  );
}

/**
 * Read-then-write in one transaction: all or nothing. Waits for another process's lock without blocking the event loop,
 * less than 5 s, then throws StoreUnavailable. `work` must make no network call and use only `tx`.
 */
export async function inTransaction<T>(store: Store, work: (tx: Tx) => Promise<T>): Promise<T> {
  return untilUnlocked(() =>
    store.writer.transaction().execute(async (tx) => {
      if (store.kind === 'postgres') await sql`select pg_advisory_xact_lock(${writerLock})`.execute(tx);
      return await work(tx);
    }),
  );
}

/** Tries again while somebody else holds the lock, less than 5 s. */
export async function untilUnlocked<T>(run: () => Promise<T>): Promise<T> {
  const givesUpAtMs = monotonicClock.nowMs() + lockWaitMs;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (monotonicClock.nowMs() >= givesUpAtMs)
        throw new StoreUnavailable('the database is locked by another process', { cause: error });
      await wait(lockRetryMs);
    }
  }
}

const answerMs = 1_000;

/** Whether the database answers at all, within a second. */
export async function isAnswering(store: Store): Promise<boolean> {
  const asked = sql`select 1`.execute(store.reader).then(
    () => true,
    () => false,
  );
  return withinMs(answerMs, asked, false);
}
