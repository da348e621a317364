import type { Window } from '../domain/ports.ts';
import type { BusinessDate, Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';
import { isPostgres } from './dialect.ts';
import { selectRows } from './select.ts';

/** When the newest payments before an instant were made, the newest first. */
export async function listPaidTimes(db: Reader, before: Instant, limit: number): Promise<readonly Instant[]> {
  const rows = await db
    .selectFrom('payments')
    .select('paid_at')
    .where('status', '=', 'captured')
    .where('paid_at', '<', before)
    .orderBy('paid_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.paid_at as Instant);
}

function within(db: Reader): string {
  return isPostgres(db)
    ? 'cast(b.paid_at as timestamptz) - cast(a.paid_at as timestamptz) <= make_interval(secs => ?)'
    : 'unixepoch(b.paid_at) - unixepoch(a.paid_at) <= ?';
}

/** Ids of captured payments of a window that follow an equal one of the same customer, and of those they follow. */
export async function listNearEqual(
  db: Reader,
  { from, to }: Window,
  withinMs: number,
  limit: number,
): Promise<readonly string[]> {
  const text = `select a.id as first, b.id as second from payments b
    join payments a on a.customer_id = b.customer_id and a.currency = b.currency and a.amount_minor = b.amount_minor
      and a.paid_at <= b.paid_at and a.id <> b.id
    where b.status = 'captured' and a.status = 'captured' and b.paid_at >= ? and b.paid_at < ? and ${within(db)}
    order by b.paid_at desc limit ?`;
  const rows = await selectRows<{ first: string; second: string }>(
    db,
    text,
    from,
    to,
    Math.ceil(withinMs / 1_000),
    limit,
  );
  return [...new Set(rows.flatMap(({ first, second }) => [first, second]))];
}

/** The first business day with sums; null before any. */
export async function findFirstDay(db: Reader): Promise<BusinessDate | null> {
  const row = await db
    .selectFrom('rollups')
    .select((eb) => eb.fn.min('bucket').as('bucket'))
    .where('grain', '=', 'day')
    .where('dimension', '=', 'total')
    .where('payments', '>', 0)
    .executeTakeFirst();
  return (row?.bucket ?? null) as BusinessDate | null;
}

/** Whether anything was ever paid under a campaign's name; where it was not, all payments are looked through. */
export async function hasSold(db: Reader, campaign: string): Promise<boolean> {
  const row = await db
    .selectFrom('payments')
    .select('id')
    .where('status', '=', 'captured')
    .where('campaign_name', '=', campaign)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
