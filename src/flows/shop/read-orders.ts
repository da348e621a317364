import { type Actor, may } from '../../domain/permissions.ts';
import type { Order, OrderId, OrderStatus } from '../../domain/shop/order.ts';
import { findOrder, findOrderByGift, listOrders, takeGiftOnce, ticketsOf } from '../../store/shop/orders.ts';
import type { FlowDeps } from '../deps.ts';
import type { Result } from '../types.ts';
import { oweOrderMessage } from './paid.ts';
import { buyerOf, no } from './place-order.ts';
import type { OrderFilter, OrderLine, ShopResult } from './types.ts';

export async function showOrder({ store }: FlowDeps, actor: Actor, id: OrderId): Promise<Order | null> {
  const order = await findOrder(store.reader, id);
  if (!order) return null;
  const buyer = buyerOf(actor);
  const isOwn = buyer !== null && (order.telegramId === buyer || order.recipientId === buyer);
  return isOwn || may(actor, 'see_orders') ? order : null;
}

/** Where somebody comes back from a pay page: nothing but how it stands, and of a free name nothing. */
export async function orderStatus({ store }: FlowDeps, id: OrderId): Promise<OrderStatus | null> {
  return (await findOrder(store.reader, id))?.status ?? null;
}

export async function listOwnOrders({ store }: FlowDeps, actor: Actor, limit: number): Promise<readonly Order[]> {
  const telegramId = buyerOf(actor);
  if (telegramId === null) return [];
  return (await listOrders(store.reader, { telegramId }, { limit, cursor: null })).orders;
}

export async function listAllOrders(
  { store }: FlowDeps,
  actor: Actor,
  filter: OrderFilter,
  page: Readonly<{ limit: number; cursor: string | null }>,
): Promise<Result<{ orders: readonly OrderLine[]; nextCursor: string | null }>> {
  if (!may(actor, 'see_orders')) return { ok: false, reason: 'forbidden' };
  const { orders, nextCursor } = await listOrders(store.reader, filter, page);
  const ids = orders.map(({ id }) => id);
  const tickets = await ticketsOf(store.reader, ids);
  return { ok: true, orders: orders.map((order) => ({ order, tickets: tickets.get(order.id) ?? 0 })), nextCursor };
}

export async function giftCode({ store }: FlowDeps, actor: Actor, id: OrderId): Promise<string | null> {
  const order = await findOrder(store.reader, id);
  const isOpen = order?.status === 'paid' && order.recipientId === null;
  return isOpen && order.telegramId === buyerOf(actor) ? order.giftCode : null;
}

/** The first who follows the link has it; the buyer's message shows that it was taken. */
export async function takeGift(deps: FlowDeps, actor: Actor, code: string): Promise<ShopResult<{ order: Order }>> {
  const person = buyerOf(actor);
  if (person === null) return no('forbidden');
  const taken = await deps.commits.submit(async (tx): Promise<ShopResult<{ order: Order }>> => {
    const order = await findOrderByGift(tx, code);
    if (!order || order.status === 'waiting') return no('not_found');
    if (!(await takeGiftOnce(tx, order.id, person))) return no('ended');
    const given: Order = { ...order, recipientId: person };
    await oweOrderMessage(tx, deps, given);
    for (const hook of deps.shop.hooks.afterGiftTaken) await hook(tx, deps, given);
    return { ok: true, order: given };
  });
  deps.wake();
  return taken;
}
