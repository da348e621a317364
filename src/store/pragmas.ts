import { sql } from 'kysely';
import type { Store } from './database.ts';

export type Setting = Readonly<{ name: string; value: string; ok: boolean }>;

const wanted: Readonly<Record<string, string>> = { journal_mode: 'wal', synchronous: '2', foreign_keys: '1' };

/** The settings that durability rests on, as the database has them now. */
export async function readSettings(store: Store): Promise<readonly Setting[]> {
  if (store.kind === 'postgres') {
    const { rows } = await sql<{
      version: string;
      sync: string;
    }>`select current_setting('server_version') as version, current_setting('synchronous_commit') as sync`.execute(
      store.reader,
    );
    const [row] = rows;
    return [
      { name: 'PostgreSQL', value: row?.version ?? 'unknown', ok: row !== undefined },
      { name: 'synchronous_commit', value: row?.sync ?? 'unknown', ok: row?.sync !== 'off' },
    ];
  }
  const settings: Setting[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const { rows } = await sql<Record<string, unknown>>`${sql.raw(`pragma ${name}`)}`.execute(store.writer);
    const found = String(Object.values(rows[0] ?? {})[0] ?? 'unknown');
    settings.push({ name, value: found, ok: found === value });
  }
  return settings;
}
