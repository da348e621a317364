import { sql } from 'kysely';
import { type KeyedHash, maskTelegramId } from '../../domain/erasure.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import { chunks } from '../load-people.ts';
import type { AccessTable, MoneyDecisionTable, OrderTable, PlanKeyTable, TicketTable } from '../schema-shop.ts';

/** What the shop and its contests hold about one person, by his Telegram ids. */
export type ShopPerson = Readonly<{
  telegramIds: readonly string[];
  orders: readonly OrderTable[];
  accesses: readonly AccessTable[];
  keys: readonly PlanKeyTable[];
  tickets: readonly TicketTable[];
  decisions: readonly MoneyDecisionTable[];
  /** Whether and when somebody brought him, and when he brought others; not who they are. */
  referrals: readonly Readonly<{ role: 'invitee' | 'referrer'; bound_at: string }>[];
  codes: readonly string[];
}>;

const nobody: ShopPerson = {
  ...{ telegramIds: [], orders: [], accesses: [], keys: [] },
  ...{ tickets: [], decisions: [], referrals: [], codes: [] },
};

/** Those whose Telegram id, or the contact of whose order, is one of these. */
export async function listShopIds(db: Reader, names: readonly string[]): Promise<readonly string[]> {
  const asked = sql.join(names);
  const { rows } = await sql<{ id: string }>`
    select telegram_id as id from orders where telegram_id in (${asked}) or contact in (${asked})
    union select recipient_id from orders where recipient_id in (${asked})
    union select telegram_id from people where telegram_id in (${asked})
    union select telegram_id from referral_codes where telegram_id in (${asked})
    union select invitee_id from referrals where invitee_id in (${asked})
    union select beneficiary_id from ticket_ledger where beneficiary_id in (${asked})`.execute(db);
  return rows.map(({ id }) => id);
}

export async function loadShopPerson(db: Reader, telegramIds: readonly string[]): Promise<ShopPerson> {
  if (telegramIds.length === 0) return nobody;
  const ids = [...new Set(telegramIds)];
  const orders = await db
    .selectFrom('orders')
    .selectAll()
    .where((eb) => eb.or([eb('telegram_id', 'in', ids), eb('recipient_id', 'in', ids)]))
    .execute();
  const accesses = await db.selectFrom('accesses').selectAll().where('telegram_id', 'in', ids).execute();
  const keys: PlanKeyTable[] = [];
  for (const chunk of chunks(accesses.map(({ order_id }) => order_id)))
    keys.push(...(await db.selectFrom('plan_keys').selectAll().where('order_id', 'in', chunk).execute()));
  const tickets = await db.selectFrom('ticket_ledger').selectAll().where('beneficiary_id', 'in', ids).execute();
  const decisions = await db.selectFrom('money_decisions').selectAll().where('telegram_id', 'in', ids).execute();
  const bound = await db
    .selectFrom('referrals')
    .selectAll()
    .where((eb) => eb.or([eb('invitee_id', 'in', ids), eb('referrer_id', 'in', ids)]))
    .execute();
  const codes = await db.selectFrom('referral_codes').select('code').where('telegram_id', 'in', ids).execute();
  return {
    ...{ telegramIds: ids, orders, accesses, keys, tickets, decisions },
    referrals: bound.map(({ invitee_id, bound_at }) => ({
      role: ids.includes(invitee_id) ? 'invitee' : 'referrer',
      bound_at,
    })),
    codes: codes.map(({ code }) => code),
  };
}

/** Columns that hold a Telegram id and nothing else. */
const idColumns = [
  ['orders', 'telegram_id'],
  ['orders', 'recipient_id'],
  ['money_decisions', 'telegram_id'],
  ['accesses', 'telegram_id'],
  ['owed_awards', 'telegram_id'],
  ['referrals', 'invitee_id'],
  ['referrals', 'referrer_id'],
  ['ticket_ledger', 'beneficiary_id'],
] as const;

