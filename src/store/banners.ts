import type { Reader, Tx } from './database.ts';

/** The pinned message that tells a chat what is stopped. */
export type Banner = Readonly<{ chatId: string; messageId: string; shown: string }>;

export async function listBanners(db: Reader): Promise<readonly Banner[]> {
  const rows = await db.selectFrom('banners').selectAll().execute();
  return rows.map((row) => ({ chatId: row.chat_id, messageId: row.message_id, shown: row.shown }));
}

export async function keepBanner(tx: Tx, { chatId, messageId, shown }: Banner): Promise<void> {
  const row = { chat_id: chatId, message_id: messageId, shown };
  await tx
    .insertInto('banners')
    .values(row)
    .onConflict((c) => c.column('chat_id').doUpdateSet(row))
    .execute();
}

export async function forgetBanner(tx: Tx, chatId: string): Promise<void> {
  await tx.deleteFrom('banners').where('chat_id', '=', chatId).execute();
}
