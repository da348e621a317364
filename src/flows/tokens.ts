import { createHash, randomBytes } from 'node:crypto';
import { type Actor, may, type Scope } from '../domain/permissions.ts';
import { dayMs, type Instant, plusMs } from '../domain/time.ts';
import { insertToken, listTokenRows, revokeTokenRow, type TokenRow } from '../store/tokens.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

const lifeMs = 90 * dayMs;
const randomBytesOfToken = 24;
/** `pot_` and four more: enough to tell one from another, nothing to guess the rest from. */
const prefixLength = 8;
const forbidden = { ok: false, reason: 'forbidden' } as const;

/** The token is shown this once; only its hash is kept. It ends after 90 days. */
export async function createToken(
  deps: FlowDeps,
  actor: Actor,
  name: string,
  scopes: readonly Scope[],
): Promise<Result<{ token: string; expiresAt: Instant }>> {
  if (!may(actor, 'manage_tokens')) return forbidden;
  const token = `pot_${randomBytes(randomBytesOfToken).toString('base64url')}`;
  const hash = createHash('sha256').update(token).digest('hex');
  const now = nowOf(deps);
  const expiresAt = plusMs(now, lifeMs);
  await deps.commits.submit(async (tx) => {
    await insertToken(tx, {
      id: deps.newId('tok'),
      hash,
      name,
      scopes,
      madeAt: now,
      expiresAt,
      prefix: token.slice(0, prefixLength),
    });
    await auditIn(tx, deps, actor, 'manage_tokens', `create ${name}`, scopes.join(' '));
  });
  return { ok: true, token, expiresAt };
}

export async function listTokens(deps: FlowDeps, actor: Actor): Promise<Result<{ tokens: readonly TokenRow[] }>> {
  if (!may(actor, 'manage_tokens')) return forbidden;
  return { ok: true, tokens: await listTokenRows(deps.store.reader) };
}

/** By id or name; takes effect with the next request. */
export async function revokeToken(deps: FlowDeps, actor: Actor, idOrName: string): Promise<Result<{ count: number }>> {
  if (!may(actor, 'manage_tokens')) return forbidden;
  const count = await deps.commits.submit(async (tx) => {
    const revoked = await revokeTokenRow(tx, idOrName, nowOf(deps));
    await auditIn(tx, deps, actor, 'manage_tokens', `revoke ${idOrName}`, String(revoked));
    return revoked;
  });
  return count > 0 ? { ok: true, count } : { ok: false, reason: 'not_found' };
}
