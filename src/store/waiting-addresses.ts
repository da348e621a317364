import { sql } from 'kysely';
import type { Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';

export type WaitingAddress = Readonly<{
  address: string;
  nextDueAt: Instant;
  priority: number;
  waitUntil: Instant | null;
}>;

/**
 * Addresses of a destination with waiting work, soonest first, and until when each was told to wait. Steps from address
 * to address and from priority to priority in the index, because a history may leave 100,000 rows waiting for one.
 */
export async function listWaitingAddresses(db: Reader, destination: string): Promise<readonly WaitingAddress[]> {
  const waiting = sql`from deliveries as d where d.destination = ${destination} and d.state = 'waiting'`;
  const { rows } = await sql<WaitingRow>`with recursive places(address) as (
      select min(d.address) ${waiting}
      union all select (select min(d.address) ${waiting} and d.address > places.address)
      from places where places.address is not null),
    lanes(address, priority) as (
      select address, (select min(d.priority) ${waiting} and d.address = places.address) from places
      where places.address is not null
      union all select address, (select min(d.priority) ${waiting} and d.address = lanes.address and d.priority > lanes.priority)
      from lanes where lanes.priority is not null)
    select lanes.address, addresses.wait_until, min(lanes.priority) as priority,
      min((select min(d.due_at) ${waiting} and d.address = lanes.address and d.priority = lanes.priority)) as due_at
    from lanes left join addresses on addresses.destination = ${destination} and addresses.address = lanes.address
    where lanes.priority is not null group by lanes.address, addresses.wait_until order by due_at`.execute(db);
  return rows.map((row) => ({
    address: row.address,
    nextDueAt: row.due_at as Instant,
    priority: Number(row.priority),
    waitUntil: row.wait_until as Instant | null,
  }));
}

type WaitingRow = Readonly<{ address: string; wait_until: string | null; priority: number; due_at: string }>;
