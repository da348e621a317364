import type { Order } from '../../domain/shop/order.ts';
import type { Tx } from '../../store/database.ts';
import { isGone } from '../../store/destinations.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';

/** Somebody who has paid cannot be written to: the team hears of it, once a day and buyer. */
export async function tellBuyerAway(tx: Tx, deps: FlowDeps, telegramId: string, code: string): Promise<void> {
  await enqueueNotice(tx, deps, { kind: 'buyer_away', telegramId, code }, telegramId, nowOf(deps));
}

/** To who blocked the bot before he paid nothing is tried any more, so no failed try would say it. */
export async function tellIfAway(tx: Tx, deps: FlowDeps, { telegramId }: Pick<Order, 'telegramId'>): Promise<void> {
  if (await isGone(tx, 'telegram', telegramId)) await tellBuyerAway(tx, deps, telegramId, 'unreachable');
}
