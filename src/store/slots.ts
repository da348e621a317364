import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';

/** The database decides who runs a slot: true for exactly one asker. */
export async function claimSlot(tx: Tx, job: string, slot: string, now: Instant): Promise<boolean> {
  const inserted = await tx
    .insertInto('slots')
    .values({ job, slot, state: 'running', started_at: now, finished_at: null, detail: null })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function finishSlot(
  tx: Tx,
  job: string,
  slot: string,
  state: 'done' | 'failed',
  detail: string | null,
  now: Instant,
): Promise<void> {
  await tx
    .updateTable('slots')
    .set({ state, finished_at: now, detail })
    .where('job', '=', job)
    .where('slot', '=', slot)
    .execute();
}

export async function pruneSlots(tx: Tx, before: Instant): Promise<void> {
  await tx.deleteFrom('slots').where('started_at', '<', before).execute();
}
