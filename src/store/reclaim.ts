import { type Selectable, sql } from 'kysely';
import { type Death, deathWeight, isPoison, poison, stepAfterCrash } from '../domain/decide-delivery.ts';
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
  dead: readonly Readonly<{ id: DeliveryId; destination: string; code: string }>[];
}>;

const workerDied = 'worker_died';

/**
 * Takes back what a dead worker held. A lease alone was never sent; a try that had begun is in doubt. On SQLite all
 * leases are of dead processes at start (one process owns the file); on PostgreSQL those whose time is over. `keyed`
 * names the destinations where a repeat does no harm.
 */
export async function reclaimDead(
  tx: Tx,
  kind: Store['kind'],
  keyed: ReadonlySet<string>,
  death: Death,
  now: Instant,
): Promise<Reclaimed> {
  let query = tx.selectFrom('deliveries').selectAll().where(underWay);
  if (kind === 'postgres') {
    query = query.where('lease_until', '<', databaseNow);
  }
  const rows = await query.execute();
  const dead: { id: DeliveryId; destination: string; code: string }[] = [];
  for (const row of rows) {
    if (row.state === 'leased') await releaseClaimed(tx, claimedFromRow(row), now, now);
    else {
      const code = await takeBack(tx, row, { isKeyed: keyed.has(row.destination), death }, now);
      if (code !== null) dead.push({ id: row.id as DeliveryId, destination: row.destination, code });
    }
  }
  const inDoubt = rows.filter((row) => row.state === 'sending').length;
  return { released: rows.length - inDoubt, inDoubt, dead };
}

/** The code with which it is given up; null where it waits again. */
async function takeBack(
  tx: Tx,
  row: Selectable<DeliveryTable>,
  { isKeyed, death }: Readonly<{ isKeyed: boolean; death: Death }>,
  now: Instant,
): Promise<string | null> {
  const crashes = row.crashes + deathWeight[death];
  const code = isPoison(crashes) ? poison : workerDied;
  const result: DeliveryResult = {
    outcome: 'ambiguous',
    code,
    detail: 'the worker ended while the call was under way',
  };
  const isRepeatable = isKeyed || (await isShown(tx, row));
  const step = stepAfterCrash({ crashes, doubt: row.ambiguous, isRepeatable }, now);
  await settleDelivery(tx, {
    destination: row.destination,
    delivery: claimedFromRow(row),
    result,
    step,
    handle: '',
    startedAt: now,
    now,
    durationMs: 0,
    counts: { crashes },
  });
  return step.state === 'dead' ? code : null;
}

/** People have the message already: another try only edits it. */
async function isShown(tx: Tx, row: Selectable<DeliveryTable>): Promise<boolean> {
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
