import type { ProviderName } from '../../domain/ids.ts';
import { currency, money } from '../../domain/money.ts';
import type { Order, OrderId, OrderStatus } from '../../domain/shop/order.ts';
import type { PayMethod, Plan } from '../../domain/shop/plan.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { OrderTable } from '../schema-shop.ts';

function orderOf(row: OrderTable): Order {
  const { provider, payment_ref: ref } = row;
  return {
    id: row.id as OrderId,
    plan: JSON.parse(row.plan) as Plan,
    telegramId: row.telegram_id,
    recipientId: row.recipient_id,
    kind: row.kind,
    status: row.status,
    amount: money(row.amount_minor, currency(row.currency)),
    takenOffMinor: row.taken_off_minor,
    promoCode: row.promo_code,
    method: row.method as PayMethod | null,
    contact: row.contact,
    locale: row.locale as Order['locale'],
    giftCode: row.gift_code,
    createdAt: row.created_at as Instant,
    expiresAt: row.expires_at as Instant,
    paidAt: row.paid_at as Instant | null,
    paidBy: provider !== null && ref !== null ? { provider: provider as ProviderName, externalId: ref } : null,
    remindedAt: row.reminded_at as Instant | null,
  };
}

export async function insertOrder(tx: Tx, order: Order): Promise<void> {
  await tx
    .insertInto('orders')
    .values({
      id: order.id,
      plan_code: order.plan.code,
      plan: JSON.stringify(order.plan),
      telegram_id: order.telegramId,
      recipient_id: order.recipientId,
      kind: order.kind,
      status: order.status,
      amount_minor: order.amount.amountMinor,
      currency: order.amount.currency,
      taken_off_minor: order.takenOffMinor,
      promo_code: order.promoCode,
      method: order.method,
      contact: order.contact,
      locale: order.locale,
      gift_code: order.giftCode,
      created_at: order.createdAt,
      expires_at: order.expiresAt,
      paid_at: order.paidAt,
      provider: order.paidBy?.provider ?? null,
      payment_ref: order.paidBy?.externalId ?? null,
      reminded_at: order.remindedAt,
      ended_at: null,
    })
    .execute();
}

export async function findOrder(db: Reader, id: string): Promise<Order | null> {
  const row = await db.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? orderOf(row) : null;
}

export async function findOrderByPayment(db: Reader, provider: ProviderName, ref: string): Promise<Order | null> {
  const row = await db
    .selectFrom('orders')
    .selectAll()
    .where('provider', '=', provider)
    .where('payment_ref', '=', ref)
    .executeTakeFirst();
  return row ? orderOf(row) : null;
}

export async function findOrderByGift(db: Reader, code: string): Promise<Order | null> {
  const row = await db.selectFrom('orders').selectAll().where('gift_code', '=', code).executeTakeFirst();
  return row ? orderOf(row) : null;
}

/** Those that wait for his money, the newest first. */
export async function listWaitingOf(db: Reader, telegramId: string): Promise<readonly Order[]> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('telegram_id', '=', telegramId)
    .where('status', '=', 'waiting')
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map(orderOf);
}

export async function hadTrial(db: Reader, telegramId: string, planCode: string): Promise<boolean> {
  const row = await db
    .selectFrom('orders')
    .select('id')
    .where('telegram_id', '=', telegramId)
    .where('plan_code', '=', planCode)
    .where('kind', '=', 'trial')
    .executeTakeFirst();
  return row !== undefined;
}

type Changes = Readonly<
  Partial<
    Pick<
      Order,
      'status' | 'amount' | 'takenOffMinor' | 'method' | 'contact' | 'paidAt' | 'paidBy' | 'recipientId' | 'remindedAt'
    >
  >
> &
  Readonly<{ endedAt?: Instant }>;

/** Only where it still has one of these states: false where somebody else was first. */
export async function changeOrder(
  tx: Tx,
  id: OrderId,
  from: readonly OrderStatus[],
  { amount, takenOffMinor, paidAt, paidBy, recipientId, remindedAt, endedAt, ...same }: Changes,
): Promise<boolean> {
  const result = await tx
    .updateTable('orders')
    .set({
      ...same,
      ...(amount ? { amount_minor: amount.amountMinor, currency: amount.currency } : {}),
      ...(takenOffMinor === undefined ? {} : { taken_off_minor: takenOffMinor }),
      ...(paidAt === undefined ? {} : { paid_at: paidAt }),
      ...(paidBy ? { provider: paidBy.provider, payment_ref: paidBy.externalId } : {}),
      ...(recipientId === undefined ? {} : { recipient_id: recipientId }),
      ...(remindedAt === undefined ? {} : { reminded_at: remindedAt }),
      ...(endedAt === undefined ? {} : { ended_at: endedAt }),
    })
    .where('id', '=', id)
    .where('status', 'in', from)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

/** A gift that nobody took yet: one of those who ask at the same time gets it. */
export async function takeGiftOnce(tx: Tx, id: OrderId, recipientId: string): Promise<boolean> {
  const result = await tx
    .updateTable('orders')
    .set({ recipient_id: recipientId })
    .where('id', '=', id)
    .where('recipient_id', 'is', null)
    .where('status', '=', 'paid')
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
}

export async function listExpired(db: Reader, now: Instant, limit: number): Promise<readonly Order[]> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('expires_at', '<=', now)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return rows.map(orderOf);
}

/** Waiting, not yet reminded of. */
export async function listUnreminded(db: Reader, limit: number): Promise<readonly Order[]> {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('status', '=', 'waiting')
    .where('reminded_at', 'is', null)
    .orderBy('expires_at')
    .limit(limit)
    .execute();
  return rows.map(orderOf);
}

type Page = Readonly<{ limit: number; cursor: string | null }>;
type Filter = Readonly<{ status?: OrderStatus; telegramId?: string; planCode?: string }>;
type Listed = Readonly<{ orders: readonly Order[]; nextCursor: string | null }>;

/** The newest first; ids sort by the time of making. */
export async function listOrders(db: Reader, filter: Filter, { limit, cursor }: Page): Promise<Listed> {
  let query = db.selectFrom('orders').selectAll();
  if (filter.status) query = query.where('status', '=', filter.status);
  if (filter.telegramId) query = query.where('telegram_id', '=', filter.telegramId);
  if (filter.planCode) query = query.where('plan_code', '=', filter.planCode);
  if (cursor) query = query.where('id', '<', cursor);
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const orders = rows.slice(0, limit).map(orderOf);
  return { orders, nextCursor: rows.length > limit ? (orders.at(-1)?.id ?? null) : null };
}

/** Tickets that each order brought, all people together; the issuer's side does not count. */
export async function ticketsOf(db: Reader, ids: readonly OrderId[]): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('ticket_ledger')
    .select((e) => ['order_id', e.fn.sum<number>('delta').as('sum')])
    .where('order_id', 'in', ids)
    .where('beneficiary_id', 'not like', 'issuer%')
    .groupBy('order_id')
    .execute();
  return new Map(rows.map((row) => [row.order_id ?? '', Number(row.sum)]));
}
