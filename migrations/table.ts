import { type Kysely, PostgresAdapter, sql } from 'kysely';

/**
 * One text for both databases: TEXT and BIGINT columns, whole numbers and UTC text only. SQLite gets INTEGER for BIGINT
 * and STRICT, so that a wrong type is an error there as it is in PostgreSQL.
 */
export async function createTable(db: Kysely<unknown>, name: string, columns: string): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const body = isPostgres ? columns : columns.replaceAll(/\bBIGINT\b/g, 'INTEGER');
  await sql.raw(`create table ${name} (${body})${isPostgres ? '' : ' strict'}`).execute(db);
}

export async function run(db: Kysely<unknown>, ...statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
