import { type Expression, type SqlBool, sql } from 'kysely';
import type { BroadcastState, BroadcastView, Segment } from '../domain/broadcasts.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { Locale } from './people.ts';

/** Somebody has started the bot, or started it again. */
export async function notePersonRow(tx: Tx, telegramId: string, locale: Locale, now: Instant): Promise<void> {
  await tx
    .insertInto('people')
    .values({ telegram_id: telegramId, locale, first_seen: now, blocked_at: null })
    .onConflict((c) => c.column('telegram_id').doUpdateSet({ locale, blocked_at: null }))
    .execute();
}

export async function markBlocked(tx: Tx, telegramId: string, at: Instant | null): Promise<void> {
  await tx.updateTable('people').set({ blocked_at: at }).where('telegram_id', '=', telegramId).execute();
}

/** The language that the person chose here, else the one of his Telegram. */
const spoken = sql<string>`coalesce((select chats.locale from chats where chats.chat_id = people.telegram_id), people.locale)`;
const isBuyer = sql<boolean>`(people.telegram_id in (select value from payer_identifiers where kind = 'telegram')
  or people.telegram_id in (select telegram_id from operators where role = 'buyer'))`;
const isStored = sql<boolean>`people.telegram_id in (select telegram_id from operators where role not in ('buyer', 'ad_buyer'))`;

function inSegment(db: Reader, { audience, locale }: Segment, owners: readonly string[]) {
  let query = db.selectFrom('people').where('people.blocked_at', 'is', null);
  if (locale !== null) query = query.where(spoken, '=', locale);
  if (audience === 'buyers') query = query.where(isBuyer);
  if (audience !== 'team') return query;
  return query.where(({ or, eb }) => {
    const any: Expression<SqlBool>[] = [isStored];
    if (owners.length > 0) any.push(eb('people.telegram_id', 'in', owners));
    return or(any);
  });
}

export async function countSegment(db: Reader, segment: Segment, owners: readonly string[]): Promise<number> {
  const row = await inSegment(db, segment, owners)
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}

export type NewBroadcast = Readonly<{
  id: string;
  body: string;
  segment: Segment;
  madeBy: string;
  madeAt: Instant;
  chatId: string | null;
  messageId: string | null;
}>;

/** Writes down who gets it; resolves with how many. */
export async function insertBroadcast(tx: Tx, broadcast: NewBroadcast, owners: readonly string[]): Promise<number> {
  const { id, body, segment, madeBy, madeAt, chatId, messageId } = broadcast;
  await tx
    .insertInto('broadcast_people')
    .columns(['broadcast_id', 'telegram_id', 'queued'])
    .expression(
      inSegment(tx, segment, owners).select([
        sql<string>`cast(${id} as text)`.as('broadcast_id'),
        'people.telegram_id',
        sql<0>`0`.as('queued'),
      ]),
    )
    .execute();
  const total = await countSegment(tx, segment, owners);
  const made = { made_by: madeBy, made_at: madeAt, ended_at: null };
  await tx
    .insertInto('broadcasts')
    .values({
      id,
      body,
      segment: JSON.stringify(segment),
      state: 'running',
      total,
      chat_id: chatId,
      message_id: messageId,
      ...made,
    })
    .execute();
  return total;
}

export async function listUnderWay(db: Reader): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('broadcasts')
    .select('id')
    .where('state', 'in', ['running', 'paused'])
    .orderBy('made_at')
    .execute();
  return rows.map(({ id }) => id);
}

/** Those that have not ended, and those that ended since then. */
export async function listRecent(db: Reader, endedSince: Instant): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('broadcasts')
    .select('id')
    .where((eb) => eb.or([eb('state', 'in', ['running', 'paused']), eb('ended_at', '>', endedSince)]))
    .execute();
  return rows.map(({ id }) => id);
}

export async function findBody(db: Reader, id: string): Promise<string | null> {
  const row = await db.selectFrom('broadcasts').select('body').where('id', '=', id).executeTakeFirst();
  return row?.body ?? null;
}

/** The next who get it, marked as queued: in the transaction that owes it to them. */
export async function takeNextPeople(tx: Tx, id: string, limit: number): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('broadcast_people')
    .select('telegram_id')
    .where('broadcast_id', '=', id)
    .where('queued', '=', 0)
    .orderBy('telegram_id')
    .limit(limit)
    .execute();
  const ids = rows.map((row) => row.telegram_id);
  if (ids.length > 0) {
    await tx
      .updateTable('broadcast_people')
      .set({ queued: 1 })
      .where('broadcast_id', '=', id)
      .where('telegram_id', 'in', ids)
      .execute();
  }
  return ids;
}

type Counts = Readonly<{ waiting: number; delivered: number; blocked: number; failed: number }>;

export async function countDeliveries(db: Reader, id: string): Promise<Counts> {
  const rows = await db
    .selectFrom('deliveries')
    .select((eb) => ['state', 'cancelled_by', eb.fn.countAll<number>().as('n')])
    .where('subject_id', '=', id)
    .where('kind', '=', 'broadcast')
    .groupBy(['state', 'cancelled_by'])
    .execute();
  const sum = (is: (row: (typeof rows)[number]) => boolean) =>
    rows.filter(is).reduce((total, row) => total + Number(row.n), 0);
  return {
    waiting: sum(({ state }) => state === 'waiting' || state === 'leased' || state === 'sending'),
    delivered: sum(({ state }) => state === 'delivered'),
    blocked: sum((row) => row.cancelled_by === blockedMark),
    failed: sum(({ state }) => state === 'dead'),
  };
}

export async function findBroadcast(db: Reader, id: string): Promise<BroadcastView | null> {
  const row = await db.selectFrom('broadcasts').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  const { delivered, blocked, failed } = await countDeliveries(db, id);
  return {
    id,
    state: row.state,
    total: row.total,
    delivered,
    blocked,
    failed,
    chatId: row.chat_id,
    messageId: row.message_id,
    madeAt: row.made_at as Instant,
  };
}

/** False where it is in none of these states any more. */
export async function changeBroadcast(
  tx: Tx,
  id: string,
  from: readonly BroadcastState[],
  to: BroadcastState,
  now: Instant,
): Promise<boolean> {
  const ended_at = to === 'done' || to === 'cancelled' ? now : null;
  const result = await tx
    .updateTable('broadcasts')
    .set({ state: to, ended_at })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function cancelQueued(tx: Tx, id: string, by: string, now: Instant): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: by, settled_at: now })
    .where('subject_id', '=', id)
    .where('kind', '=', 'broadcast')
    .where('state', '=', 'waiting')
    .execute();
}

const blockedMark = 'blocked';

/** He has blocked the bot: nothing failed, and nobody needs to look. */
export async function settleAsBlocked(tx: Tx, deliveryId: string, telegramId: string, now: Instant): Promise<void> {
  await markBlocked(tx, telegramId, now);
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: blockedMark })
    .where('id', '=', deliveryId)
    .where('state', '=', 'dead')
    .execute();
}
