import { sql } from 'kysely';
import type { Store } from './database.ts';
import { createScanner } from './reader.ts';

/**
 * SQLite's own look at every page; null where all is well, else its first complaint. PostgreSQL checks its own pages. It
 * has a thread of its own: with gigabytes it takes half a minute, in which reports would stand in line behind it.
 */
export async function findCorruption(store: Store): Promise<string | null> {
  if (store.file === null) return null;
  const scanner = createScanner(store.file);
  try {
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(scanner);
    const told = rows[0]?.quick_check ?? 'no answer';
    return told === 'ok' ? null : told;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await scanner.destroy();
  }
}
