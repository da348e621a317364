import { priorities } from '../../domain/deliveries.ts';
import type { Order, OrderStatus } from '../../domain/shop/order.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { Tx } from '../../store/database.ts';
import { enqueueDeliveries } from '../../store/enqueue.ts';
import { endSoon } from '../../store/shop/attempts.ts';
import { changeOrder } from '../../store/shop/orders.ts';
import { recountUses } from '../../store/shop/promos.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { OrderPayment } from './types.ts';

/** The buyer's message about an order is brought to how it stands now: sent, or edited in place. */
export async function oweOrderMessage(
  tx: Tx,
  deps: FlowDeps,
  { id, telegramId }: Pick<Order, 'id' | 'telegramId'>,
  { kind = 'order', afterMs = 0 }: Readonly<{ kind?: 'order' | 'order_reminder'; afterMs?: number }> = {},
): Promise<void> {
  const now = nowOf(deps);
  const route = { destination: 'telegram', address: telegramId };
  const delivery = { route, kind, subjectId: id, priority: priorities.order, dueAt: plusMs(now, afterMs) };
  await enqueueDeliveries(tx, [delivery], { now, newId: deps.newId });
}

type Paying = Readonly<{
  payment: OrderPayment;
  paidAt: Instant;
  from?: readonly OrderStatus[];
}>;

/**
 * The one place where an order becomes paid, with all that follows, in the caller's transaction: false where it was paid
 * or over already, and then nothing follows.
 */
export async function markPaid(
  tx: Tx,
  deps: FlowDeps,
  order: Order,
  { payment, paidAt, from = ['waiting'] }: Paying,
): Promise<boolean> {
  const paid: Order = { ...order, status: 'paid', paidAt, paidBy: payment };
  if (!(await changeOrder(tx, order.id, from, { status: 'paid', paidAt, paidBy: payment }))) return false;
  await endSoon(tx, order.id, nowOf(deps));
  await recountPromo(tx, order);
  await followPaid(tx, deps, paid, payment);
  return true;
}

/** What follows from a paid order, whatever road it came. */
export async function followPaid(tx: Tx, deps: FlowDeps, paid: Order, payment: OrderPayment): Promise<void> {
  await oweOrderMessage(tx, deps, paid);
  for (const hook of deps.shop.hooks.afterPaid) await hook(tx, deps, paid, payment);
}

export async function recountPromo(tx: Tx, { promoCode }: Pick<Order, 'promoCode'>): Promise<void> {
  if (promoCode !== null) await recountUses(tx, promoCode);
}

/** It is over without money: its stock and its code are free again, and what could still be paid is called off soon. */
export async function endOrder(
  tx: Tx,
  deps: FlowDeps,
  order: Order,
  status: 'expired' | 'cancelled',
): Promise<boolean> {
  const now = nowOf(deps);
  if (!(await changeOrder(tx, order.id, ['waiting'], { status, endedAt: now }))) return false;
  await endSoon(tx, order.id, now);
  await recountPromo(tx, order);
  await oweOrderMessage(tx, deps, order);
  return true;
}
