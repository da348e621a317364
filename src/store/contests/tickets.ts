import { sql } from 'kysely';
import type { EntryReason, TicketEntry } from '../../domain/contests/ledger.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { TicketTable } from '../schema-shop.ts';

type Made = Readonly<{ by: string; note: string | null }>;

/** The issuer's own side: left out wherever people are counted. */
const isPerson = sql<boolean>`beneficiary_id not like 'issuer:%'`;
/** Rows of one statement, far below both databases' limits. */
const rowsAtOnce = 50;

export function entryOf(row: TicketTable): TicketEntry {
  return {
    contestCode: row.contest_code,
    cause: row.cause,
    reason: row.reason as EntryReason,
    beneficiaryId: row.beneficiary_id,
    delta: row.delta,
    orderId: row.order_id,
    at: row.at as Instant,
  };
}

/** Entries get their numbers in the order of the commits; one that is there already is left as it is. */
export async function insertEntries(tx: Tx, entries: readonly TicketEntry[], { by, note }: Made): Promise<number> {
  const last = await lastEntry(tx);
  let inserted = 0;
  for (let from = 0; from < entries.length; from += rowsAtOnce) {
    const rows = entries.slice(from, from + rowsAtOnce).map((entry, index) => ({
      seq: last + from + index + 1,
      contest_code: entry.contestCode,
      cause: entry.cause,
      reason: entry.reason,
      beneficiary_id: entry.beneficiaryId,
      delta: entry.delta,
      order_id: entry.orderId,
      at: entry.at,
      note,
      made_by: by,
    }));
    const result = await tx
      .insertInto('ticket_ledger')
      .values(rows)
      .onConflict((c) => c.columns(['contest_code', 'cause', 'reason', 'beneficiary_id']).doNothing())
      .executeTakeFirst();
    inserted += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return inserted;
}

/** The number of the newest; what is read up to it never changes any more. */
export async function lastEntry(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('ticket_ledger')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

export async function listOrderEntries(db: Reader, orderId: string): Promise<readonly TicketEntry[]> {
  const rows = await db
    .selectFrom('ticket_ledger')
    .selectAll()
    .where('order_id', '=', orderId)
    .orderBy('seq')
    .execute();
  return rows.map(entryOf);
}

/** Who is not in it never had any; who lost all of them has 0. */
export async function loadHeld(
  db: Reader,
  contestCode: string,
  people: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('ticket_ledger')
    .select((eb) => ['beneficiary_id', eb.fn.sum<number>('delta').as('tickets')])
    .where('contest_code', '=', contestCode)
    .where('beneficiary_id', 'in', people)
    .groupBy('beneficiary_id')
    .execute();
  return new Map(rows.map((row) => [row.beneficiary_id, Number(row.tickets)]));
}

export type Holder = Readonly<{ telegramId: string; tickets: number }>;

function holdersOf(db: Reader, contestCode: string) {
  return db
    .selectFrom('ticket_ledger')
    .select(['beneficiary_id', sql<number>`sum(delta)`.as('tickets')])
    .where('contest_code', '=', contestCode)
    .where(isPerson)
    .groupBy('beneficiary_id')
    .having(sql<number>`sum(delta)`, '>', 0);
}

/** Reads the whole contest: for the scanner. */
export async function listTop(scanner: Reader, contestCode: string, limit: number): Promise<readonly Holder[]> {
  const rows = await holdersOf(scanner, contestCode)
    .orderBy('tickets', 'desc')
    .orderBy('beneficiary_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ telegramId: row.beneficiary_id, tickets: Number(row.tickets) }));
}

/** How many people have how many tickets, the most first. */
export type Histogram = readonly Readonly<{ tickets: number; people: number }>[];

/** From it everybody's place follows. For the scanner. */
export async function loadHistogram(scanner: Reader, contestCode: string): Promise<Histogram> {
  const rows = await scanner
    .selectFrom(holdersOf(scanner, contestCode).as('holders'))
    .select((eb) => ['tickets', eb.fn.countAll<number>().as('people')])
    .groupBy('tickets')
    .orderBy('tickets', 'desc')
    .execute();
  return rows.map((row) => ({ tickets: Number(row.tickets), people: Number(row.people) }));
}

/** A person's history, the newest first; `before` is the number of the last entry seen. */
export async function listHistory(
  db: Reader,
  contestCode: string,
  telegramId: string,
  { before, limit }: Readonly<{ before: number | null; limit: number }>,
): Promise<readonly (TicketEntry & Readonly<{ seq: number; note: string | null; payerId: string | null }>)[]> {
  let query = db
    .selectFrom('ticket_ledger')
    .leftJoin('orders', 'orders.id', 'ticket_ledger.order_id')
    .selectAll('ticket_ledger')
    .select('orders.telegram_id as payer_id')
    .where('contest_code', '=', contestCode)
    .where('beneficiary_id', '=', telegramId)
    .orderBy('seq', 'desc')
    .limit(limit);
  if (before !== null) query = query.where('seq', '<', before);
  const rows = await query.execute();
  return rows.map((row) => ({ ...entryOf(row), seq: row.seq, note: row.note, payerId: row.payer_id }));
}

/** Those who have anything in the contest up to an entry, in the order of their ids; page by page, for the scanner. */
export async function pageHolders(
  scanner: Reader,
  contestCode: string,
  { upTo, after, limit }: Readonly<{ upTo: number; after: string; limit: number }>,
): Promise<readonly Holder[]> {
  const rows = await scanner
    .selectFrom('ticket_ledger')
    .select(['beneficiary_id', sql<number>`sum(delta)`.as('tickets')])
    .where('contest_code', '=', contestCode)
    .where('seq', '<=', upTo)
    .where('beneficiary_id', '>', after)
    .where(isPerson)
    .groupBy('beneficiary_id')
    .orderBy('beneficiary_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ telegramId: row.beneficiary_id, tickets: Number(row.tickets) }));
}

/** All entries of these people, in order. */
export async function listEntriesOf(
  db: Reader,
  contestCode: string,
  people: readonly string[],
): Promise<readonly TicketEntry[]> {
  if (people.length === 0) return [];
  const rows = await db
    .selectFrom('ticket_ledger')
    .selectAll()
    .where('contest_code', '=', contestCode)
    .where('beneficiary_id', 'in', people)
    .orderBy('seq')
    .execute();
  return rows.map(entryOf);
}
