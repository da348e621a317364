import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { migrations } from '../../migrations/index.ts';
import { openStore, type Store } from './database.ts';
import { migrateUp } from './migrate.ts';

/** Migrations that ran here and that this version does not know: it is older than the database. */
export async function listUnknownMigrations(store: Store): Promise<readonly string[]> {
  const tables = await store.reader.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(store.reader);
  return rows.map(({ name }) => name).filter((name) => !Object.hasOwn(migrations, name));
}

const ownSchema = sql<boolean>`schemaname = current_schema()`;

async function listColumns(store: Store): Promise<readonly string[]> {
  const tables = await store.reader.introspection.getTables();
  const own = store.kind === 'sqlite' ? tables : tables.filter(({ schema }) => schema === 'public');
  return own.flatMap(({ name, columns }) => columns.map((column) => `column ${name}.${column.name}`));
}

async function listIndexes(store: Store): Promise<readonly string[]> {
  const { rows } =
    store.kind === 'sqlite'
      ? await sql<{ name: string }>`select name from sqlite_master where type = 'index' and sql is not null`.execute(
          store.reader,
        )
      : await sql<{ name: string }>`select indexname as name from pg_indexes where ${ownSchema}`.execute(store.reader);
  return rows.map(({ name }) => `index ${name}`);
}

/** Tables whose rows the database itself protects from changes. */
async function listGuarded(store: Store): Promise<readonly string[]> {
  const text =
    store.kind === 'sqlite'
      ? "select distinct tbl_name as name from sqlite_master where type = 'trigger'"
      : 'select distinct event_object_table as name from information_schema.triggers where trigger_schema = current_schema()';
  const { rows } = await sql<{ name: string }>`${sql.raw(text)}`.execute(store.reader);
  return rows.map(({ name }) => `guard of ${name}`);
}

async function describe(store: Store): Promise<ReadonlySet<string>> {
  return new Set([...(await listColumns(store)), ...(await listIndexes(store)), ...(await listGuarded(store))]);
}

/** What the migrations make, on a database of its own that is gone afterwards. */
async function describeFresh(): Promise<ReadonlySet<string>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'payops-schema-'));
  try {
    const fresh = openStore(`file:${path.join(folder, 'fresh.db')}`);
    try {
      await migrateUp(fresh);
      return await describe(fresh);
    } finally {
      await fresh.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Columns, indexes and guards that the migrations make and that are not here. What others added harms nothing. */
export async function listSchemaDrift(store: Store): Promise<readonly string[]> {
  const [here, wanted] = [await describe(store), await describeFresh()];
  return [...wanted].filter((part) => !here.has(part)).sort();
}
