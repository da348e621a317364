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

export async function forgetStop(tx: Tx): Promise<void> {
  await tx.deleteFrom('settings').where('name', '=', stopName).execute();
}
