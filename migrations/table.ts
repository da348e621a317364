import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * One text for both databases: TEXT and BIGINT columns, whole numbers and UTC text only. SQLite gets INTEGER for BIGINT
 * and STRICT, so that a wrong type is an error there as it is in PostgreSQL.
 */
export async function createTable(db: Kysely<unknown>, name: string, columns: string): Promise<void> {
  const body = isPostgres(db) ? columns : columns.replaceAll(/\bBIGINT\b/g, 'INTEGER');
  await sql.raw(`create table ${name} (${body})${isPostgres(db) ? '' : ' strict'}`).execute(db);
}

/** Of many short rows that are only ever read by their key: on SQLite the key is the table, at half the size. */
export async function createKeyedTable(db: Kysely<unknown>, name: string, columns: string): Promise<void> {
  if (isPostgres(db)) return createTable(db, name, columns);
  const body = columns.replaceAll(/\bBIGINT\b/g, 'INTEGER');
  await sql.raw(`create table ${name} (${body}) strict, without rowid`).execute(db);
}

export function isPostgres(db: Kysely<unknown>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** Rows may be added and read, never updated or deleted: the database itself refuses. */
export async function forbidChanges(db: Kysely<unknown>, name: string): Promise<void> {
  if (isPostgres(db)) {
    await run(
      db,
      `create function ${name}_is_append_only() returns trigger language plpgsql as
       $$ begin raise exception '${name} is append-only'; end $$`,
      `create trigger ${name}_append_only before update or delete or truncate on ${name}
       for each statement execute function ${name}_is_append_only()`,
    );
    return;
  }
  for (const change of ['update', 'delete']) {
    await run(
      db,
      `create trigger ${name}_no_${change} before ${change} on ${name}
       begin select raise(abort, '${name} is append-only'); end`,
    );
  }
}

export async function run(db: Kysely<unknown>, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
