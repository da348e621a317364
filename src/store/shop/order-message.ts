import type { OrderId } from '../../domain/shop/order.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';

const kind = 'order';
const destination = 'telegram';

/**
 * A message that stands in the buyer's chat is the order's from now on: later states edit it. Returns the message that
 * was the order's before, null where there was none.
 */
export async function adoptOrderMessage(
  tx: Tx,
  { orderId, chatId, messageId }: Readonly<{ orderId: OrderId; chatId: string; messageId: string }>,
  { handle, now }: Readonly<{ handle: string; now: Instant }>,
): Promise<string | null> {
  const before = await tx
    .selectFrom('sent_messages')
    .select('remote_id')
    .where('destination', '=', destination)
    .where('address', '=', chatId)
    .where('kind', '=', kind)
    .where('subject_id', '=', orderId)
    .executeTakeFirst();
  const shown = { remote_id: messageId, shown_hash: null, handle, sent_at: now };
  await tx
    .insertInto('sent_messages')
    .values({ destination, address: chatId, kind, subject_id: orderId, ...shown })
    .onConflict((c) => c.columns(['destination', 'address', 'kind', 'subject_id']).doUpdateSet(shown))
    .execute();
  return before?.remote_id ?? null;
}

export async function findOrderInMessage(db: Reader, chatId: string, messageId: string): Promise<OrderId | null> {
  const row = await db
    .selectFrom('sent_messages')
    .select('subject_id')
    .where('destination', '=', destination)
    .where('address', '=', chatId)
    .where('kind', '=', kind)
    .where('remote_id', '=', messageId)
    .executeTakeFirst();
  return row ? (row.subject_id as OrderId) : null;
}
