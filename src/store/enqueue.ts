import { CompiledQuery } from 'kysely';
import type { NewDelivery } from '../domain/deliveries.ts';
import type { NewId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
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
  { route, kind, subjectId, priority, dueAt, notice, purchaseIds }: NewDelivery,
  env: { now: Instant; newId: NewId },
) {
  const content = notice ?? purchaseIds;
  const off = route.off === true;
  return [
    env.newId('dlv'),
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

/**
 * Owes something, inside the transaction that made it true. A delivery for the same subject that still waits takes it
 * over: it renders the newest state anyway, and it is due at the earlier time unless it already failed once.
 */
export async function enqueueDeliveries(
  tx: Tx,
  deliveries: readonly NewDelivery[],
  env: { now: Instant; newId: NewId },
): Promise<void> {
  const unique = new Map(deliveries.map((delivery) => [keyOf(delivery), delivery]));
  const rows = [...unique.values()].map((delivery) => valuesOf(delivery, env));
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    await tx.executeQuery(CompiledQuery.raw(textOf(part.length, isPostgres(tx)), part.flat()));
  }
}

/** PostgreSQL refuses a statement that would take over a row of its own. */
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
