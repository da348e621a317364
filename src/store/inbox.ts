import { createHash } from 'node:crypto';
import type { FactSource } from '../domain/facts.ts';
import type { NewId, ProviderName } from '../domain/ids.ts';
import type { VerifiedWebhook } from '../domain/ports.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import type { InboxTable } from './schema.ts';

export type InboxEntry = Readonly<{
  webhook: VerifiedWebhook;
  state: InboxTable['state'];
  source: FactSource;
  /** Id of the payment or charge that it is about, for the trace. */
  paymentRef: string | null;
  issues: string | null;
}>;

/** What the event says, without the envelope: a repeat of one event may differ in `pending_webhooks` and the like. */
function hashOf({ type, body }: VerifiedWebhook): string {
  return createHash('sha256').update(type).update(JSON.stringify(body)).digest('hex');
}

/** `conflicting`: the same event id came before with another content; the first wins, the second is kept beside it. */
export type InsertedOnce = 'new' | 'duplicate' | 'conflicting';

/** Uniqueness is the table's: of a thousand parallel copies exactly one is new. */
export async function insertInboxOnce(
  tx: Tx,
  entry: InboxEntry,
  env: { now: Instant; newId: NewId },
): Promise<InsertedOnce> {
  const { webhook } = entry;
  const hash = hashOf(webhook);
  const inserted = await tx
    .insertInto('inbox')
    .values({
      id: env.newId('inb'),
      provider: webhook.provider,
      external_id: webhook.externalId,
      type: webhook.type,
      state: entry.state,
      source: entry.source,
      payment_ref: entry.paymentRef,
      occurred_at: webhook.occurredAt,
      received_at: env.now,
      secret_index: webhook.secretIndex,
      payload: webhook.text,
      payload_hash: hash,
      issues: entry.issues,
      conflict_payload: null,
    })
    .onConflict((c) => c.columns(['provider', 'external_id']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows === 1n) return 'new';
  // A list may render the same event in another API version than the webhook: only webhooks are compared.
  return entry.source === 'webhook' ? rememberConflict(tx, webhook, hash) : 'duplicate';
}

async function rememberConflict(tx: Tx, webhook: VerifiedWebhook, hash: string): Promise<InsertedOnce> {
  const changed = await tx
    .updateTable('inbox')
    .set({ conflict_payload: webhook.text })
    .where('provider', '=', webhook.provider)
    .where('external_id', '=', webhook.externalId)
    .where('source', '=', 'webhook')
    .where('payload_hash', '!=', hash)
    .where('conflict_payload', 'is', null)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n ? 'conflicting' : 'duplicate';
}

/** What became of an entry after its object was read; one that a person has put away stays so. */
export async function settleEntry(
  tx: Tx,
  provider: ProviderName,
  externalId: string,
  end: Readonly<{ state: 'recorded'; paymentRef: string | null } | { state: 'quarantined'; issues: string }>,
): Promise<boolean> {
  const values = end.state === 'recorded' ? { payment_ref: end.paymentRef, issues: null } : { issues: end.issues };
  const changed = await tx
    .updateTable('inbox')
    .set({ state: end.state, ...values })
    .where('provider', '=', provider)
    .where('external_id', '=', externalId)
    .where('state', 'in', ['recorded', 'quarantined'])
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}
