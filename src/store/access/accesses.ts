import type { Access } from '../../domain/access/access.ts';
import type { OrderId } from '../../domain/shop/order.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { AccessTable } from '../schema-shop.ts';

function accessOf(row: AccessTable): Access {
  return {
    orderId: row.order_id as OrderId,
    planCode: row.plan_code,
    telegramId: row.telegram_id,
    type: row.type as Access['type'],
    place: row.place,
    state: row.state,
    inviteLink: row.invite_link,
    since: row.since as Instant,
    periodDays: row.period_days,
    grantedAt: row.granted_at as Instant | null,
    until: row.until as Instant | null,
    toldDays: row.told_days,
    endedAt: row.ended_at as Instant | null,
    lookAt: row.look_at as Instant | null,
  };
}

/** False where the order has one: it gives once, whoever asks how often. */
export async function insertAccessOnce(tx: Tx, access: Access): Promise<boolean> {
  const result = await tx
    .insertInto('accesses')
    .values({
      order_id: access.orderId,
      plan_code: access.planCode,
      telegram_id: access.telegramId,
      type: access.type,
      place: access.place,
      state: access.state,
      invite_link: access.inviteLink,
      granted_at: access.grantedAt,
      until: access.until,
      told_days: access.toldDays,
      ended_at: access.endedAt,
      since: access.since,
      period_days: access.periodDays,
      look_at: access.lookAt,
    })
    .onConflict((c) => c.column('order_id').doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) === 1;
}

export async function findAccess(db: Reader, orderId: string): Promise<Access | null> {
  const row = await db.selectFrom('accesses').selectAll().where('order_id', '=', orderId).executeTakeFirst();
  return row ? accessOf(row) : null;
}

/** All that one person ever had by one plan. */
export async function listAccesses(
  db: Reader,
  { telegramId, planCode }: Pick<Access, 'telegramId' | 'planCode'>,
): Promise<readonly Access[]> {
  const rows = await db
    .selectFrom('accesses')
    .selectAll()
    .where('telegram_id', '=', telegramId)
    .where('plan_code', '=', planCode)
    .orderBy('since')
    .execute();
  return rows.map(accessOf);
}

/** By whatever plan: what one person had to do with one chat. */
export async function listAccessesTo(db: Reader, place: string, telegramId: string): Promise<readonly Access[]> {
  const rows = await db
    .selectFrom('accesses')
    .selectAll()
    .where('place', '=', place)
    .where('telegram_id', '=', telegramId)
    .execute();
  return rows.map(accessOf);
}

export async function isOurLink(db: Reader, link: string): Promise<boolean> {
  const row = await db.selectFrom('accesses').select('order_id').where('invite_link', '=', link).executeTakeFirst();
  return row !== undefined;
}

type Changes = Readonly<
  Partial<Pick<Access, 'state' | 'inviteLink' | 'grantedAt' | 'until' | 'toldDays' | 'endedAt' | 'lookAt' | 'place'>>
>;

export async function changeAccess(tx: Tx, orderId: OrderId, changes: Changes): Promise<void> {
  const { state, inviteLink, grantedAt, until, toldDays, endedAt, lookAt, place } = changes;
  await tx
    .updateTable('accesses')
    .set({
      ...(state === undefined ? {} : { state }),
      ...(inviteLink === undefined ? {} : { invite_link: inviteLink }),
      ...(grantedAt === undefined ? {} : { granted_at: grantedAt }),
      ...(until === undefined ? {} : { until }),
      ...(toldDays === undefined ? {} : { told_days: toldDays }),
      ...(endedAt === undefined ? {} : { ended_at: endedAt }),
      ...(lookAt === undefined ? {} : { look_at: lookAt }),
      ...(place === undefined ? {} : { place }),
    })
    .where('order_id', '=', orderId)
    .execute();
}

/** Whose time is to be looked at, the longest waiting first. */
export async function listAccessesDue(db: Reader, now: Instant, limit: number): Promise<readonly Access[]> {
  const rows = await db
    .selectFrom('accesses')
    .selectAll()
    .where('look_at', 'is not', null)
    .where('look_at', '<=', now)
    .orderBy('look_at')
    .orderBy('order_id')
    .limit(limit)
    .execute();
  return rows.map(accessOf);
}

/** The chat is another now: a group became a supergroup. */
export async function movePlace(tx: Tx, from: string, to: string): Promise<void> {
  await tx.updateTable('accesses').set({ place: to }).where('place', '=', from).execute();
}

/** The links of what is over are ended: nothing is left to be done about them. */
export async function forgetLinks(tx: Tx, place: string, telegramId: string): Promise<void> {
  await tx
    .updateTable('accesses')
    .set({ invite_link: null })
    .where('place', '=', place)
    .where('telegram_id', '=', telegramId)
    .where('state', 'in', ['ended', 'withdrawn'])
    .execute();
}

/** One of the plan's stock, this order's for good; asked again, the same one. Null: there is none left. */
export async function takeKey(tx: Tx, planCode: string, orderId: OrderId, now: Instant): Promise<string | null> {
  const given = await findKey(tx, orderId);
  if (given !== null) return given;
  const free = await tx
    .selectFrom('plan_keys')
    .select(['key_hash', 'key_text'])
    .where('plan_code', '=', planCode)
    .where('order_id', 'is', null)
    .orderBy('key_hash')
    .limit(1)
    .executeTakeFirst();
  if (!free) return null;
  await tx
    .updateTable('plan_keys')
    .set({ order_id: orderId, given_at: now })
    .where('plan_code', '=', planCode)
    .where('key_hash', '=', free.key_hash)
    .where('order_id', 'is', null)
    .execute();
  return free.key_text;
}

export async function findKey(db: Reader, orderId: string): Promise<string | null> {
  const row = await db.selectFrom('plan_keys').select('key_text').where('order_id', '=', orderId).executeTakeFirst();
  return row?.key_text ?? null;
}
