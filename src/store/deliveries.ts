import { type Selectable, sql } from 'kysely';
import type { DeliveryStep, Doubt } from '../domain/decide-delivery.ts';
import type { DeliveryKind } from '../domain/deliveries.ts';
import type { DeliveryId } from '../domain/ids.ts';
import type { Arrived, DeliveryResult } from '../domain/ports.ts';
import type { Instant } from '../domain/time.ts';
import { inTransaction, type Store, type Tx } from './database.ts';
import type { DeliveryTable } from './schema.ts';

/** On SQLite leases end with their process; on PostgreSQL by its clock, and they are renewed while work is under way. */
export const leaseSeconds = 30;

export type ClaimedDelivery = Readonly<{
  id: DeliveryId;
  address: string;
  kind: DeliveryKind;
  subjectId: string;
  attempts: number;
  doubt: Doubt;
  content: string | null;
  arrived: Arrived | null;
  leaseToken: string;
  createdAt: Instant;
  dueAt: Instant;
  /** Tries so far in which the worker died, and in which our own code failed. */
  crashes: number;
  ownErrors: number;
}>;

export function claimedFromRow(row: Selectable<DeliveryTable>): ClaimedDelivery {
  return {
    id: row.id as DeliveryId,
    address: row.address,
    kind: row.kind as DeliveryKind,
    subjectId: row.subject_id,
    attempts: row.attempts,
    doubt: row.ambiguous,
    content: row.content,
    arrived: row.arrived === null ? null : (JSON.parse(row.arrived) as Arrived),
    leaseToken: row.lease_token as string,
    createdAt: row.created_at as Instant,
    dueAt: row.due_at as Instant,
    crashes: row.crashes,
    ownErrors: row.own_errors,
  };
}

export type ClaimRequest = Readonly<{
  destination: string;
  addresses: readonly string[];
  now: Instant;
  limit: number;
  leaseToken: string;
}>;

/**
 * Takes due deliveries, answers and alerts first; the try is counted now, so a delivery that kills its worker comes to
 * an end. While one for a subject is under way, no other for it is taken: order per subject.
 */
export async function claimDue(store: Store, request: ClaimRequest): Promise<readonly ClaimedDelivery[]> {
  if (request.addresses.length === 0) return [];
  return inTransaction(store, async (tx) => {
    const due = await tx
      .selectFrom('deliveries')
      .select('id')
      .where('destination', '=', request.destination)
      .where('state', '=', 'waiting')
      .where('address', 'in', request.addresses)
      .where('due_at', '<=', request.now)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('deliveries as other')
              .select('other.id')
              .whereRef('other.destination', '=', 'deliveries.destination')
              .whereRef('other.address', '=', 'deliveries.address')
              .whereRef('other.subject_id', '=', 'deliveries.subject_id')
              .where('other.state', 'in', ['leased', 'sending']),
          ),
        ),
      )
      .orderBy('priority')
      .orderBy('due_at')
      .orderBy('id')
      .limit(request.limit)
      .execute();
    if (due.length === 0) return [];
    const rows = await tx
      .updateTable('deliveries')
      .set({
        state: 'leased',
        lease_token: request.leaseToken,
        lease_until: leaseEnd(store),
        attempts: sql`attempts + 1`,
      })
      .where(
        'id',
        'in',
        due.map((row) => row.id),
      )
      .returningAll()
      .execute();
    return rows
      .map(claimedFromRow)
      .sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : a.id < b.id ? -1 : 1));
  });
}

