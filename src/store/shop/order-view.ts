import { isAlive, type OrderView } from '../../domain/shop/order.ts';
import type { Reader } from '../database.ts';
import { listAttempts } from './attempts.ts';
import { findHeldMoney } from './decisions.ts';
import { findOrder } from './orders.ts';

/** An order as its buyer's message shows it, with the page of the way to pay that he chose. */
export async function findOrderView(db: Reader, id: string): Promise<OrderView | null> {
  const order = await findOrder(db, id);
  if (!order) return null;
  const attempts = order.status === 'waiting' ? await listAttempts(db, order.id) : [];
  const open = attempts.find((attempt) => isAlive(attempt) && attempt.method === order.method);
  return { order, payUrl: open?.url ?? null, held: await findHeldMoney(db, order) };
}
