import type { OrderId } from '../../domain/shop/order.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';

const ofOrders = { destination: 'telegram', kind: 'order' } as const;
type Place = Readonly<{ orderId: OrderId; chatId: string; messageId: string }>;

/**
 * What a dialogue is about to write into its message has no fingerprint yet, and is told by the dialogue itself.
 */
export async function isBeingDrawn(tx: Tx, orderId: OrderId, chatId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('sent_messages')
    .select('shown_hash')
    .where((eb) => eb.and({ ...ofOrders, address: chatId, subject_id: orderId }))
    .executeTakeFirst();
  return row !== undefined && row.shown_hash === null;
}

/** The order's message says this now, as far as it is still the same message. */
export async function saveDrawn(tx: Tx, { orderId, chatId, messageId }: Place, shownHash: string): Promise<void> {
  await tx
    .updateTable('sent_messages')
    .set({ shown_hash: shownHash })
    .where((eb) => eb.and({ ...ofOrders, address: chatId, subject_id: orderId }))
    .where('remote_id', '=', messageId)
    .execute();
}

/**
 * A message that stands in the buyer's chat is the order's from now on: later states edit it. Returns the message that
 * was the order's before, null where there was none.
 */
export async function adoptOrderMessage(
  tx: Tx,
  { orderId, chatId, messageId }: Place,
  { handle, now }: Readonly<{ handle: string; now: Instant }>,
): Promise<string | null> {
  const before = await tx
    .selectFrom('sent_messages')
    .select('remote_id')
    .where((eb) => eb.and({ ...ofOrders, address: chatId, subject_id: orderId }))
    .executeTakeFirst();
  const shown = { remote_id: messageId, shown_hash: null, handle, sent_at: now };
  await tx
    .insertInto('sent_messages')
    .values({ ...ofOrders, address: chatId, subject_id: orderId, ...shown })
    .onConflict((c) => c.columns(['destination', 'address', 'kind', 'subject_id']).doUpdateSet(shown))
    .execute();
  return before?.remote_id ?? null;
}

export async function findOrderInMessage(db: Reader, chatId: string, messageId: string): Promise<OrderId | null> {
  const row = await db
    .selectFrom('sent_messages')
    .select('subject_id')
    .where((eb) => eb.and({ ...ofOrders, address: chatId, remote_id: messageId }))
    .executeTakeFirst();
  return row ? (row.subject_id as OrderId) : null;
}
