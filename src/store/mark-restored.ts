import { sql } from 'kysely';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

const restoredName = 'restored_at';
export const restoredReason = 'restored';

/** When this database was last brought back from a backup: what happened before is told to nobody. Null: never. */
export async function findRestoredAt(db: Reader): Promise<Instant | null> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', restoredName).executeTakeFirst();
  return (row?.value as Instant | undefined) ?? null;
}

const owedToPeople = sql<boolean>`state in ('waiting','leased','sending') and kind <> 'row'`;

/**
 * Makes history of everything in a restored database: what was owed to people was told since, or is old, so it ends as
 * cancelled; what is changed by catching up is told to nobody. Rows are the books and go on being written, each of them
 * whatever this database believes that the sheet shows. Returns how many deliveries were cancelled.
 */
export async function markRestored(tx: Tx, now: Instant, by: string): Promise<number> {
  const cancelled = await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: restoredReason, settled_at: now, lease_token: null, lease_until: null })
    .where(owedToPeople)
    .executeTakeFirst();
  await tx.updateTable('payments').set({ quiet: 1 }).where('quiet', '=', 0).execute();
  await tx.updateTable('purchases').set({ loud: 0 }).where('loud', '=', 1).execute();
  await tx.updateTable('sent_messages').set({ shown_hash: null }).where('kind', '=', 'row').execute();
  const row = { name: restoredName, value: now, changed_by: by, changed_at: now };
  await tx
    .insertInto('settings')
    .values(row)
    .onConflict((c) => c.column('name').doUpdateSet(row))
    .execute();
  return Number(cancelled.numUpdatedRows);
}
