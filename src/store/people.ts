import { type Role, roles } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type Locale = 'ru' | 'en';
export type Operator = Readonly<{ telegramId: string; role: Role; name: string }>;

export async function findOperatorRole(db: Reader, telegramId: string): Promise<Role | null> {
  const row = await db.selectFrom('operators').select('role').where('telegram_id', '=', telegramId).executeTakeFirst();
  return roles.find((role) => role === row?.role) ?? null;
}

/** Gives the role, or another one to somebody who has one already. */
export async function upsertOperator(tx: Tx, person: Operator, addedBy: string, now: Instant): Promise<void> {
  const row = {
    telegram_id: person.telegramId,
    role: person.role,
    name: person.name,
    added_by: addedBy,
    added_at: now,
  };
  await tx
    .insertInto('operators')
    .values(row)
    .onConflict((c) => c.column('telegram_id').doUpdateSet(row))
    .execute();
}

export async function deleteOperator(tx: Tx, telegramId: string): Promise<boolean> {
  const result = await tx.deleteFrom('operators').where('telegram_id', '=', telegramId).executeTakeFirst();
  return result.numDeletedRows === 1n;
}

export async function listOperators(db: Reader): Promise<readonly Operator[]> {
  const rows = await db.selectFrom('operators').selectAll().orderBy('added_at').execute();
  return rows.map((row) => ({ telegramId: row.telegram_id, role: row.role as Role, name: row.name }));
}

export async function findChatLocale(db: Reader, chatId: string): Promise<Locale | null> {
  const row = await db.selectFrom('chats').select('locale').where('chat_id', '=', chatId).executeTakeFirst();
  return row?.locale === 'ru' || row?.locale === 'en' ? row.locale : null;
}

/** Only where nothing was chosen: a guess never overrides a person. */
export async function guessChatLocale(tx: Tx, chatId: string, locale: Locale): Promise<void> {
  await tx
    .insertInto('chats')
    .values({ chat_id: chatId, locale })
    .onConflict((c) => c.column('chat_id').doNothing())
    .execute();
}

export async function setChatLocale(tx: Tx, chatId: string, locale: Locale): Promise<void> {
  await tx
    .insertInto('chats')
    .values({ chat_id: chatId, locale })
    .onConflict((c) => c.column('chat_id').doUpdateSet({ locale }))
    .execute();
}

export type HandleRow = Readonly<{ chatId: string; messageId: string | null; kind: string; subjectId: string }>;

/** Binds a message to the random handle in its buttons; the same handle again only moves to the newer message. */
export async function insertHandle(tx: Tx, id: string, handle: HandleRow, now: Instant): Promise<void> {
  const place = { chat_id: handle.chatId, message_id: handle.messageId };
  await tx
    .insertInto('handles')
    .values({ id, ...place, kind: handle.kind, subject_id: handle.subjectId, made_at: now })
    .onConflict((c) => c.column('id').doUpdateSet(place))
    .execute();
}

function handleFromRow(row: {
  chat_id: string;
  message_id: string | null;
  kind: string;
  subject_id: string;
}): HandleRow {
  return { chatId: row.chat_id, messageId: row.message_id, kind: row.kind, subjectId: row.subject_id };
}

/** Only in the chat that it was made for: a copied button means nothing elsewhere. */
export async function findHandleRow(db: Reader, id: string, chatId: string): Promise<HandleRow | null> {
  const row = await db
    .selectFrom('handles')
    .selectAll()
    .where('id', '=', id)
    .where('chat_id', '=', chatId)
    .executeTakeFirst();
  return row ? handleFromRow(row) : null;
}

export async function findHandleOfMessage(db: Reader, chatId: string, messageId: string): Promise<HandleRow | null> {
  const row = await db
    .selectFrom('handles')
    .selectAll()
    .where('chat_id', '=', chatId)
    .where('message_id', '=', messageId)
    .orderBy('made_at', 'desc')
    .executeTakeFirst();
  return row ? handleFromRow(row) : null;
}

export type OfferedAction = Readonly<{ id: string; personId: string; chatId: string; verb: string; argument: string }>;

export async function insertAction(tx: Tx, action: OfferedAction, expiresAt: Instant): Promise<void> {
  const { id, personId, chatId, verb, argument } = action;
  await tx
    .insertInto('actions')
    .values({ id, person_id: personId, chat_id: chatId, verb, argument, expires_at: expiresAt, taken_at: null })
    .execute();
}

/** Once, by the person and in the chat it was offered to, before it expires; else null. */
export async function takeActionOnce(tx: Tx, asked: { id: string; personId: string; chatId: string }, now: Instant) {
  const row = await tx
    .updateTable('actions')
    .set({ taken_at: now })
    .where('id', '=', asked.id)
    .where('person_id', '=', asked.personId)
    .where('chat_id', '=', asked.chatId)
    .where('expires_at', '>', now)
    .where('taken_at', 'is', null)
    .returning(['verb', 'argument'])
    .executeTakeFirst();
  return row ?? null;
}

type FoundAction = Omit<OfferedAction, 'id' | 'argument'> & Readonly<{ expiresAt: Instant; takenAt: Instant | null }>;

/** Whatever became of it; null where it never was, or is long gone. */
export async function findAction(db: Reader, id: string): Promise<FoundAction | null> {
  const row = await db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return null;
  return {
    personId: row.person_id,
    chatId: row.chat_id,
    verb: row.verb,
    expiresAt: row.expires_at as Instant,
    takenAt: row.taken_at as Instant | null,
  };
}
