import { priorities, type Route } from '../domain/deliveries.ts';
import type { NewId, PurchaseId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import { inTransaction, type Reader, type Store } from './database.ts';
import { enqueueDeliveries } from './enqueue.ts';
import { drainBefore } from './system.ts';

export type NewCards = Readonly<{ count: number; oldestAt: Instant | null }>;

/**
 * Cards that wait to be sent for the first time: neither edits of cards that people have, nor cards that are still held
 * for the rest of their facts, which would be told a second time when those come.
 */
function newCards(db: Reader, { destination, address }: Route, now: Instant) {
  return db
    .selectFrom('deliveries')
    .where('deliveries.destination', '=', destination)
    .where('deliveries.address', '=', address)
    .where('deliveries.kind', '=', 'purchase')
    .where('deliveries.state', '=', 'waiting')
    .where('deliveries.created_at', '>', drainBefore)
    .where((eb) => eb.or([eb('deliveries.due_at', '<=', now), eb('deliveries.attempts', '>', 0)]))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('sent_messages')
            .select('sent_messages.subject_id')
            .where('sent_messages.destination', '=', destination)
            .where('sent_messages.address', '=', address)
            .where('sent_messages.kind', '=', 'purchase')
            .whereRef('sent_messages.subject_id', '=', 'deliveries.subject_id'),
        ),
      ),
    );
}

export async function countNewCards(db: Reader, route: Route, now: Instant): Promise<NewCards> {
  const row = await newCards(db, route, now)
    .select((eb) => [eb.fn.countAll<number>().as('n'), eb.fn.min('deliveries.created_at').as('oldest')])
    .executeTakeFirst();
  return { count: Number(row?.n ?? 0), oldestAt: (row?.oldest ?? null) as Instant | null };
}

/**
 * Turns the waiting new cards of a chat, the oldest `atMost`, into one digest that names every purchase; they are
 * `merged` and count as told. One that may have arrived already keeps its own repeat.
 */
export async function mergeIntoDigest(
  store: Store,
  route: Route,
  env: { now: Instant; newId: NewId; atMost: number },
): Promise<number> {
  return inTransaction(store, async (tx) => {
    const waiting = await newCards(tx, route, env.now)
      .innerJoin('purchases', 'purchases.id', 'deliveries.subject_id')
      .select(['deliveries.id', 'deliveries.subject_id'])
      .where('deliveries.ambiguous', '=', 0)
      .where('purchases.merged_into', 'is', null)
      .orderBy('purchases.first_paid_at')
      .orderBy('deliveries.id')
      .limit(env.atMost)
      .execute();
    if (waiting.length < 2) return 0;
    const digestId = env.newId('dlv');
    const purchaseIds = waiting.map((row) => row.subject_id as PurchaseId);
    const digest = {
      route,
      kind: 'digest' as const,
      subjectId: digestId,
      priority: priorities.card,
      dueAt: env.now,
      purchaseIds,
    };
    await enqueueDeliveries(tx, [digest], env);
    await tx
      .updateTable('deliveries')
      .set({ state: 'merged', merged_into: digestId, settled_at: env.now })
      .where(
        'id',
        'in',
        waiting.map((row) => row.id),
      )
      .execute();
    return waiting.length;
  });
}
