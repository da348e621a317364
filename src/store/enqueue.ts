import { CompiledQuery } from 'kysely';
import type { NewDelivery } from '../domain/deliveries.ts';
import { isErasedId } from '../domain/erasure.ts';
import type { NewId } from '../domain/ids.ts';
import { earlier, type Instant } from '../domain/time.ts';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect.ts';
import { placeholders } from './upsert.ts';

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

/** More in one statement would save nothing more. */
const rowsAtOnce = 50;

const takeOver =
  "on conflict (destination, address, kind, subject_id) where state = 'waiting' do update set " +
  'due_at = case when deliveries.attempts = 0 and excluded.due_at < deliveries.due_at then excluded.due_at else deliveries.due_at end, ' +
  'priority = case when excluded.priority < deliveries.priority then excluded.priority else deliveries.priority end';

function valuesOf(
  { route, kind, subjectId, priority, dueAt, notice, purchaseIds, event }: NewDelivery,
  env: { now: Instant; newId: NewId },
) {
  const content = notice ?? purchaseIds ?? event;
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
  for (const delivery of deliveries) if (delivery.hastens) await hasten(tx, delivery);
  // Who was erased cannot be told anything.
  const owed = deliveries.filter(({ hastens, route }) => !hastens && !isErasedId(route.address));
  const rows = onePerSubject(owed).map((delivery) => valuesOf(delivery, env));
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    await tx.executeQuery(CompiledQuery.raw(textOf(part.length, isPostgres(tx)), part.flat()));
  }
}

/** PostgreSQL refuses a statement that would take over a row of its own: the earliest and most urgent speaks for all. */
function onePerSubject(deliveries: readonly NewDelivery[]): readonly NewDelivery[] {
  const unique = new Map<string, NewDelivery>();
  for (const delivery of deliveries) {
    const same = unique.get(keyOf(delivery));
    const dueAt = same ? earlier(same.dueAt, delivery.dueAt) : delivery.dueAt;
    const priority = Math.min(same?.priority ?? delivery.priority, delivery.priority);
    unique.set(keyOf(delivery), { ...delivery, dueAt, priority });
  }
  return [...unique.values()];
}

function keyOf({ route, kind, subjectId }: NewDelivery): string {
  return JSON.stringify([route.destination, route.address, kind, subjectId]);
}

const texts = new Map<string, string>();

function textOf(rows: number, numbered: boolean): string {
  const id = `${rows} ${numbered}`;
  const known = texts.get(id);
  if (known) return known;
  const text = `insert into deliveries (${columns.join(',')}) values ${placeholders(columns.length, rows, numbered)} ${takeOver}`;
  texts.set(id, text);
  return text;
}

/** Whether anything was ever owed for this subject, delivered or not. */
export async function isOwedAlready(tx: Tx, subjectId: string): Promise<boolean> {
  const row = await tx.selectFrom('deliveries').select('id').where('subject_id', '=', subjectId).executeTakeFirst();
  return row !== undefined;
}
