import type { Route } from '../domain/deliveries.ts';
import type { Notice } from '../domain/views.ts';
import type { Reader } from './database.ts';
import { listGone } from './destinations.ts';

/** Those of the routes that nobody has to put right first: not paused, and not to an address that is gone. */
export async function keepOpenRoutes(db: Reader, routes: readonly Route[]): Promise<readonly Route[]> {
  const paused = await db.selectFrom('destinations').select('name').where('paused', '=', 1).execute();
  const gone = await listGone(db);
  return routes.filter(
    ({ destination, address }) =>
      !paused.some(({ name }) => name === destination) &&
      !gone.some((lost) => lost.destination === destination && lost.address === address),
  );
}

export type WaitingNotice = Readonly<{ subjectId: string; notice: Notice }>;

/** What still waits for an address, newest first. */
export async function listWaitingNotices(
  db: Reader,
  { destination, address }: Route,
  limit: number,
): Promise<readonly WaitingNotice[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['subject_id', 'content'])
    .where('destination', '=', destination)
    .where('address', '=', address)
    .where('state', '=', 'waiting')
    .where('kind', '=', 'notice')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ subjectId: row.subject_id, notice: JSON.parse(row.content ?? 'null') as Notice }));
}

export async function isOwedTo(db: Reader, subjectId: string, { destination, address }: Route): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('id')
    .where('subject_id', '=', subjectId)
    .where('destination', '=', destination)
    .where('address', '=', address)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the newest notice that was tried there had to be given up. One that was never tried may yet arrive. */
export async function isGivenUp(db: Reader, { destination, address }: Route): Promise<boolean> {
  const sent = await db
    .selectFrom('sent_messages')
    .select((eb) => eb.fn.max('sent_at').as('at'))
    .where('destination', '=', destination)
    .where('address', '=', address)
    .where('kind', '=', 'notice')
    .executeTakeFirst();
  const dead = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'dead')
    .where('destination', '=', destination)
    .where('address', '=', address)
    .where('kind', '=', 'notice')
    .where('settled_at', '>', sent?.at ?? '')
    .executeTakeFirst();
  return dead !== undefined;
}
