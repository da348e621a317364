import { sql } from 'kysely';
import type { NewDelivery } from '../domain/deliveries.ts';
import type { NewId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';

/**
 * Owes something, inside the transaction that made it true. A delivery for the same subject that still waits takes it
 * over: it renders the newest state anyway, and it is due at the earlier time unless it already failed once.
 */
export async function enqueueDelivery(tx: Tx, delivery: NewDelivery, env: { now: Instant; newId: NewId }): Promise<void> {
  await tx
    .insertInto('deliveries')
    .values({
      id: env.newId('dlv'),
      destination: delivery.route.destination,
      address: delivery.route.address,
      kind: delivery.kind,
      subject_id: delivery.subjectId,
      state: delivery.route.off ? 'cancelled' : 'waiting',
      priority: delivery.priority,
      due_at: delivery.dueAt,
      attempts: 0,
      ambiguous: 0,
      content: delivery.notice === undefined ? null : JSON.stringify(delivery.notice),
      lease_token: null,
      lease_until: null,
      created_at: env.now,
      settled_at: delivery.route.off ? env.now : null,
      merged_into: null,
      cancelled_by: delivery.route.off ? 'NOTIFICATIONS_DISABLED' : null,
      last_code: null,
      last_detail: null,
    })
    .onConflict((c) =>
      c
        .columns(['destination', 'address', 'kind', 'subject_id'])
        .where('state', '=', 'waiting')
        .doUpdateSet({
          due_at: sql`case when deliveries.attempts = 0 and excluded.due_at < deliveries.due_at then excluded.due_at else deliveries.due_at end`,
          priority: sql`case when excluded.priority < deliveries.priority then excluded.priority else deliveries.priority end`,
        }),
    )
    .execute();
}
