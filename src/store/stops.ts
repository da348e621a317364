import type { GradedStop } from '../domain/stops.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export async function listPartialStops(db: Reader): Promise<readonly GradedStop[]> {
  const rows = await db.selectFrom('partial_stops').selectAll().orderBy('scope').execute();
  return rows.map(({ scope, stopped_by: by, reason, since, until }) => ({
    scope,
    by,
    reason,
    since: since as Instant,
    until: until as Instant | null,
  }));
}

export async function rememberPartialStop(tx: Tx, { scope, by, reason, since, until }: GradedStop): Promise<void> {
  const row = { scope, stopped_by: by, reason, since, until };
  await tx
    .insertInto('partial_stops')
    .values(row)
    .onConflict((c) => c.column('scope').doUpdateSet(row))
    .execute();
}

/** False where it is not the stop that was seen: somebody stopped again, or ended it already. */
export async function forgetPartialStop(tx: Tx, scope: string, since: Instant): Promise<boolean> {
  const result = await tx
    .deleteFrom('partial_stops')
    .where('scope', '=', scope)
    .where('since', '=', since)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

/** Deliveries that a stop holds: of these destinations, or of all. */
export type Held = Readonly<{ destinations: readonly string[] | null }>;

/** Messages to people only: rows are the books, and the books stay right whatever is discarded. */
function waitingMessages(db: Reader, { destinations }: Held) {
  const query = db.selectFrom('deliveries').where('state', '=', 'waiting').where('kind', '!=', 'row');
  return destinations === null ? query : query.where('destination', 'in', destinations);
}

/** `before`: only those owed before this instant. */
export async function countHeldMessages(db: Reader, held: Held, before: Instant | null): Promise<number> {
  if (held.destinations?.length === 0) return 0;
  let query = waitingMessages(db, held).select((eb) => eb.fn.countAll<number>().as('n'));
  if (before !== null) query = query.where('created_at', '<', before);
  return Number((await query.executeTakeFirst())?.n ?? 0);
}

export type Discard = Readonly<{ undoId: string; now: Instant; before: Instant | null }>;

/** Marks them as cancelled under one id. Nothing is deleted. */
export async function cancelHeldMessages(tx: Tx, { destinations }: Held, discard: Discard): Promise<number> {
  if (destinations?.length === 0) return 0;
  const { undoId, now, before } = discard;
  let query = tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: undoId, settled_at: now })
    .where('state', '=', 'waiting')
    .where('kind', '!=', 'row');
  if (destinations !== null) query = query.where('destination', 'in', destinations);
  if (before !== null) query = query.where('created_at', '<', before);
  return Number((await query.executeTakeFirst()).numUpdatedRows);
}

const stepMs = 10_000;
const atOnce = 500;

/** Makes what is held due evenly over a time, the most urgent and the oldest first. */
export async function spreadHeldMessages(tx: Tx, held: Held, now: Instant, overMs: number): Promise<number> {
  if (held.destinations?.length === 0) return 0;
  const rows = await waitingMessages(tx, held)
    .select('id')
    .orderBy('priority')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const ids = rows.map(({ id }) => id);
  const size = Math.min(atOnce, Math.max(1, Math.ceil(ids.length / Math.max(1, Math.floor(overMs / stepMs)))));
  for (let from = 0; from < ids.length; from += size) {
    const dueAt = plusMs(now, Math.floor((from / ids.length) * overMs));
    await tx
      .updateTable('deliveries')
      .set({ due_at: dueAt })
      .where('id', 'in', ids.slice(from, from + size))
      .execute();
  }
  return ids.length;
}
