import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type AuditEntry = Readonly<{ actor: string; action: string; subject: string | null; detail: string | null }>;
export type AuditRow = AuditEntry & Readonly<{ seq: number; id: string; at: Instant; hash: string }>;

/** What the first row's hash stands on. */
const origin = '0'.repeat(64);
const pageSize = 1_000;

/** Each row's hash covers the row before it, so no row can be changed, left out or put in without a trace. */
function hashOf(previous: string, row: Omit<AuditRow, 'hash'>): string {
  const { seq, id, at, actor, action, subject, detail } = row;
  return createHash('sha256')
    .update(JSON.stringify([previous, seq, id, at, actor, action, subject, detail]))
    .digest('hex');
}

/** Needs the writer's lock, which every transaction of ours holds: two rows never stand on the same one. */
export async function appendAudit(tx: Tx, id: string, entry: AuditEntry, now: Instant): Promise<void> {
  const last = await tx.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const row = { seq: (last?.seq ?? 0) + 1, id, at: now, ...entry };
  await tx
    .insertInto('audit')
    .values({ ...row, hash: hashOf(last?.hash ?? origin, row) })
    .execute();
}

export type AuditFilter = Readonly<{ action?: string; actor?: string; subject?: string }>;

/** The newest first; `before`: rows older than this number. */
export async function listAuditRows(
  db: Reader,
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<readonly AuditRow[]> {
  let query = db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(limit);
  if (before !== null) query = query.where('seq', '<', before);
  if (filter.action !== undefined) query = query.where('action', '=', filter.action);
  if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
  if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
  return (await query.execute()) as AuditRow[];
}

/** The newest row of this actor and action that is not older than `since`. */
export async function findAuditSeq(
  db: Reader,
  { actor, action, since }: Readonly<{ actor: string; action: string; since: Instant }>,
): Promise<number | null> {
  const row = await db
    .selectFrom('audit')
    .select('seq')
    .where('actor', '=', actor)
    .where('action', '=', action)
    .where('at', '>=', since)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : Number(row.seq);
}

/** The newest row about one thing. */
export async function findAuditOf(
  db: Reader,
  { action, subject }: Readonly<{ action: string; subject: string }>,
): Promise<Readonly<{ seq: number; by: string }> | null> {
  const row = await db
    .selectFrom('audit')
    .select(['seq', 'actor'])
    .where('action', '=', action)
    .where('subject', '=', subject)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { seq: Number(row.seq), by: row.actor };
}

export type AuditNames = Readonly<{ actors: readonly string[]; actions: readonly string[] }>;

/** So many of the newest rows are looked at, and so many names shown. */
const namesFrom = 5_000;
const mostNames = 12;

/** Who did something lately, and what was done: the most recent first. */
export async function listAuditNames(db: Reader): Promise<AuditNames> {
  const names = async (column: 'actor' | 'action') => {
    const rows = await db
      .selectFrom(db.selectFrom('audit').selectAll().orderBy('seq', 'desc').limit(namesFrom).as('newest'))
      .select((eb) => [column, eb.fn.max('seq').as('seq')])
      .groupBy(column)
      .orderBy('seq', 'desc')
      .limit(mostNames)
      .execute();
    return rows.map((row) => row[column] as string);
  };
  return { actors: await names('actor'), actions: await names('action') };
}

export type AuditProof = Readonly<{
  rows: number;
  /** The newest row's hash: kept elsewhere, it proves later that nothing was cut off at the end. */
  head: string;
  /** The first row that does not follow from the one before it. */
  brokenAt: number | null;
}>;

/** Recomputes the whole chain, page by page. */
export async function proveAudit(db: Reader): Promise<AuditProof> {
  let previous = origin;
  let rows = 0;
  for (;;) {
    const page = (await db
      .selectFrom('audit')
      .selectAll()
      .where('seq', '>', rows)
      .orderBy('seq')
      .limit(pageSize)
      .execute()) as AuditRow[];
    for (const row of page) {
      if (row.seq !== rows + 1 || row.hash !== hashOf(previous, row))
        return { rows, head: previous, brokenAt: rows + 1 };
      previous = row.hash;
      rows = row.seq;
    }
    if (page.length < pageSize) return { rows, head: previous, brokenAt: null };
  }
}

/** Whether a row with this hash stands in the chain: a head that was noted down earlier must. */
export async function hasAuditHash(db: Reader, hash: string): Promise<boolean> {
  const row = await db.selectFrom('audit').select(sql<number>`1`.as('one')).where('hash', '=', hash).executeTakeFirst();
  return row !== undefined;
}

/** The same for the newest rows alone: a bounded look, for every day. */
export async function proveAuditTail(db: Reader, limit: number): Promise<AuditProof> {
  const newest = (await db
    .selectFrom('audit')
    .selectAll()
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute()) as AuditRow[];
  const rows = newest.reverse();
  // The oldest one read is what the next stands on; the very first row stands on the origin.
  const ground = rows.length > limit ? rows.shift() : undefined;
  let { seq, hash } = ground ?? { seq: 0, hash: origin };
  for (const row of rows) {
    if (row.seq !== seq + 1 || row.hash !== hashOf(hash, row))
      return { rows: rows.length, head: hash, brokenAt: seq + 1 };
    ({ seq, hash } = row);
  }
  return { rows: rows.length, head: hash, brokenAt: null };
}
