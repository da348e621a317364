import { sql } from 'kysely';
import type { Store } from './database.ts';
import { createScanner } from './reader.ts';

type Look = 'quick_check' | 'integrity_check';

/**
 * SQLite's own look at every page; null where all is well, else its first complaint. PostgreSQL checks its own pages. It
 * has a thread of its own: with gigabytes it takes half a minute, in which reports would stand in line behind it.
 */
async function lookAtPages(store: Store, look: Look): Promise<string | null> {
  if (store.file === null) return null;
  const { scanner, close } = createScanner(store.file);
  try {
    const { rows } = await sql<Record<string, string>>`${sql.raw(`pragma ${look}(1)`)}`.execute(scanner);
    const told = rows[0]?.[look] ?? 'no answer';
    return told === 'ok' ? null : told;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await close();
  }
}

/** SQLite's own look at every page; null where all is well, else its first complaint. PostgreSQL checks its own pages. */
export function findCorruption(store: Store): Promise<string | null> {
  return lookAtPages(store, 'quick_check');
}

/** As `findCorruption`, and every index against its table, and every reference: minutes where there are gigabytes. */
export async function findDeepCorruption(store: Store): Promise<string | null> {
  const found = await lookAtPages(store, 'integrity_check');
  if (found !== null || store.kind === 'postgres') return found;
  const { rows } = await sql<{ table: string }>`pragma foreign_key_check`.execute(store.scanner);
  return rows.length === 0 ? null : `${rows.length} rows refer to rows that are not there`;
}
