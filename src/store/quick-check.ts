import { sql } from 'kysely';
import type { Store } from './database.ts';

/** SQLite's own look at every page; null where all is well, else its first complaint. PostgreSQL checks its own pages. */
export async function findCorruption(store: Store): Promise<string | null> {
  if (store.kind === 'postgres') return null;
  try {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(store.scanner);
    const told = rows[0]?.quick_check ?? 'no answer';
    return told === 'ok' ? null : told;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