/** Texts that may name him among others. */
const textColumns = [
  ['deliveries', 'subject_id'],
  ['contest_signals', 'subject_id'],
  ['contest_signals', 'detail'],
  ['draws', 'winners'],
  ['approvals', 'argument'],
  ['approvals', 'effect'],
] as const;

/** Kept only to talk to him: without him they are for nothing. */
const ownRows = [
  ['people', 'telegram_id'],
  ['referral_codes', 'telegram_id'],
  ['broadcast_people', 'telegram_id'],
  ['bot_sessions', 'key'],
  ['handles', 'chat_id'],
  ['actions', 'person_id'],
  ['revealed_messages', 'chat_id'],
  ['chats', 'chat_id'],
] as const;

/** What was on its way to him is not sent any more. */
async function endTellings(tx: Tx, id: string, mask: string, now: Instant): Promise<void> {
  const his = (column: 'address' | 'subject_id') =>
    sql<boolean>`${sql.ref(column)} = ${id} or ${sql.ref(column)} like ${`%:${id}`} or ${sql.ref(column)} like ${`${id}:%`}`;
  await tx
    .updateTable('deliveries')
    .set({ state: 'cancelled', cancelled_by: 'erase', settled_at: now, lease_token: null, lease_until: null })
    .where('state', 'in', ['waiting', 'leased', 'sending'])
    .where((eb) => eb.or([eb('address', '=', id), his('subject_id'), eb('content', 'like', `%"${id}"%`)]))
    .execute();
  await tx.updateTable('deliveries').set({ content: null }).where('address', '=', id).execute();
  await tx.updateTable('deliveries').set({ content: null }).where('content', 'like', `%"${id}"%`).execute();
  await tx.updateTable('deliveries').set({ address: mask }).where('address', '=', id).execute();
  await tx.deleteFrom('sent_messages').where('address', '=', id).execute();
  await tx.deleteFrom('addresses').where('address', '=', id).execute();
}

/** Orders, money and tickets stay as they are, of somebody whom nobody knows; what he has ends. */
export async function maskShopPerson(
  tx: Tx,
  { telegramIds, keys }: ShopPerson,
  hash: KeyedHash,
  now: Instant,
): Promise<void> {
  for (const chunk of chunks(telegramIds)) {
    await tx.updateTable('orders').set({ contact: null, gift_code: null }).where('telegram_id', 'in', chunk).execute();
    const over = { invite_link: null, look_at: null };
    await tx.updateTable('accesses').set(over).where('telegram_id', 'in', chunk).execute();
    await tx
      .updateTable('accesses')
      .set({ state: 'ended', ended_at: now })
      .where('telegram_id', 'in', chunk)
      .where('state', 'in', ['owed', 'granted', 'grace'])
      .execute();
  }
  for (const { plan_code, key_hash } of keys) {
    const his = tx.updateTable('plan_keys').set({ key_text: '' }).where('plan_code', '=', plan_code);
    await his.where('key_hash', '=', key_hash).execute();
  }
  for (const id of telegramIds) {
    const mask = maskTelegramId(id, hash);
    await endTellings(tx, id, mask, now);
    for (const [table, column] of idColumns)
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${mask} where ${sql.ref(column)} = ${id}`.execute(
        tx,
      );
    await sql`update ticket_ledger set beneficiary_id = ${`issuer:${mask}`}
      where beneficiary_id = ${`issuer:${id}`}`.execute(tx);
    for (const [table, column] of textColumns) {
      const at = sql.ref(column);
      await sql`update ${sql.table(table)} set ${at} = replace(replace(${at}, ${`"${id}"`}, ${`"${mask}"`}), ${id}, ${mask})
        where ${at} = ${id} or ${at} like ${`%"${id}"%`} or ${at} like ${`%:${id}`} or ${at} like ${`${id}:%`}`.execute(
        tx,
      );
    }
    for (const [table, column] of ownRows)
      await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${id}`.execute(tx);
  }
}
