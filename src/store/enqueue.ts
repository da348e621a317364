import { CompiledQuery } from 'kysely';
import type { NewDelivery } from '../domain/deliveries.ts';
import type { NewId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect.ts';

const columns = [
  'id',
  'destination',
  'address',
  'kind',
  'subject_id',
  'state',
  'priority',
  'due_at',
  'attempts',
  'ambiguous',
  'content',
  'created_at',
  'settled_at',
  'cancelled_by',
] as const;

const takeOver =
  "on conflict (destination, address, kind, subject_id) where state = 'waiting' do update set " +
  'due_at = case when deliveries.attempts = 0 and excluded.due_at < deliveries.due_at then excluded.due_at else deliveries.due_at end, ' +
  'priority = case when excluded.priority < deliveries.priority then excluded.priority else deliveries.priority end';

function statement(numbered: boolean): string {
  const marks = columns.map((_, index) => (numbered ? `$${index + 1}` : '?')).join(',');
  return `insert into deliveries (${columns.join(',')}) values (${marks}) ${takeOver}`;
}
const texts = { sqlite: statement(false), postgres: statement(true) };

function valuesOf(
  { route, kind, subjectId, priority, dueAt, notice, purchaseIds }: NewDelivery,
  env: { now: Instant; newId: NewId },
) {
  const content = notice ?? purchaseIds;
  const off = route.off === true;
  return [
    // A digest is its own subject: what was merged into it names it.
    kind === 'digest' ? subjectId : env.newId('dlv'),
    route.destination,
    route.address,
    kind,
    subjectId,
    off ? 'cancelled' : 'waiting',
    priority,
    dueAt,
    0,
    0,
    content === undefined ? null : JSON.stringify(content),
    env.now,
    off ? env.now : null,
    off ? 'NOTIFICATIONS_DISABLED' : null,
  ];
}

async function hasten(tx: Tx, { route, kind, subjectId, dueAt }: NewDelivery): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({ due_at: dueAt })
    .where('destination', '=', route.destination)
    .where('address', '=', route.address)
    .where('kind', '=', kind)
    .where('subject_id', '=', subjectId)
    .where('state', '=', 'waiting')
    .where('attempts', '=', 0)
    .where('due_at', '>', dueAt)
    .execute();
}

/**
 * Owes something, inside the transaction that made it true. A delivery for the same subject that still waits takes it
 * over: it renders the newest state anyway, and it is due at the earlier time unless it already failed once.
 */
export async function enqueueDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
  env: { now: Instant; newId: NewId },
): Promise<void> {
  const text = isPostgres(tx) ? texts.postgres : texts.sqlite;
  for (const delivery of deliveries) {
    if (delivery.hastens) await hasten(tx, delivery);
    else await tx.executeQuery(CompiledQuery.raw(text, valuesOf(delivery, env)));
  }
}

/** Whether anything was ever owed for this subject, delivered or not. */
export async function isOwedAlready(tx: Tx, subjectId: string): Promise<boolean> {
  const row = await tx.selectFrom('deliveries').select('id').where('subject_id', '=', subjectId).executeTakeFirst();
  return row !== undefined;
}
