import { sql } from 'kysely';
import type { DeliveryStep } from '../domain/decide-delivery.ts';
import type { DeliveryResult } from '../domain/ports.ts';
import type { Instant } from '../domain/time.ts';
import { inTransaction, type Store, type Tx } from './database.ts';
import { claimedFromRow, releaseClaimed, settleDelivery } from './deliveries.ts';
import type { DeliveryTable } from './schema.ts';

/** A worker died this often while sending: the delivery itself may be what kills it. */
const crashLimit = 2;

/**
 * Takes back what a dead worker held. A lease alone was never sent; a try that had begun is in doubt. On SQLite all
 * leases are of dead processes at start (one process owns the file); on PostgreSQL those whose time is over.
 */
export async function reclaimDead(store: Store, now: Instant): Promise<{ released: number; inDoubt: number }> {
  return inTransaction(store, async (tx) => {
    let query = tx.selectFrom('deliveries').selectAll().where('state', 'in', ['leased', 'sending']);
    if (store.kind === 'postgres') {
      query = query.where(
        'lease_until',
        '<',
        sql<string>`to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
      );
    }
    const rows = await query.execute();
    for (const row of rows) await reclaimOne(tx, row, now);
    const inDoubt = rows.filter((row) => row.state === 'sending').length;
    return { released: rows.length - inDoubt, inDoubt };
  });
}

async function reclaimOne(tx: Tx, row: DeliveryTable, now: Instant): Promise<void> {
  const delivery = claimedFromRow(row);
  if (row.state === 'leased') {
    await releaseClaimed(tx, delivery, now, now);
    return;
  }
  const crashed: DeliveryResult = {
    outcome: 'ambiguous',
    code: 'worker_died',
    detail: 'the worker ended while the call was under way',
  };
  const { crashes } = await tx
    .selectFrom('attempts')
    .select((eb) => eb.fn.countAll<number>().as('crashes'))
    .where('delivery_id', '=', row.id)
    .where('code', '=', crashed.code)
    .executeTakeFirstOrThrow();
  const step: DeliveryStep =
    Number(crashes) + 1 >= crashLimit && row.ambiguous > 0
      ? { state: 'dead' }
      : { state: 'waiting', dueAt: now, doubt: 1, countsAsTry: true };
  const settlement = {
    destination: row.destination,
    delivery,
    result: crashed,
    step,
    handle: '',
    startedAt: now,
    now,
    durationMs: 0,
  };
  await settleDelivery(tx, settlement);
}