/** PostgreSQL's own clock: those of its clients may differ. */
export const databaseNow = sql<string>`to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const leaseEndText = sql<string>`to_char(clock_timestamp() at time zone 'utc' + make_interval(secs => ${leaseSeconds}), 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

function leaseEnd(store: Store) {
  return store.kind === 'sqlite' ? null : leaseEndText;
}

/** False where nothing is held under it any more. A lease that is over is not renewed: its work may be another's. */
export async function renewLease(tx: Tx, leaseToken: string): Promise<boolean> {
  const changed = await tx
    .updateTable('deliveries')
    .set({ lease_until: leaseEndText })
    .where('lease_token', '=', leaseToken)
    .where('lease_until', '>', databaseNow)
    .executeTakeFirst();
  return changed.numUpdatedRows > 0n;
}

/** From here on the other side may know of it. False where the lease was lost or the delivery cancelled meanwhile. */
export async function markSending(tx: Tx, delivery: ClaimedDelivery): Promise<boolean> {
  const changed = await tx
    .updateTable('deliveries')
    .set({ state: 'sending' })
    .where('id', '=', delivery.id)
    .where('lease_token', '=', delivery.leaseToken)
    .where('state', '=', 'leased')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** False where the lease was lost: then nothing more may be sent. */
export async function keepArrived(tx: Tx, delivery: ClaimedDelivery, arrived: Arrived): Promise<boolean> {
  const changed = await tx
    .updateTable('deliveries')
    .set({ arrived: JSON.stringify(arrived) })
    .where('id', '=', delivery.id)
    .where('lease_token', '=', delivery.leaseToken)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Gives claimed deliveries back untried: the destination is not ready, or everything was stopped. */
export async function releaseClaimed(tx: Tx, delivery: ClaimedDelivery, dueAt: Instant, now: Instant): Promise<void> {
  await backToWaiting(tx, delivery, { due_at: dueAt }, { countsAsTry: false, now });
}

type WaitingChange = Readonly<{
  due_at: Instant;
  ambiguous?: Doubt;
  last_code?: string;
  last_detail?: string;
  crashes?: number;
  own_errors?: number;
}>;

/** A newer delivery for the subject may wait already: then this one is merged into it, its doubt and tries with it. */
async function backToWaiting(
  tx: Tx,
  delivery: ClaimedDelivery,
  change: WaitingChange,
  { countsAsTry, now }: { countsAsTry: boolean; now: Instant },
): Promise<boolean> {
  const own = await tx.selectFrom('deliveries').selectAll().where('id', '=', delivery.id).executeTakeFirst();
  if (!own || own.lease_token !== delivery.leaseToken) return false;
  const attempts = own.attempts - (countsAsTry ? 0 : 1);
  const newer = await tx
    .selectFrom('deliveries')
    .select(['id', 'attempts', 'crashes', 'own_errors'])
    .where('destination', '=', own.destination)
    .where('address', '=', own.address)
    .where('kind', '=', own.kind)
    .where('subject_id', '=', own.subject_id)
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  if (!newer) {
    await tx
      .updateTable('deliveries')
      .set({ ...change, attempts, state: 'waiting', lease_token: null, lease_until: null })
      .where('id', '=', own.id)
      .execute();
    return true;
  }
  await tx
    .updateTable('deliveries')
    .set({ state: 'merged', merged_into: newer.id, settled_at: now, lease_token: null, lease_until: null })
    .where('id', '=', own.id)
    .execute();
  const inDoubt = change.ambiguous ?? own.ambiguous;
  await tx
    .updateTable('deliveries')
    .set({
      ambiguous: inDoubt,
      attempts: Math.max(attempts, newer.attempts),
      crashes: Math.max(change.crashes ?? own.crashes, newer.crashes),
      own_errors: Math.max(change.own_errors ?? own.own_errors, newer.own_errors),
      due_at: change.due_at,
    })
    .where('id', '=', newer.id)
    .execute();
  return true;
}

export type Settlement = Readonly<{
  destination: string;
  delivery: ClaimedDelivery;
  result: DeliveryResult;
  step: DeliveryStep;
  handle: string;
  startedAt: Instant;
  now: Instant;
  durationMs: number;
  /** As they are after this try. */
  counts?: Readonly<{ crashes?: number; own_errors?: number }>;
}>;

async function recordAttempt(tx: Tx, { delivery, result, startedAt, durationMs }: Settlement): Promise<void> {
  const { n } = await tx
    .selectFrom('attempts')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('delivery_id', '=', delivery.id)
    .executeTakeFirstOrThrow();
  const failed = result.outcome === 'delivered' ? null : result;
  await tx
    .insertInto('attempts')
    .values({
      delivery_id: delivery.id,
      n: Number(n) + 1,
      started_at: startedAt,
      duration_ms: Math.max(0, Math.round(durationMs)),
      outcome: result.outcome,
      code: failed?.code ?? null,
      detail: failed?.detail.slice(0, 500) ?? null,
    })
    .execute();
}

async function rememberMessage(tx: Tx, { destination, delivery, result, handle, now }: Settlement): Promise<void> {
  if (result.outcome !== 'delivered' || result.unchanged || (result.remoteId ?? result.shownHash) === null) return;
  const row = {
    destination,
    address: delivery.address,
    kind: delivery.kind,
    subject_id: delivery.subjectId,
    remote_id: result.remoteId,
    shown_hash: result.shownHash,
    handle,
    sent_at: now,
  };
  await tx
    .insertInto('sent_messages')
    .values(row)
    .onConflict((c) =>
      c.columns(['destination', 'address', 'kind', 'subject_id']).doUpdateSet({
        remote_id: row.remote_id,
        shown_hash: row.shown_hash,
        handle,
        sent_at: now,
      }),
    )
    .execute();
}

/** Writes the end of one try, only if the lease is still ours: a late worker cannot overwrite its successor. */
export async function settleDelivery(tx: Tx, settlement: Settlement): Promise<'settled' | 'lease_lost'> {
  const { delivery, result, step, now, counts } = settlement;
  const failed = result.outcome === 'delivered' ? null : result;
  const last = { ...counts, ...(failed && { last_code: failed.code, last_detail: failed.detail.slice(0, 500) }) };
  if (step.state === 'waiting') {
    const { dueAt, doubt, countsAsTry } = step;
    const change = { due_at: dueAt, ambiguous: doubt, ...last };
    const kept = await backToWaiting(tx, delivery, change, { countsAsTry, now });
    if (!kept) return 'lease_lost';
  } else {
    const changed = await tx
      .updateTable('deliveries')
      .set({ state: step.state, settled_at: now, lease_token: null, lease_until: null, ...last })
      .where('id', '=', delivery.id)
      .where('lease_token', '=', delivery.leaseToken)
      .executeTakeFirst();
    if (changed.numUpdatedRows !== 1n) return 'lease_lost';
    await rememberMessage(tx, settlement);
  }
  await recordAttempt(tx, settlement);
  return 'settled';
}

/** Nothing is to be shown (the purchase was merged before its card was ever sent). */
export async function settleAsMerged(tx: Tx, delivery: ClaimedDelivery, now: Instant): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'merged', settled_at: now, lease_token: null, lease_until: null })
    .where('id', '=', delivery.id)
    .where('lease_token', '=', delivery.leaseToken)
    .execute();
}
