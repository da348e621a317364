import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

/** What the newest look saw, as whoever looked wrote it down; null before the first. */
export async function findCheck<T>(db: Reader, name: string): Promise<Readonly<{ at: Instant; outcome: T }> | null> {
  const row = await db.selectFrom('alert_checks').selectAll().where('name', '=', name).executeTakeFirst();
  return row ? { at: row.at as Instant, outcome: JSON.parse(row.outcome) as T } : null;
}

export async function saveCheck(tx: Tx, name: string, at: Instant, outcome: unknown): Promise<void> {
  const row = { name, at, outcome: JSON.stringify(outcome) };
  await tx
    .insertInto('alert_checks')
    .values(row)
    .onConflict((c) => c.column('name').doUpdateSet(row))
    .execute();
}
