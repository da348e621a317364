import { sql } from 'kysely';
import type { Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';

export type LeaseView = Readonly<{
  destination: string;
  state: 'leased' | 'sending';
  count: number;
  /** The earliest end of a lease; null on SQLite, where leases end with the process. */
  until: Instant | null;
}>;

/** What workers hold just now, per destination. */
export async function listLeases(db: Reader): Promise<readonly LeaseView[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select([
      'destination',
      'state',
      sql<number>`count(*)`.as('count'),
      sql<string | null>`min(lease_until)`.as('until'),
    ])
    .where('state', 'in', ['leased', 'sending'])
    .groupBy(['destination', 'state'])
    .orderBy('destination')
    .execute();
  return rows.map((row) => ({
    destination: row.destination,
    state: row.state as LeaseView['state'],
    count: Number(row.count),
    until: row.until as Instant | null,
  }));
}

export type RunningSlot = Readonly<{ job: string; slot: string; startedAt: Instant }>;

export async function listRunningSlots(db: Reader, limit: number): Promise<readonly RunningSlot[]> {
  const rows = await db
    .selectFrom('slots')
    .select(['job', 'slot', 'started_at'])
    .where('state', '=', 'running')
    .orderBy('started_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ job: row.job, slot: row.slot, startedAt: row.started_at as Instant }));
}

export type CountryCount = Readonly<{ country: string | null; payments: number }>;

/** Captured payments since then by country, the most first; null: no country is known. */
export async function countByCountry(db: Reader, since: Instant): Promise<readonly CountryCount[]> {
  const rows = await db
    .selectFrom('payments')
    .select(['country', sql<number>`count(*)`.as('payments')])
    .where('status', '=', 'captured')
    .where('paid_at', '>=', since)
    .groupBy('country')
    .orderBy(sql`count(*)`, 'desc')
    .execute();
  return rows.map((row) => ({ country: row.country, payments: Number(row.payments) }));
}

/** The newest captured payments without a country: where to look why. */
export async function listWithoutCountry(db: Reader, since: Instant, limit: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('payments')
    .select('external_id')
    .where('status', '=', 'captured')
    .where('paid_at', '>=', since)
    .where('country', 'is', null)
    .orderBy('paid_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.external_id);
}

export async function countQuarantined(db: Reader): Promise<number> {
  const { n } = await db
    .selectFrom('inbox')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('state', '=', 'quarantined')
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** When the newest event of a provider came, by either road; ids rise with time. */
export async function findNewestReceived(db: Reader, provider: string): Promise<Instant | null> {
  const row = await db
    .selectFrom('inbox')
    .select('received_at')
    .where('provider', '=', provider)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row?.received_at ?? null) as Instant | null;
}
