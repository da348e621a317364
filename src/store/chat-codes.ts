import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

/** A code by which one chat becomes a place that is told things; only the hash of it is kept. */
export type ChatCode = Readonly<{ madeBy: string; madeById: string | null; expiresAt: Instant }>;

const prefix = 'chat_code:';

/** Old ones go with it. */
export async function insertChatCode(tx: Tx, hash: string, code: ChatCode, now: Instant): Promise<void> {
  const codes = await tx.selectFrom('settings').selectAll().where('name', 'like', `${prefix}%`).execute();
  const old = codes.filter(({ value }) => codeOf(value).expiresAt <= now).map(({ name }) => name);
  if (old.length > 0) await tx.deleteFrom('settings').where('name', 'in', old).execute();
  const row = { name: `${prefix}${hash}`, value: JSON.stringify(code), changed_by: code.madeBy, changed_at: now };
  await tx.insertInto('settings').values(row).execute();
}

export async function findChatCode(db: Reader, hash: string, now: Instant): Promise<ChatCode | null> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', `${prefix}${hash}`).executeTakeFirst();
  const code = row ? codeOf(row.value) : null;
  return code && code.expiresAt > now ? code : null;
}

/** True for one caller only. */
export async function takeChatCodeOnce(tx: Tx, hash: string): Promise<boolean> {
  const done = await tx.deleteFrom('settings').where('name', '=', `${prefix}${hash}`).executeTakeFirst();
  return done.numDeletedRows === 1n;
}

function codeOf(value: string): ChatCode {
  return JSON.parse(value) as ChatCode;
}
