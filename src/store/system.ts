import { sql } from 'kysely';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type StoredStop = Readonly<{ by: string; reason: string | null; since: Instant }>;

const stopName = 'stop';

export async function findStop(db: Reader): Promise<StoredStop | null> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', stopName).executeTakeFirst();
  return row ? (JSON.parse(row.value) as StoredStop) : null;
}

export async function rememberStop(tx: Tx, stop: StoredStop): Promise<void> {
  const row = { name: stopName, value: JSON.stringify(stop), changed_by: stop.by, changed_at: stop.since };
  await tx
    .insertInto('settings')
    .values(row)
    .onConflict((c) => c.column('name').doUpdateSet(row))
    .execute();
}

const drainName = 'drain_before';

/** Cards owed before this instant are sent one by one, however many they are: somebody chose so. Null: no such wish. */
export async function setDrainBefore(tx: Tx, before: Instant | null, by: string, now: Instant): Promise<void> {
  await tx.deleteFrom('settings').where('name', '=', drainName).execute();
  if (before === null) return;
  await tx.insertInto('settings').values({ name: drainName, value: before, changed_by: by, changed_at: now }).execute();
}

/** For a condition on `deliveries.created_at`. */
export const drainBefore = sql<string>`coalesce((select value from settings where name = ${drainName}), '')`;

export async function forgetStop(tx: Tx): Promise<void> {
  await tx.deleteFrom('settings').where('name', '=', stopName).execute();
}
