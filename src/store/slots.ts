import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

/** Held by nobody. */
const longAgo = '1970-01-01T00:00:00.000Z';

/** A slot that is ours: a later claim of the same slot ends this one. */
export type ClaimedSlot = Readonly<{ job: string; slot: string; startedAt: Instant; tries: number }>;

/** The database decides who runs a slot: one asker gets it. */
export async function claimSlot(tx: Tx, job: string, slot: string, now: Instant): Promise<ClaimedSlot | null> {
  const inserted = await tx
    .insertInto('slots')
    .values({ job, slot, state: 'running', started_at: now, finished_at: null, detail: null })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n ? { job, slot, startedAt: now, tries: 1 } : null;
}

/** Takes over a slot whose worker began it before `before` and never ended it. */
export async function reclaimSlot(
  tx: Tx,
  job: string,
  slot: string,
  before: Instant,
  now: Instant,
): Promise<ClaimedSlot | null> {
  const row = await tx
    .updateTable('slots')
    .set((eb) => ({ started_at: now, tries: eb('tries', '+', 1) }))
    .where('job', '=', job)
    .where('slot', '=', slot)
    .where('state', '=', 'running')
    .where('started_at', '<', before)
    .returning('tries')
    .executeTakeFirst();
  return row ? { job, slot, startedAt: now, tries: row.tries } : null;
}

/** False where another worker took the slot over meanwhile: what was made for it must not be kept. */
export async function finishSlot(
  tx: Tx,
  { job, slot, startedAt }: ClaimedSlot,
  state: 'done' | 'failed' | 'missed',
  detail: string | null,
  now: Instant,
): Promise<boolean> {
  const updated = await tx
    .updateTable('slots')
    .set({ state, finished_at: now, detail })
    .where('job', '=', job)
    .where('slot', '=', slot)
    .where('state', '=', 'running')
    .where('started_at', '=', startedAt)
    .executeTakeFirst();
  return updated.numUpdatedRows === 1n;
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

/** Whether a slot was begun and not ended. */
export async function isSlotRunning(db: Reader, job: string, slot: string): Promise<boolean> {
  const row = await db
    .selectFrom('slots')
    .select('state')
    .where('job', '=', job)
    .where('slot', '=', slot)
    .executeTakeFirst();
  return row?.state === 'running';
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

/** It may be begun anew at once. */
export async function giveBackSlot(tx: Tx, { job, slot, startedAt }: ClaimedSlot, detail: string): Promise<void> {
  await tx
    .updateTable('slots')
    .set({ started_at: longAgo, detail })
    .where('job', '=', job)
    .where('slot', '=', slot)
    .where('state', '=', 'running')
    .where('started_at', '=', startedAt)
    .execute();
}

/** Slots that no living worker holds: where one process alone owns the database, all that run when it starts. */
export async function abandonSlots(tx: Tx): Promise<void> {
  await tx.updateTable('slots').set({ started_at: longAgo }).where('state', '=', 'running').execute();
}

/** Slots before this one whose workers died: their time is over. */
export async function failAbandoned(tx: Tx, job: string, slot: string, before: Instant, now: Instant): Promise<void> {
  await tx
    .updateTable('slots')
    .set({ state: 'failed', finished_at: now, detail: 'its process ended' })
    .where('job', '=', job)
    .where('slot', '<', slot)
    .where('state', '=', 'running')
    .where('started_at', '<', before)
    .execute();
}
