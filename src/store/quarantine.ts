import { sql } from 'kysely';
import type { FactSource } from '../domain/facts.ts';
import type { ProviderName } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { QuarantineView } from '../domain/views.ts';
import type { Reader, Tx } from './database.ts';
import type { InboxTable } from './schema.ts';

/** One by our id or the provider's, or all that were put aside for one cause. */
export type QuarantineChoice = Readonly<{ id: string } | { type: string; issues: string }>;

/** As the partial indexes have it. */
const aside = sql<boolean>`state = 'quarantined'`;

export async function listQuarantined(db: Reader, limit: number): Promise<readonly QuarantineView[]> {
  const rows = await db
    .selectFrom('inbox')
    .select(['id', 'provider', 'external_id', 'type', 'received_at', 'issues'])
    .where(aside)
    .orderBy('received_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    provider: row.provider,
    externalId: row.external_id,
    type: row.type,
    receivedAt: row.received_at as Instant,
    issues: row.issues ?? '',
  }));
}

export type QuarantineCause = Readonly<{ type: string; issues: string; count: number }>;

/** The most frequent first. */
export async function listQuarantineCauses(db: Reader, limit: number): Promise<readonly QuarantineCause[]> {
  const rows = await db
    .selectFrom('inbox')
    .select((eb) => ['type', 'issues', eb.fn.countAll<number>().as('n')])
    .where(aside)
    .groupBy(['type', 'issues'])
    .orderBy('n', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ type, issues, n }) => ({ type, issues: issues ?? '', count: Number(n) }));
}

/** So many tries failed, or ended with their process: such an entry is left out where all of a cause are read again. */
const failuresAtMost = 5;
const crashesAtMost = 2;

/** In the order of arrival. `worthTrying` leaves out those that failed too often; who is asked for by his own id is always there. */
export async function listQuarantinedIds(
  db: Reader,
  choice: QuarantineChoice,
  { limit, worthTrying }: Readonly<{ limit: number; worthTrying: boolean }>,
): Promise<readonly string[]> {
  let query = db.selectFrom('inbox').select('id').where(aside).orderBy('received_at').orderBy('id').limit(limit);
  if ('id' in choice) query = query.where((eb) => eb.or([eb('id', '=', choice.id), eb('external_id', '=', choice.id)]));
  else {
    query = query.where('type', '=', choice.type).where('issues', '=', choice.issues);
    if (worthTrying)
      query = query.where('replay_failures', '<', failuresAtMost).where('replay_crashes', '<', crashesAtMost);
  }
  return (await query.execute()).map((row) => row.id);
}

export type KeptEntry = Readonly<{
  id: string;
  provider: ProviderName;
  externalId: string;
  type: string;
  source: FactSource;
  text: string;
  occurredAt: Instant;
  receivedAt: Instant;
}>;

/**
 * Counts a try before it begins, in a commit of its own: an entry that kills its process is known by the tries that
 * never ended. Null where it is not put aside any more.
 */
export async function beginReplay(tx: Tx, id: string): Promise<KeptEntry | null> {
  const row = await tx
    .updateTable('inbox')
    .set({ replay_crashes: sql`replay_crashes + 1` })
    .where('id', '=', id)
    .where(aside)
    .returning(['provider', 'external_id', 'type', 'source', 'payload', 'occurred_at', 'received_at'])
    .executeTakeFirst();
  if (!row) return null;
  return {
    id,
    provider: row.provider as ProviderName,
    externalId: row.external_id,
    type: row.type,
    source: row.source as FactSource,
    text: row.payload,
    occurredAt: row.occurred_at as Instant,
    receivedAt: row.received_at as Instant,
  };
}

const trySurvived = { replay_crashes: sql<number>`replay_crashes - 1` };

/** False where somebody else was quicker: of several who read an entry again, one records it. */
export async function endQuarantine(
  tx: Tx,
  id: string,
  change: Readonly<{ state: InboxTable['state']; paymentRef: string | null }>,
): Promise<boolean> {
  const changed = await tx
    .updateTable('inbox')
    .set({ ...trySurvived, state: change.state, payment_ref: change.paymentRef, issues: null })
    .where('id', '=', id)
    .where(aside)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** It stays put aside, with the newest reason. */
export async function noteFailedReplay(tx: Tx, id: string, issues: string): Promise<void> {
  await tx
    .updateTable('inbox')
    .set({ ...trySurvived, issues, replay_failures: sql`replay_failures + 1` })
    .where('id', '=', id)
    .where(aside)
    .execute();
}

/** Kept for the record, never read again. */
export async function discardQuarantinedRows(tx: Tx, ids: readonly string[], by: string): Promise<number> {
  if (ids.length === 0) return 0;
  const changed = await tx
    .updateTable('inbox')
    .set({ state: 'ignored', issues: sql`${`discarded by ${by}: `} || coalesce(issues, '')` })
    .where('id', 'in', ids)
    .where(aside)
    .executeTakeFirst();
  return Number(changed.numUpdatedRows);
}
