import type { Actor } from '../../domain/permissions.ts';
import type { Notice } from '../../domain/views.ts';
import { listOrders } from '../../store/shop/orders.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import { buyerOf } from './place-order.ts';

const longest = 700;

/**
 * A buyer's question goes to those who are told of troubles, with the number of his newest order. Once an hour and
 * person: whoever writes more often has an answer coming, and cannot fill a chat.
 */
export async function askPaySupport(deps: FlowDeps, actor: Actor, words: string): Promise<void> {
  const telegramId = buyerOf(actor);
  if (telegramId === null) return;
  const now = nowOf(deps);
  const { orders } = await listOrders(deps.store.reader, { telegramId }, { limit: 1, cursor: null });
  const order = orders[0]?.id ?? null;
  const notice: Notice = { kind: 'pay_support', telegramId, order, words: words.slice(0, longest) };
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, telegramId, now));
  deps.wake();
}
