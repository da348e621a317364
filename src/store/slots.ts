import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

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

/** The newest slot of a job that anything is known of; null before its first. */
export async function findLastSlot(db: Reader, job: string): Promise<string | null> {
  const row = await db
    .selectFrom('slots')
    .select((eb) => eb.fn.max('slot').as('slot'))
    .where('job', '=', job)
    .executeTakeFirst();
  return row?.slot ?? null;
}

export async function insertMissed(
  tx: Tx,
  job: string,
  slots: readonly string[],
  reason: string,
  now: Instant,
): Promise<void> {
  for (const slot of slots) {
    await tx
      .insertInto('slots')
      .values({ job, slot, state: 'missed', started_at: now, finished_at: now, detail: reason })
      .onConflict((c) => c.doNothing())
      .execute();
  }
}
