import { sql } from 'kysely';
import type { RetentionClass } from '../domain/retention.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import type { Schema } from './schema.ts';

/** Written as the partial index has it. */
const hasBody = sql<boolean>`payload <> ''`;

async function emptyBodies(tx: Tx, before: Instant, limit: number): Promise<number> {
  const result = await tx
    .updateTable('inbox')
    .set((eb) => ({
      payload: '',
      // Null means that no second content ever came; empty, that one came and its text is gone.
      conflict_payload: eb.case().when('conflict_payload', 'is', null).then(null).else('').end(),
    }))
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('inbox')
        .select('id')
        .where(hasBody)
        .where('state', '!=', 'quarantined')
        .where('received_at', '<', before)
        .orderBy('received_at')
        .limit(limit),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Whole deliveries at a time: the number of a try is counted from those that are there. */
async function deleteAttempts(tx: Tx, before: Instant, limit: number): Promise<number> {
  const done = await tx
    .selectFrom('attempts')
    .innerJoin('deliveries', 'deliveries.id', 'attempts.delivery_id')
    .select('deliveries.id')
    .where('attempts.started_at', '<', before)
    .where('deliveries.state', 'in', ['delivered', 'merged', 'cancelled'])
    .where('deliveries.settled_at', '<', before)
    .orderBy('attempts.started_at')
    .limit(limit)
    .execute();
  if (done.length === 0) return 0;
  const ids = [...new Set(done.map(({ id }) => id))];
  const result = await tx.deleteFrom('attempts').where('delivery_id', 'in', ids).executeTakeFirst();
  return Number(result.numDeletedRows);
}

/** With their story; the message that several shared goes with the last of them. */
async function deleteIncidents(tx: Tx, before: Instant, limit: number): Promise<number> {
  const old = await tx
    .selectFrom('incidents')
    .select(['id', 'group_id'])
    .where('opened_at', '<', before)
    .where('state', '=', 'resolved')
    .where('resolved_at', '<', before)
    .orderBy('opened_at')
    .limit(limit)
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await tx.deleteFrom('incident_events').where('incident_id', 'in', ids).execute();
  await tx.deleteFrom('incidents').where('id', 'in', ids).execute();
  const groups = [...new Set(old.flatMap(({ group_id: id }) => (id === null ? [] : [id])))];
  if (groups.length === 0) return old.length;
  await tx
    .deleteFrom('incident_groups')
    .where('id', 'in', groups)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('incidents').select('id').whereRef('incidents.group_id', '=', 'incident_groups.id'))),
    )
    .execute();
  return old.length;
}

/** By their end, which is noted where one runs out by itself, too. */
async function deleteSilences(tx: Tx, before: Instant, limit: number): Promise<number> {
  const old = await tx
    .selectFrom('silences')
    .select('id')
    .where('until', '<', before)
    .where('ended_at', '<', before)
    .limit(limit)
    .execute();
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await tx.deleteFrom('silences').where('id', 'in', ids).execute();
  return ids.length;
}

type Prune = (tx: Tx, before: Instant, limit: number) => Promise<number>;

/** Whole rows, by one column that says since when they are old. */
function deletes<T extends keyof Schema>(
  table: T,
  key: keyof Schema[T] & string,
  oldSince: keyof Schema[T] & string,
): Prune {
  return async (tx, before, limit) => {
    const old = sql`select ${sql.ref(key)} from ${sql.table(table)} where ${sql.ref(oldSince)} < ${before} limit ${limit}`;
    const result = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (${old})`.execute(tx);
    return Number(result.numAffectedRows);
  };
}

const isOvertaken = sql<boolean>`slot < (select max(other.slot) from slots as other where other.job = slots.job)`;

/** A job's newest slot stays, however old: it says what ran last. */
async function deleteSlots(tx: Tx, before: Instant, limit: number): Promise<number> {
  const old = await tx
    .selectFrom('slots')
    .select(['job', 'slot'])
    .where('started_at', '<', before)
    .where(isOvertaken)
    .limit(limit)
    .execute();
  for (const { job, slot } of old) {
    await tx.deleteFrom('slots').where('job', '=', job).where('slot', '=', slot).execute();
  }
  return old.length;
}

const prunes: Readonly<Record<RetentionClass, Prune>> = {
  webhook_bodies: emptyBodies,
  attempts: deleteAttempts,
  bot_updates: deletes('telegram_updates', 'update_id', 'taken_at'),
  update_tries: deletes('update_tries', 'update_id', 'begun_at'),
  bot_dialogues: deletes('bot_sessions', 'key', 'changed_at'),
  pressed_buttons: deletes('actions', 'id', 'expires_at'),
  idempotency_keys: deletes('idempotency_keys', 'key', 'taken_at'),
  lockouts: deletes('lockouts', 'address', 'until'),
  approvals: deletes('approvals', 'id', 'expires_at'),
  made_reports: deletes('made_reports', 'id', 'made_at'),
  incidents: deleteIncidents,
  silences: deleteSilences,
  slots: deleteSlots,
};

/** Takes away about `limit` rows of one class that are older; fewer than `limit` means that there are no more. */
export function pruneBatch(tx: Tx, kind: RetentionClass, before: Instant, limit: number): Promise<number> {
  return prunes[kind](tx, before, limit);
}
