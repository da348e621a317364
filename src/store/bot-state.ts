import { sql } from 'kysely';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export async function findSession(db: Reader, key: string): Promise<string | null> {
  const row = await db.selectFrom('bot_sessions').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeSession(tx: Tx, key: string, value: string, now: Instant): Promise<void> {
  await tx
    .insertInto('bot_sessions')
    .values({ key, value, changed_at: now })
    .onConflict((c) => c.column('key').doUpdateSet({ value, changed_at: now }))
    .execute();
}

export async function deleteSession(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('bot_sessions').where('key', '=', key).execute();
}

/** False where this update was taken before. */
export async function takeUpdateOnce(tx: Tx, updateId: number, now: Instant): Promise<boolean> {
  const inserted = await tx
    .insertInto('telegram_updates')
    .values({ update_id: updateId, taken_at: now })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  await tx.deleteFrom('update_tries').where('update_id', '=', updateId).execute();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function wasUpdateTaken(db: Reader, updateId: number): Promise<boolean> {
  const row = await db
    .selectFrom('telegram_updates')
    .select('update_id')
    .where('update_id', '=', updateId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts a try before it begins, in a commit of its own: what kills its process is known by tries that never ended. */
export async function beginUpdateTry(tx: Tx, updateId: number, now: Instant): Promise<number> {
  const row = await tx
    .insertInto('update_tries')
    .values({ update_id: updateId, tries: 1, begun_at: now })
    .onConflict((c) => c.column('update_id').doUpdateSet({ tries: sql<number>`update_tries.tries + 1`, begun_at: now }))
    .returning('tries')
    .executeTakeFirstOrThrow();
  return row.tries - 1;
}
