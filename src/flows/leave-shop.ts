import { correctionEntries } from '../domain/contests/ledger.ts';
import type { KeyedHash } from '../domain/erasure.ts';
import type { OrderId } from '../domain/shop/order.ts';
import { listOpenHoldings } from '../store/contests/draws.ts';
import { insertEntries } from '../store/contests/tickets.ts';
import type { Tx } from '../store/database.ts';
import { findOrder } from '../store/shop/orders.ts';
import { maskShopPerson, type ShopPerson } from '../store/shop/persons.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { endOrder } from './shop/paid.ts';

/**
 * Somebody who is forgotten buys nothing any more and takes part in no draw to come: what he has not paid is called off,
 * his tickets of contests whose entries are not frozen are taken out by an entry of their own. Then his ids are replaced.
 */
export async function leaveShop(tx: Tx, deps: FlowDeps, person: ShopPerson, hash: KeyedHash): Promise<void> {
  const now = nowOf(deps);
  for (const { id } of person.orders.filter(({ status }) => status === 'waiting')) {
    const order = await findOrder(tx, id as OrderId);
    if (order && person.telegramIds.includes(order.telegramId)) await endOrder(tx, deps, order, 'cancelled');
  }
  for (const { contestCode, telegramId, tickets } of await listOpenHoldings(tx, person.telegramIds)) {
    const about = { contestCode, cause: deps.newId('cor'), orderId: null, at: now };
    await insertEntries(tx, correctionEntries(telegramId, -tickets, about), { by: 'erase', note: null });
  }
  await maskShopPerson(tx, person, hash, now);
}
