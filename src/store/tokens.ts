import { type Scope, scopes } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

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

export type TokenRow = Readonly<{
  id: string;
  name: string;
  scopes: readonly string[];
  madeAt: Instant;
  expiresAt: Instant | null;
  revokedAt: Instant | null;
  /** How its text begins, to tell it from others. */
  prefix: string;
  lastUsedAt: Instant | null;
}>;
export type NewToken = Readonly<{
  id: string;
  hash: string;
  name: string;
  scopes: readonly Scope[];
  madeAt: Instant;
  expiresAt: Instant;
  prefix: string;
}>;

export async function insertToken(tx: Tx, token: NewToken): Promise<void> {
  const { id, hash, name, scopes: own, madeAt, expiresAt, prefix } = token;
  await tx
    .insertInto('api_tokens')
    .values({
      id,
      hash,
      name,
      scopes: own.join(' '),
      made_at: madeAt,
      expires_at: expiresAt,
      revoked_at: null,
      prefix,
      last_used_at: null,
    })
    .execute();
}

export async function listTokenRows(db: Reader): Promise<readonly TokenRow[]> {
  const rows = await db.selectFrom('api_tokens').selectAll().orderBy('made_at').execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.scopes.split(' '),
    madeAt: row.made_at as Instant,
    expiresAt: row.expires_at as Instant | null,
    revokedAt: row.revoked_at as Instant | null,
    prefix: row.prefix,
    lastUsedAt: row.last_used_at as Instant | null,
  }));
}

export async function revokeTokenRow(tx: Tx, idOrName: string, now: Instant): Promise<number> {
  const result = await tx
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where((eb) => eb.or([eb('id', '=', idOrName), eb('name', '=', idOrName)]))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export async function touchTokenRow(tx: Tx, hash: string, now: Instant): Promise<void> {
  await tx.updateTable('api_tokens').set({ last_used_at: now }).where('hash', '=', hash).execute();
}
