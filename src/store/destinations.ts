import { buyersKinds } from '../domain/deliveries.ts';
import { type Instant, plusMs, secondMs } from '../domain/time.ts';
import type { DestinationStatus } from '../domain/views.ts';
import type { Reader, Tx } from './database.ts';
import type { DestinationTable } from './schema.ts';

export type DestinationState = Readonly<{
  paused: boolean;
  pausedReason: string | null;
  breaker: 'closed' | 'open';
  /** Failed probes since the breaker opened. */
  failures: number;
  probeAt: Instant | null;
}>;

const healthy: DestinationState = { paused: false, pausedReason: null, breaker: 'closed', failures: 0, probeAt: null };

function stateFromRow(row: DestinationTable): DestinationState {
  return {
    paused: row.paused === 1,
    pausedReason: row.paused_reason,
    breaker: row.breaker,
    failures: row.failures,
    probeAt: row.probe_at as Instant | null,
  };
}

export async function findDestinationState(db: Reader, name: string): Promise<DestinationState> {
  const row = await db.selectFrom('destinations').selectAll().where('name', '=', name).executeTakeFirst();
  return row ? stateFromRow(row) : healthy;
}

type Change = Partial<Omit<DestinationTable, 'name' | 'changed_at'>>;

async function changeDestination(tx: Tx, name: string, change: Change, now: Instant): Promise<void> {
  const fresh: DestinationTable = {
    name,
    paused: 0,
    paused_by: null,
    paused_reason: null,
    breaker: 'closed',
    failures: 0,
    probe_at: null,
    changed_at: now,
  };
  await tx
    .insertInto('destinations')
    .values({ ...fresh, ...change })
    .onConflict((c) => c.column('name').doUpdateSet({ ...change, changed_at: now }))
    .execute();
}

export async function openBreaker(
  tx: Tx,
  name: string,
  probeAt: Instant,
  failures: number,
  now: Instant,
): Promise<void> {
  await changeDestination(tx, name, { breaker: 'open', probe_at: probeAt, failures }, now);
}

export async function closeBreaker(tx: Tx, name: string, now: Instant): Promise<void> {
  await changeDestination(tx, name, { breaker: 'closed', probe_at: null, failures: 0 }, now);
}

export async function pauseDestinationRow(
  tx: Tx,
  name: string,
  by: string,
  reason: string | null,
  now: Instant,
): Promise<void> {
  await changeDestination(tx, name, { paused: 1, paused_by: by, paused_reason: reason }, now);
}

/** A new card is held for its facts for less than this; what is due later was put off by a failure. */
const putOffMs = 5 * secondMs;

/** Somebody put the cause right: what failed because of it is due now, not when its schedule says so. */
export async function resumeDestinationRow(tx: Tx, name: string, now: Instant): Promise<void> {
  await changeDestination(
    tx,
    name,
    { paused: 0, paused_by: null, paused_reason: null, breaker: 'closed', probe_at: null, failures: 0 },
    now,
  );
  await tx.updateTable('addresses').set({ wait_until: null }).where('destination', '=', name).execute();
  await tx
    .updateTable('deliveries')
    .set({ due_at: now })
    .where('destination', '=', name)
    .where('state', '=', 'waiting')
    .where('due_at', '>', now)
    .where((eb) => eb.or([eb('last_code', 'is not', null), eb('due_at', '>', plusMs(now, putOffMs))]))
    .execute();
}

/** Far enough away to mean "until somebody looks": an address that is gone. */
export const untilSomebodyLooks = '9999-12-31T00:00:00.000Z' as Instant;

/** Nothing is sent to this address before that instant. */
export async function holdAddress(tx: Tx, destination: string, address: string, until: Instant): Promise<void> {
  await tx
    .insertInto('addresses')
    .values({ destination, address, wait_until: until, moved_to: null })
    .onConflict((c) => c.columns(['destination', 'address']).doUpdateSet({ wait_until: until }))
    .execute();
}

/** Addresses to which nothing is sent until somebody looks, and which have no new name: the bot was blocked or put out. */
export function selectGone(db: Reader) {
  return db
    .selectFrom('addresses')
    .select(['destination', 'address'])
    .where('wait_until', '>=', untilSomebodyLooks)
    .where('moved_to', 'is', null);
}

