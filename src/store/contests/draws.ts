import { sql } from 'kysely';
import type { DrawProof } from '../../domain/contests/draw.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';

export type WinnerName = Readonly<{ place: number; telegramId: string }>;

/** A draw but for the file of entries, which may be long. */
export type KeptDraw = Readonly<{
  contestCode: string;
  /** Entries are frozen; their hash is public; the winners are drawn. `announcedAt`: the proof was published. */
  state: 'frozen' | 'published' | 'drawn';
  entriesHash: string;
  frozenAt: Instant;
  publishedAt: Instant | null;
  proof: DrawProof | null;
  winners: readonly WinnerName[];
  drawnAt: Instant | null;
  announcedAt: Instant | null;
}>;

export async function findDraw(db: Reader, contestCode: string): Promise<KeptDraw | null> {
  const row = await db
    .selectFrom('draws')
    .select(['state', 'entries_hash', 'frozen_at', 'published_at', 'proof', 'winners', 'drawn_at', 'announced_at'])
    .where('contest_code', '=', contestCode)
    .executeTakeFirst();
  if (!row) return null;
  return {
    contestCode,
    state: row.state,
    entriesHash: row.entries_hash,
    frozenAt: row.frozen_at as Instant,
    publishedAt: row.published_at as Instant | null,
    proof: row.proof === null ? null : (JSON.parse(row.proof) as DrawProof),
    winners: row.winners === null ? [] : (JSON.parse(row.winners) as readonly WinnerName[]),
    drawnAt: row.drawn_at as Instant | null,
    announcedAt: row.announced_at as Instant | null,
  };
}

/** May be of 20 MB: for the scanner. */
export async function findEntriesFile(scanner: Reader, contestCode: string): Promise<string | null> {
  const row = await scanner
    .selectFrom('draws')
    .select('entries')
    .where('contest_code', '=', contestCode)
    .executeTakeFirst();
  return row?.entries ?? null;
}

/** Its length, without reading it. */
export async function findEntriesBytes(db: Reader, contestCode: string): Promise<number> {
  const row = await db
    .selectFrom('draws')
    .select(sql<number>`octet_length(entries)`.as('bytes'))
    .where('contest_code', '=', contestCode)
    .executeTakeFirst();
  return Number(row?.bytes ?? 0);
}

/** A piece of it, from its first character, which is 0; all of them are ASCII. Empty after its end. */
export async function readEntriesPart(
  scanner: Reader,
  contestCode: string,
  { from, length }: Readonly<{ from: number; length: number }>,
): Promise<string> {
  const row = await scanner
    .selectFrom('draws')
    .select(sql<string>`substr(entries, ${from + 1}, ${length})`.as('part'))
    .where('contest_code', '=', contestCode)
    .executeTakeFirst();
  return row?.part ?? '';
}

/** False where it is frozen already. */
export async function insertFrozen(
  tx: Tx,
  contestCode: string,
  { file, hash, at }: Readonly<{ file: string; hash: string; at: Instant }>,
): Promise<boolean> {
  const inserted = await tx
    .insertInto('draws')
    .values({
      contest_code: contestCode,
      state: 'frozen',
      entries: file,
      entries_hash: hash,
      frozen_at: at,
      published_at: null,
      outside_value: null,
      proof: null,
      drawn_at: null,
      winners: null,
      announced_at: null,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

export async function markPublished(tx: Tx, contestCode: string, at: Instant): Promise<boolean> {
  const result = await tx
    .updateTable('draws')
    .set({ state: 'published', published_at: at })
    .where('contest_code', '=', contestCode)
    .where('state', '=', 'frozen')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** False where it was drawn, or undone, meanwhile. */
export async function keepProof(
  tx: Tx,
  proof: DrawProof,
  winners: readonly WinnerName[],
  at: Instant,
): Promise<boolean> {
  const result = await tx
    .updateTable('draws')
    .set({
      state: 'drawn',
      outside_value: proof.outside.value,
      proof: JSON.stringify(proof),
      winners: JSON.stringify(winners),
      drawn_at: at,
    })
    .where('contest_code', '=', proof.contest)
    .where('state', '=', 'published')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function markAnnounced(tx: Tx, contestCode: string, at: Instant): Promise<boolean> {
  const result = await tx
    .updateTable('draws')
    .set({ announced_at: at })
    .where('contest_code', '=', contestCode)
    .where('state', '=', 'drawn')
    .where('announced_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** A draw that nobody was told of goes back to its published entries. */
export async function undoProof(tx: Tx, contestCode: string): Promise<boolean> {
  const result = await tx
    .updateTable('draws')
    .set({ state: 'published', outside_value: null, proof: null, winners: null, drawn_at: null })
    .where('contest_code', '=', contestCode)
    .where('state', '=', 'drawn')
    .where('announced_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Entries that nobody was told of are frozen anew by the next round. */
export async function undoFrozen(tx: Tx, contestCode: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('draws')
    .where('contest_code', '=', contestCode)
    .where('state', '=', 'frozen')
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}

const noticeOf = (subjectId: string) =>
  sql<boolean>`deliveries.subject_id = ${subjectId} and deliveries.kind = 'notice'`;
/** Its words stand in the chat; a file may still be to follow. */
const hasArrived = sql<boolean>`(state = 'delivered' or arrived is not null)`;

/** Whether anybody can read it. */
export async function isShown(db: Reader, subjectId: string): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('id')
    .where(noticeOf(subjectId))
    .where(hasArrived)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * When the first who was to be told this was told; null: nobody yet. Where its file was given up its words count, with
 * the hash and the link, from then on.
 */
export async function findToldAt(db: Reader, subjectId: string): Promise<Instant | null> {
  const row = await db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.min('settled_at').as('at'))
    .where(noticeOf(subjectId))
    .where('state', 'in', ['delivered', 'dead'])
    .where(hasArrived)
    .executeTakeFirst();
  return (row?.at ?? null) as Instant | null;
}

/** What nobody began to read yet; false where somebody may have been told. */
export async function callBack(tx: Tx, subjectId: string, by: string, now: Instant): Promise<boolean> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: by, settled_at: now })
    .where(noticeOf(subjectId))
    .where('state', 'in', ['waiting', 'dead'])
    .where('arrived', 'is', null)
    .where('ambiguous', '=', 0)
    .execute();
  const left = await tx
    .selectFrom('deliveries')
    .select('id')
    .where(noticeOf(subjectId))
    .where('state', '!=', 'cancelled')
    .executeTakeFirst();
  return left === undefined;
}

/** What these people hold in contests whose entries are not frozen. */
export async function listOpenHoldings(
  tx: Tx,
  telegramIds: readonly string[],
): Promise<readonly Readonly<{ contestCode: string; telegramId: string; tickets: number }>[]> {
  if (telegramIds.length === 0) return [];
  const rows = await tx
    .selectFrom('ticket_ledger')
    .select((eb) => ['contest_code', 'beneficiary_id', eb.fn.sum<number>('delta').as('tickets')])
    .where('beneficiary_id', 'in', telegramIds)
    .where('contest_code', 'not in', (eb) => eb.selectFrom('draws').select('contest_code'))
    .groupBy(['contest_code', 'beneficiary_id'])
    .execute();
  const held = rows.map((row) => ({
    ...{ contestCode: row.contest_code, telegramId: row.beneficiary_id, tickets: Number(row.tickets) },
  }));
  return held.filter(({ tickets }) => tickets !== 0);
}
