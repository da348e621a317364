import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

/** What is known of an idempotency key. */
export type TakenKey = Readonly<
  { state: 'fresh' | 'running' | 'other_body' } | { state: 'answered'; status: number; answer: string }
>;

/**
 * Takes a key for a request. One that a dead process left running is given anew after `abandonedBefore`, one older than
 * `forgottenBefore` is as good as unknown.
 */
export async function takeIdempotencyKey(
  tx: Tx,
  key: string,
  bodyHash: string,
  times: Readonly<{ now: Instant; abandonedBefore: Instant; forgottenBefore: Instant }>,
): Promise<TakenKey> {
  const known = await tx.selectFrom('idempotency_keys').selectAll().where('key', '=', key).executeTakeFirst();
  const isForgotten = known === undefined || known.taken_at < times.forgottenBefore;
  if (!isForgotten && known.body_hash !== bodyHash) return { state: 'other_body' };
  if (!isForgotten && known.status !== null)
    return { state: 'answered', status: known.status, answer: known.answer ?? '' };
  if (!isForgotten && known.taken_at >= times.abandonedBefore) return { state: 'running' };
  const row = { body_hash: bodyHash, taken_at: times.now, status: null, answer: null };
  await tx
    .insertInto('idempotency_keys')
    .values({ key, ...row })
    .onConflict((c) => c.column('key').doUpdateSet(row))
    .execute();
  return { state: 'fresh' };
}

export async function keepIdempotentAnswer(tx: Tx, key: string, status: number, answer: string): Promise<void> {
  await tx.updateTable('idempotency_keys').set({ status, answer }).where('key', '=', key).execute();
}

export async function dropIdempotencyKey(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('idempotency_keys').where('key', '=', key).where('status', 'is', null).execute();
}

export type Lockout = Readonly<{ address: string; since: Instant; until: Instant }>;

export async function upsertLockout(tx: Tx, { address, since, until }: Lockout): Promise<void> {
  await tx
    .insertInto('lockouts')
    .values({ address, since, until })
    .onConflict((c) => c.column('address').doUpdateSet({ since, until }))
    .execute();
}

export async function listLockouts(db: Reader, now: Instant): Promise<readonly Lockout[]> {
  const rows = await db.selectFrom('lockouts').selectAll().where('until', '>', now).orderBy('since').execute();
  return rows as Lockout[];
}
