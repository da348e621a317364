import { type Scope, scopes } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';

/** An API token by the hash of its text; null where it is unknown, revoked or over. */
export async function findTokenByHash(
  db: Reader,
  hash: string,
  now: Instant,
): Promise<{ name: string; scopes: readonly Scope[] } | null> {
  const row = await db.selectFrom('api_tokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now)) return null;
  const own = row.scopes.split(' ');
  return { name: row.name, scopes: scopes.filter((scope) => own.includes(scope)) };
}
