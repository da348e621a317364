import { sql } from 'kysely';
import type { WholeStop } from '../domain/stops.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type StoredStop = WholeStop;

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

const resumedName = 'resumed';

/** Who ended the newest stop, and when: how other processes on this database know that it is over. */
export type StoredResume = Readonly<{ by: string; at: Instant }>;

export async function rememberResume(tx: Tx, resume: StoredResume): Promise<void> {
  await tx.deleteFrom('settings').where('name', 'in', [stopName, resumedName]).execute();
  const row = { name: resumedName, value: JSON.stringify(resume), changed_by: resume.by, changed_at: resume.at };
  await tx.insertInto('settings').values(row).execute();
}

/** In one look, so that both are of the same moment. */
export async function findStopAndResume(
  db: Reader,
): Promise<Readonly<{ stop: StoredStop | null; resumed: StoredResume | null }>> {
  const rows = await db
    .selectFrom('settings')
    .select(['name', 'value'])
    .where('name', 'in', [stopName, resumedName])
    .execute();
  const values = new Map(rows.map(({ name, value }) => [name, JSON.parse(value) as unknown]));
  return {
    stop: (values.get(stopName) ?? null) as StoredStop | null,
    resumed: (values.get(resumedName) ?? null) as StoredResume | null,
  };
}
