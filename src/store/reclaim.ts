import { sql } from 'kysely';
import { stepAfterCrash } from '../domain/decide-delivery.ts';
import type { DeliveryId } from '../domain/ids.ts';
import type { DeliveryResult } from '../domain/ports.ts';
import type { Instant } from '../domain/time.ts';
import type { Store, Tx } from './database.ts';
import { claimedFromRow, databaseNow, releaseClaimed, settleDelivery } from './deliveries.ts';
import type { DeliveryTable } from './schema.ts';

/** As the partial index has it: as parameters it would not be used, and a start would read all that was ever sent. */
const underWay = sql<boolean>`state in ('leased','sending')`;

/** What a dead worker held; `dead`: given up, since nobody knows whether its one repeat arrived. */
export type Reclaimed = Readonly<{
  released: number;
  inDoubt: number;
  dead: readonly Readonly<{ id: DeliveryId; destination: string }>[];
}>;

export const workerDied = 'worker_died';

/**
 * Takes back what a dead worker held. A lease alone was never sent; a try that had begun is in doubt. On SQLite all
 * leases are of dead processes at start (one process owns the file); on PostgreSQL those whose time is over. `keyed`
 * names the destinations where a repeat does no harm.
 */
export async function reclaimDead(
  tx: Tx,
  kind: Store['kind'],
  keyed: ReadonlySet<string>,
  now: Instant,
): Promise<Reclaimed> {
  let query = tx.selectFrom('deliveries').selectAll().where(underWay);
  if (kind === 'postgres') {
    query = query.where('lease_until', '<', databaseNow);
  }
  const rows = await query.execute();
  const dead: { id: DeliveryId; destination: string }[] = [];
  for (const row of rows) {
    if (row.state === 'leased') await releaseClaimed(tx, claimedFromRow(row), now, now);
    else if ((await takeBack(tx, row, keyed.has(row.destination), now)) === 'dead')
      dead.push({ id: row.id as DeliveryId, destination: row.destination });
  }
  const inDoubt = rows.filter((row) => row.state === 'sending').length;
  return { released: rows.length - inDoubt, inDoubt, dead };
}

async function takeBack(tx: Tx, row: DeliveryTable, isKeyed: boolean, now: Instant): Promise<'waiting' | 'dead'> {
  const delivery = claimedFromRow(row);
  const result: DeliveryResult = {
    outcome: 'ambiguous',
    code: workerDied,
    detail: 'the worker ended while the call was under way',
  };
  const crashes = 1 + (await countCrashes(tx, row.id));
  const isRepeatable = isKeyed || (await isShown(tx, row));
  const step = stepAfterCrash({ crashes, doubt: row.ambiguous, isRepeatable }, now);
  const settlement = {
    destination: row.destination,
    delivery,
    result,
    step,
    handle: '',
    startedAt: now,
    now,
    durationMs: 0,
  };
  await settleDelivery(tx, settlement);
  return step.state === 'dead' ? 'dead' : 'waiting';
}

async function countCrashes(tx: Tx, deliveryId: string): Promise<number> {
  const { crashes } = await tx
    .selectFrom('attempts')
    .select((eb) => eb.fn.countAll<number>().as('crashes'))
    .where('delivery_id', '=', deliveryId)
    .where('code', '=', workerDied)
    .executeTakeFirstOrThrow();
  return Number(crashes);
}

/** People have the message already: another try only edits it. */
async function isShown(tx: Tx, row: DeliveryTable): Promise<boolean> {
  const message = await tx
    .selectFrom('sent_messages')
    .select('remote_id')
    .where('destination', '=', row.destination)
    .where('address', '=', row.address)
    .where('kind', '=', row.kind)
    .where('subject_id', '=', row.subject_id)
    .executeTakeFirst();
  return (message?.remote_id ?? null) !== null;
}
