import { sql } from 'kysely';
import type { Store } from './database.ts';

export type Setting = Readonly<{ name: string; value: string; ok: boolean }>;

const wanted: Readonly<Record<string, string>> = { journal_mode: 'wal', synchronous: '2', foreign_keys: '1' };

async function readPragma(store: Store, name: string): Promise<string> {
  const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(store.writer);
  return String(Object.values(rows[0] ?? {})[0] ?? 'unknown');
}

async function readPostgresSettings(store: Store): Promise<readonly Setting[]> {
  const { rows } = await sql<{ sync: string; flush: string }>`
    select current_setting('synchronous_commit') as sync, current_setting('fsync') as flush`.execute(store.reader);
  const [row] = rows;
  return [
    { name: 'synchronous_commit', value: row?.sync ?? 'unknown', ok: row?.sync !== 'off' },
    { name: 'database_fsync', value: row?.flush ?? 'unknown', ok: row?.flush === 'on' },
  ];
}

/** The settings that durability rests on, as the database has them now. */
export async function readSettings(store: Store): Promise<readonly Setting[]> {
  if (store.kind === 'postgres') return readPostgresSettings(store);
  const settings: Setting[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const found = await readPragma(store, name);
    settings.push({ name, value: found, ok: found === value });
  }
  return settings;
}

/** How long the writer waits for another process's lock in the event loop, in milliseconds; null on PostgreSQL. */
export async function readBusyTimeout(store: Store): Promise<number | null> {
  return store.kind === 'sqlite' ? Number(await readPragma(store, 'busy_timeout')) : null;
}

/** `3.54.1`, `18.4`. */
export async function readEngineVersion(store: Store): Promise<string> {
  const text = store.kind === 'sqlite' ? 'sqlite_version()' : "current_setting('server_version')";
  const { rows } = await sql<{ version: string }>`select ${sql.raw(text)} as version`.execute(store.reader);
  return rows[0]?.version ?? 'unknown';
}
