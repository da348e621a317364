import type { PassingSubject, RevealSubject } from '../domain/reveal.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type MessagePlace = Readonly<{ chatId: string; messageId: string }>;
/** A message that must not stay as it is after `hideAt`. */
export type Revealed = MessagePlace & Readonly<{ subject: RevealSubject | PassingSubject; hideAt: Instant }>;

export async function insertRevealed(tx: Tx, { chatId, messageId, subject, hideAt }: Revealed): Promise<void> {
  const row = { kind: subject.kind, subject_id: subject.id, hide_at: hideAt };
  await tx
    .insertInto('revealed_messages')
    .values({ chat_id: chatId, message_id: messageId, ...row })
    .onConflict((c) => c.columns(['chat_id', 'message_id']).doUpdateSet(row))
    .execute();
}

const atMost = 500;

/** The first to be hidden comes first. */
export async function listRevealedRows(db: Reader): Promise<readonly Revealed[]> {
  const rows = await db.selectFrom('revealed_messages').selectAll().orderBy('hide_at').limit(atMost).execute();
  return rows.map((row) => ({
    chatId: row.chat_id,
    messageId: row.message_id,
    subject: { kind: row.kind, id: row.subject_id } as Revealed['subject'],
    hideAt: row.hide_at as Instant,
  }));
}

export async function deleteRevealed(tx: Tx, { chatId, messageId }: MessagePlace): Promise<void> {
  await tx.deleteFrom('revealed_messages').where('chat_id', '=', chatId).where('message_id', '=', messageId).execute();
}