/** Whether it is one of these. */
export async function isGone(db: Reader, destination: string, address: string): Promise<boolean> {
  const row = await selectGone(db)
    .where('destination', '=', destination)
    .where('address', '=', address)
    .executeTakeFirst();
  return row !== undefined;
}

/** It answers again: what waited for somebody to look is due. A wait that the other side asked for stays. */
export async function releaseAddress(tx: Tx, destination: string, address: string, now: Instant): Promise<void> {
  const released = await tx
    .updateTable('addresses')
    .set({ wait_until: null })
    .where('destination', '=', destination)
    .where('address', '=', address)
    .where('wait_until', '>=', untilSomebodyLooks)
    .executeTakeFirst();
  if (released.numUpdatedRows === 0n) return;
  await tx
    .updateTable('deliveries')
    .set({ due_at: now })
    .where('destination', '=', destination)
    .where('address', '=', address)
    .where('state', '=', 'waiting')
    .where('due_at', '>', now)
    .where('last_code', 'is not', null)
    .execute();
}

/** The address has a new name for good: a group became a supergroup. Everything owed to the old one goes there. */
export async function moveAddress(tx: Tx, destination: string, address: string, movedTo: string): Promise<void> {
  await tx
    .insertInto('addresses')
    .values({ destination, address, wait_until: null, moved_to: movedTo })
    .onConflict((c) => c.columns(['destination', 'address']).doUpdateSet({ moved_to: movedTo }))
    .execute();
  await tx.updateTable('handles').set({ chat_id: movedTo }).where('chat_id', '=', address).execute();
}

export async function findMovedTo(db: Reader, destination: string, address: string): Promise<string> {
  const row = await db
    .selectFrom('addresses')
    .select('moved_to')
    .where('destination', '=', destination)
    .where('address', '=', address)
    .executeTakeFirst();
  return row?.moved_to ?? address;
}

/** All of these. */
export async function listGone(db: Reader): Promise<readonly Readonly<{ destination: string; address: string }>[]> {
  return selectGone(db).execute();
}

/** The gone ones to which something is owed that is not a buyer's: one who blocked the bot does not pause the team's. */
async function listLost(db: Reader): Promise<readonly Readonly<{ destination: string; address: string }>[]> {
  return selectGone(db)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('deliveries')
          .select('id')
          .whereRef('deliveries.destination', '=', 'addresses.destination')
          .whereRef('deliveries.address', '=', 'addresses.address')
          .where('state', '=', 'waiting')
          .where('kind', 'not in', buyersKinds),
      ),
    )
    .execute();
}

export async function listDestinationStatus(
  db: Reader,
  names: readonly string[],
): Promise<readonly DestinationStatus[]> {
  const waiting = await db
    .selectFrom('deliveries')
    .select((eb) => ['destination', eb.fn.countAll<number>().as('n'), eb.fn.min('created_at').as('oldest')])
    .where('state', '=', 'waiting')
    .groupBy('destination')
    .execute();
  const dead = await db
    .selectFrom('deliveries')
    .select((eb) => ['destination', eb.fn.countAll<number>().as('n')])
    .where('state', '=', 'dead')
    .groupBy('destination')
    .execute();
  const rows = await db.selectFrom('destinations').selectAll().execute();
  const gone = await listLost(db);
  return names.map((name) => {
    const lost = gone.find((candidate) => candidate.destination === name);
    const row = rows.find((candidate) => candidate.name === name);
    const own = waiting.find((candidate) => candidate.destination === name);
    const state = row ? stateFromRow(row) : healthy;
    return {
      name,
      waiting: Number(own?.n ?? 0),
      oldestAt: (own?.oldest ?? null) as Instant | null,
      // What is gone is paused for all that it matters: the same button sends to it again.
      paused: state.paused || lost !== undefined,
      pausedReason: state.pausedReason ?? (lost ? `gone: ${lost.address}` : null),
      breaker: state.breaker,
      dead: Number(dead.find((candidate) => candidate.destination === name)?.n ?? 0),
    };
  });
}
