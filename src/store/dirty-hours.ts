import { CompiledQuery } from 'kysely';
import type { UtcHour } from '../domain/metrics/touched-hours.ts';
import type { Instant } from '../domain/time.ts';
import { afterTurn } from '../lib/wait.ts';
import type { Reader, Tx } from './database.ts';
import { isPostgres } from './dialect.ts';
import { selectRows } from './select.ts';
import { placeholders, type UpsertSpec, upsertRows } from './upsert.ts';

const hoursAtOnce = 200;

/** Says that the sums of these hours may differ now. Every event passes here, so the text is made by hand. */
export async function markDirty(tx: Tx, hours: readonly UtcHour[]): Promise<void> {
  const once = [...new Set(hours)];
  for (let from = 0; from < once.length; from += hoursAtOnce) {
    const part = once.slice(from, from + hoursAtOnce);
    const values = part.flatMap((hour) => [hour, 1]);
    const text = `insert into dirty_hours (hour, marks) values ${placeholders(2, part.length, isPostgres(tx))} on conflict (hour) do update set marks = dirty_hours.marks + 1`;
    await tx.executeQuery(CompiledQuery.raw(text, values));
  }
}

export type DirtyHour = Readonly<{ hour: UtcHour; marks: number }>;

/** The newest first: what people look at is summed before the past. */
export async function listDirtyHours(db: Reader, limit: number): Promise<readonly DirtyHour[]> {
  const rows = await db.selectFrom('dirty_hours').selectAll().orderBy('hour', 'desc').limit(limit).execute();
  return rows.map(({ hour, marks }) => ({ hour: hour as UtcHour, marks }));
}

/** From one hour to another, both included. */
export async function listDirtyBetween(db: Reader, from: UtcHour, to: UtcHour): Promise<readonly DirtyHour[]> {
  const rows = await db
    .selectFrom('dirty_hours')
    .selectAll()
    .where('hour', '>=', from)
    .where('hour', '<=', to)
    .execute();
  return rows.map(({ hour, marks }) => ({ hour: hour as UtcHour, marks }));
}

const summed: UpsertSpec<'summed_hours'> = {
  table: 'summed_hours',
  columns: ['hour', 'turn'],
  key: ['hour'],
  onConflict: 'update',
};
const turnsOfAll = '';

/** Takes the marks away that were seen, and notes in which turn; an hour that was marked again since stays. */
export async function clearMarks(tx: Tx, turn: number, seen: readonly DirtyHour[]): Promise<void> {
  await inParts(seen, async (part) => {
    const stand = await marksOf(tx, part);
    const same = part.filter(({ hour, marks }) => stand.get(hour) === marks).map(({ hour }) => hour);
    if (same.length > 0) await tx.deleteFrom('dirty_hours').where('hour', 'in', same).execute();
    const rows = part.map(({ hour }) => ({ hour, turn }));
    await upsertRows(tx, summed, rows);
  });
}

/** The hours of many years in one transaction: everybody but writers has their turn in between. */
async function inParts<T>(all: readonly T[], write: (part: readonly T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += hoursAtOnce) {
    if (from > 0) await afterTurn();
    await write(all.slice(from, from + hoursAtOnce));
  }
}

/** The next turn to write sums; null where another took one after `last`. */
export async function takeTurn(tx: Tx, last: number): Promise<number | null> {
  if ((await findTurn(tx)) !== last) return null;
  const row = await tx
    .insertInto('summed_hours')
    .values({ hour: turnsOfAll, turn: 1 })
    .onConflict((c) => c.column('hour').doUpdateSet((eb) => ({ turn: eb('summed_hours.turn', '+', 1) })))
    .returning('turn')
    .executeTakeFirstOrThrow();
  return Number(row.turn);
}

/** How often sums were written, or marks taken away, until now. */
export async function findTurn(db: Reader): Promise<number> {
  const row = await db.selectFrom('summed_hours').select('turn').where('hour', '=', turnsOfAll).executeTakeFirst();
  return Number(row?.turn ?? 0);
}

/** The hours from one to another, both included, whose marks were taken away since a turn. */
export async function listSummedSince(
  db: Reader,
  turn: number,
  from: UtcHour,
  to: UtcHour,
): Promise<readonly UtcHour[]> {
  const rows = await db
    .selectFrom('summed_hours')
    .select('hour')
    .where('turn', '>', turn)
    .where('hour', '>=', from)
    .where('hour', '<=', to)
    .execute();
  return rows.map(({ hour }) => hour as UtcHour);
}

/**
 * Every hour in which money moved or a charge was made, and every day that has sums, whatever zone they were made for
 * (one of the two hours lies in the day of that date in any zone). Reads the whole ledger: for the scanner.
 */
export async function listAllHours(scanner: Reader): Promise<readonly UtcHour[]> {
  const text = `select substr(paid_at, 1, 13) as hour from payments where status = 'captured'
    union select substr(at, 1, 13) from money_back
    union select substr(at, 1, 13) from charges
    union select bucket || 'T09' from rollups where grain = 'day' and dimension = 'total'
    union select bucket || 'T12' from rollups where grain = 'day' and dimension = 'total'`;
  return (await selectRows<{ hour: UtcHour }>(scanner, text)).map(({ hour }) => hour);
}

/** Marks the hours of many years. */
export async function markManyDirty(tx: Tx, hours: readonly UtcHour[]): Promise<void> {
  await inParts(hours, (part) => markDirty(tx, part));
}

async function marksOf(tx: Tx, seen: readonly DirtyHour[]): Promise<ReadonlyMap<string, number>> {
  const hours = seen.map(({ hour }) => hour);
  const text = 'select hour, marks from dirty_hours where hour in (??)';
  const rows = await selectRows<{ hour: string; marks: number }>(tx, text, hours);
  return new Map(rows.map(({ hour, marks }) => [hour, Number(marks)]));
}

const counting = 'rollups';

/** By what zone and way of counting the stored sums were made; null: none ever were. */
export async function findCounting(db: Reader): Promise<string | null> {
  const row = await db.selectFrom('cursors').select('value').where('name', '=', counting).executeTakeFirst();
  return row?.value ?? null;
}

export async function saveCounting(tx: Tx, value: string, now: Instant): Promise<void> {
  await tx
    .insertInto('cursors')
    .values({ name: counting, value, moved_at: now })
    .onConflict((c) => c.column('name').doUpdateSet({ value, moved_at: now }))
    .execute();
}

const caughtUp = 'rollups_whole';

/** Whether the sums once held all that the providers had then: since then a closed day that changes was told otherwise. */
export async function hasCaughtUp(db: Reader): Promise<boolean> {
  const row = await db.selectFrom('cursors').select('value').where('name', '=', caughtUp).executeTakeFirst();
  return row !== undefined;
}

export async function saveCaughtUp(tx: Tx, now: Instant): Promise<void> {
  await tx
    .insertInto('cursors')
    .values({ name: caughtUp, value: now, moved_at: now })
    .onConflict((c) => c.column('name').doNothing())
    .execute();
}

/** How many are marked, and the oldest and newest of them. */
export async function countDirtyHours(
  db: Reader,
): Promise<Readonly<{ hours: number; from: string | null; to: string | null }>> {
  const row = await db
    .selectFrom('dirty_hours')
    .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.min('hour').as('from'), eb.fn.max('hour').as('to')])
    .executeTakeFirstOrThrow();
  return { hours: Number(row.n), from: row.from, to: row.to };
}
