import type { Access } from '../../domain/access/access.ts';
import type { MoneyState } from '../../domain/shop/money-back.ts';
import type { Order } from '../../domain/shop/order.ts';
import type { Tx } from '../../store/database.ts';
import type { FlowDeps } from '../deps.ts';
import type { OrderPayment } from '../shop/types.ts';
import { oweBusinessEvent } from './owe.ts';

/** Ids and amounts; the Telegram id is the one thing of a person's by which the owner's system knows him. */
function orderData({ id, plan, kind, telegramId, recipientId, amount }: Order) {
  return { orderId: id, planCode: plan.code, kind, telegramId, recipientId, amount };
}

export async function tellPaid(tx: Tx, deps: FlowDeps, order: Order, payment: OrderPayment): Promise<void> {
  const paid = { paidAt: order.paidAt, provider: payment?.provider ?? null };
  await oweBusinessEvent(tx, deps, 'order_paid', order.id, { ...orderData(order), ...paid });
}

/** All of the money went back, or a dispute was lost. */
export async function tellRefunded(tx: Tx, deps: FlowDeps, order: Order, state: MoneyState): Promise<void> {
  if (!state.isTakenBack) return;
  const { reason, cause, at } = state;
  await oweBusinessEvent(tx, deps, 'refunded', `${order.id}:${cause}`, { ...orderData(order), reason, refundedAt: at });
}

/** What the owner's systems learn of an access. */
export function accessData({ orderId, planCode, telegramId, type, until }: Access) {
  return { orderId, planCode, telegramId, type, until };
}

export type TicketsAwarded = Readonly<{
  /** The ledger entry: it is told once. */
  entryId: string;
  contestCode: string;
  telegramId: string;
  orderId: string | null;
  tickets: number;
  reason: string;
}>;

/** For the contests, in the transaction that writes the entry. */
export async function tellTicketsAwarded(tx: Tx, deps: FlowDeps, awarded: TicketsAwarded): Promise<void> {
  const { entryId, ...data } = awarded;
  await oweBusinessEvent(tx, deps, 'ticket_awarded', entryId, data);
}
