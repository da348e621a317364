import { sql } from 'kysely';
import type { DeliveryId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { FailureGroup } from '../domain/views.ts';
import type { Reader, Tx } from './database.ts';

export async function countHeld(db: Reader): Promise<number> {
  // Written as the partial indexes are, so that they answer: with millions delivered, a scan took longer every month.
  const { rows } = await sql<{ n: number }>`select (select count(*) from deliveries where state = 'waiting') +
    (select count(*) from deliveries where state in ('leased','sending')) as n`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** By destination; those without any are left out. */
export async function countDeliveredSince(db: Reader, since: Instant): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['destination', eb.fn.countAll<number>().as('n')])
    .where(isDelivered)
    .where('settled_at', '>=', since)
    .groupBy('destination')
    .execute();
  return new Map(rows.map((row) => [row.destination, Number(row.n)]));
}

/** As the partial index has it. */
const isDelivered = sql<boolean>`state = 'delivered'`;

/** Marks waiting deliveries as cancelled under one id, which brings them back. Nothing is deleted. */
export async function cancelWaiting(tx: Tx, destination: string, undoId: string, now: Instant): Promise<number> {
  const result = await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: undoId, settled_at: now })
    .where('state', '=', 'waiting')
    .where('destination', '=', destination)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** One a subject: those for which a newer one waits, or comes back with them, stay cancelled. The newer says it all. */
export async function restoreCancelled(tx: Tx, undoId: string, now: Instant): Promise<number> {
  const result = await tx
    .updateTable('deliveries')
    .set({ state: 'waiting', cancelled_by: null, settled_at: null, due_at: now })
    .where('cancelled_by', '=', undoId)
    .where('state', '=', 'cancelled')
    .where(noneWaiting)
    .where(newestCancelled)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

const newestCancelled = sql<boolean>`not exists (select 1 from deliveries as other where other.destination = deliveries.destination
  and other.address = deliveries.address and other.kind = deliveries.kind and other.subject_id = deliveries.subject_id
  and other.cancelled_by = deliveries.cancelled_by and other.state = 'cancelled' and other.id > deliveries.id)`;

const noneWaiting = sql<boolean>`not exists (select 1 from deliveries as other where other.destination = deliveries.destination
  and other.address = deliveries.address and other.kind = deliveries.kind and other.subject_id = deliveries.subject_id and other.state = 'waiting')`;

const fresh = {
  state: 'waiting' as const,
  attempts: 0,
  crashes: 0,
  own_errors: 0,
  settled_at: null,
  last_code: null,
  last_detail: null,
};

/** Dead deliveries wait again from the start. One that may have arrived says so when it is repeated. */
export async function replayDead(tx: Tx, ids: readonly DeliveryId[], now: Instant): Promise<number> {
  let count = 0;
  for (const id of ids) {
    const result = await tx
      .updateTable('deliveries')
      .set({ ...fresh, due_at: now })
      .where('id', '=', id)
      .where('state', 'in', ['dead', 'cancelled'])
      .where(noneWaiting)
      .executeTakeFirst();
    count += Number(result.numUpdatedRows);
  }
  return count;
}

/** Shown for deliveries that died without a code. */
const unknownCode = 'unknown';

export async function listDeadIds(
  db: Reader,
  destination: string,
  code: string,
  limit: number,
): Promise<readonly DeliveryId[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'dead')
    .where('destination', '=', destination)
    .where((eb) => eb(eb.fn.coalesce('last_code', eb.val(unknownCode)), '=', code))
    .limit(limit)
    .execute();
  return rows.map((row) => row.id as DeliveryId);
}

export async function discardDead(tx: Tx, ids: readonly DeliveryId[], by: string, now: Instant): Promise<number> {
  if (ids.length === 0) return 0;
  const result = await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: by, settled_at: now })
    .where('id', 'in', ids)
    .where('state', '=', 'dead')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Dead deliveries of one subject, or the one with that id. */
export async function listReplayable(db: Reader, idOrSubject: readonly string[]): Promise<readonly DeliveryId[]> {
  if (idOrSubject.length === 0) return [];
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'dead')
    .where((eb) => eb.or([eb('id', 'in', idOrSubject), eb('subject_id', 'in', idOrSubject)]))
    .limit(200)
    .execute();
  return rows.map((row) => row.id as DeliveryId);
}

const groupLimit = 100;

/** Dead deliveries by cause, the most frequent first. */
export async function listFailureGroups(db: Reader): Promise<readonly FailureGroup[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => [
      'destination',
      'last_code',
      eb.fn.countAll<number>().as('n'),
      eb.fn.max('settled_at').as('newest'),
      eb.fn.max('last_detail').as('detail'),
      eb.fn.min('id').as('sample'),
    ])
    .where('state', '=', 'dead')
    .groupBy(['destination', 'last_code'])
    .orderBy('n', 'desc')
    .limit(groupLimit)
    .execute();
  return rows.map((row) => ({
    destination: row.destination,
    code: row.last_code ?? unknownCode,
    count: Number(row.n),
    newestAt: row.newest as Instant,
    sampleIds: [row.sample as DeliveryId],
    detail: row.detail,
  }));
}
