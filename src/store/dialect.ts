import Database from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Prepared statements kept per connection; the oldest is dropped beyond this. */
const statementLimit = 500;
/** Waiting for another process's lock happens in the event loop, so it is short; callers retry asynchronously. */
const busyTimeoutMs = 20;

/** How many statements were run so far, and are kept prepared: shown by the metrics, and what the benchmarks count by. */
export type StatementCount = { statements: number; prepared: number };

class CachingConnection implements DatabaseConnection {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  readonly #count: StatementCount;

  constructor(db: Database.Database, count: StatementCount) {
    this.#db = db;
    this.#count = count;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#prepare(sql);
    this.#count.statements += 1;
    if (statement.reader) return { rows: statement.all(parameters) as R[] };
    const { changes } = statement.run(parameters);
    return { numAffectedRows: BigInt(changes), rows: [] };
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    if (this.#statements.size >= statementLimit)
      this.#statements.delete(this.#statements.keys().next().value as string);
    else this.#count.prepared += 1;
    this.#statements.set(sql, statement);
    return statement;
  }

  // biome-ignore lint/correctness/useYield: the interface wants a generator, and nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read in pages: streaming would hold the only connection');
  }
}

class SqliteDriver implements Driver {
  readonly #db: Database.Database;
  readonly #connection: CachingConnection;

  constructor(db: Database.Database, count: StatementCount) {
    this.#db = db;
    this.#connection = new CachingConnection(db, count);
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }
  /** IMMEDIATE: a deferred transaction that reads and then writes fails at once with SQLITE_BUSY_SNAPSHOT. */
  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }
  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk or an I/O error has rolled back already.
    if (this.#db.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {
    this.#db.close();
  }
}

/** SQLite can roll back DDL, so a migration that was killed leaves nothing half done. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** `db` is null for those who bring another driver. */
export function sqliteDialect(
  db: Database.Database | null,
  count: StatementCount = { statements: 0, prepared: 0 },
): Dialect {
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => {
      if (!db) throw new Error('this dialect needs a driver');
      return new SqliteDriver(db, count);
    },
    createIntrospector: (kysely: Kysely<unknown>) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/**
 * Opens a SQLite file as payops needs it and reads the settings back: better-sqlite3 reopens a WAL database at
 * `synchronous = NORMAL`, which would lose acknowledged payments in a power cut. Throws where a setting did not take.
 */
export function openSqlite(file: string, { readonly }: { readonly: boolean }): Database.Database {
  const db = new Database(file, { readonly, timeout: busyTimeoutMs });
  if (!readonly) db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -16000');
  const full = 2;
  if (db.pragma('synchronous', { simple: true }) !== full) throw new Error('SQLite did not accept synchronous = FULL');
  if (db.pragma('journal_mode', { simple: true }) !== 'wal')
    throw new Error('SQLite did not accept journal_mode = WAL');
  return db;
}

export function isPostgres(db: { getExecutor: Kysely<unknown>['getExecutor'] }): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
