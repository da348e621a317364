import { sql } from 'kysely';
import type { Route } from '../domain/deliveries.ts';
import { withoutEmails } from '../domain/erasure.ts';
import { type Said, said } from '../domain/said.ts';
import { type BusinessDate, type Instant, minuteMs, plusMs } from '../domain/time.ts';
import { plusDays } from '../domain/zone.ts';
import type { Reader } from './database.ts';
import type { InvariantViolation } from './invariants.ts';

/** How the system is set up: these invariants speak of it, so a copy of the database elsewhere cannot be asked. */
export type SetUpFacts = Readonly<{
  cards: readonly Route[];
  rows: readonly Route[];
  /** Null while it runs. */
  stoppedSince: Instant | null;
  /** Daily and weekly jobs with the days between their slots. */
  jobs: readonly Readonly<{ job: string; everyDays: number }>[];
}>;

async function countOf(db: Reader, query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ n: number | string | null }>`select count(*) as n from ${query}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

function violation(invariant: string, detail: Said, count: number): readonly InvariantViolation[] {
  return count === 0 ? [] : [{ invariant, detail, count }];
}

/** From the first card that a place was owed: what was sold before it became a route was never owed there. */
async function missingCards(db: Reader, { destination, address }: Route): Promise<number> {
  const began = sql`select min(created_at) from deliveries
    where destination = ${destination} and address = ${address} and kind = 'purchase'`;
  return countOf(
    db,
    sql`purchases where loud = 1 and merged_into is null and first_paid_at > (${began}) and not exists (
      select 1 from deliveries where subject_id = purchases.id and kind = 'purchase' and destination = ${destination})`,
  );
}

/** A row is owed wherever a document was told of any row since. */
async function missingRows(db: Reader, { destination, address }: Route): Promise<number> {
  const began = sql`select min(created_at) from deliveries
    where destination = ${destination} and address = ${address} and kind = 'row'`;
  return countOf(
    db,
    sql`sheet_rows where exists (select 1 from purchases where purchases.customer_id = sheet_rows.customer_id
      and first_paid_at > (${began})) and not exists (
      select 1 from deliveries where subject_id = sheet_rows.row_key and kind = 'row' and destination = ${destination})`,
  );
}

async function missingDeliveries(db: Reader, { cards, rows }: SetUpFacts): Promise<readonly InvariantViolation[]> {
  const found: InvariantViolation[] = [];
  // A place that filters is owed only what passes.
  for (const route of cards.filter(({ filter }) => !filter)) {
    const detail = said('rule-cards-unowed', { destination: route.destination });
    found.push(...violation('I4 each purchase is owed to each place', detail, await missingCards(db, route)));
  }
  for (const route of rows) {
    const detail = said('rule-rows-unowed', { destination: route.destination });
    found.push(...violation('I4 each row is owed to each document', detail, await missingRows(db, route)));
  }
  return found;
}

/** A call that was under way when the stop came may end after it. */
const underWayMs = 2 * minuteMs;

async function sentWhileStopped(db: Reader, since: Instant | null): Promise<readonly InvariantViolation[]> {
  if (since === null) return [];
  const count = await countOf(db, sql`attempts where started_at > ${plusMs(since, underWayMs)}`);
  return violation('I18 nothing is sent while stopped', said('rule-after-stop'), count);
}

const slotsLooked = 60;

/** Days between the oldest and the newest of a job's last slots that have no row. */
export function countGaps(newestFirst: readonly string[], everyDays: number): number {
  const known = new Set(newestFirst);
  const oldest = newestFirst.at(-1);
  let gaps = 0;
  let day = newestFirst[0] as BusinessDate | undefined;
  for (let n = 0; n < slotsLooked && day !== undefined && oldest !== undefined && day > oldest; n++) {
    if (!known.has(day)) gaps += 1;
    day = plusDays(day, -everyDays);
  }
  return gaps;
}

async function lostSlots(db: Reader, { jobs }: SetUpFacts): Promise<readonly InvariantViolation[]> {
  const found: InvariantViolation[] = [];
  for (const { job, everyDays } of jobs) {
    const rows = await db
      .selectFrom('slots')
      .select('slot')
      .where('job', '=', job)
      .orderBy('slot', 'desc')
      .limit(slotsLooked)
      .execute();
    const gaps = countGaps(
      rows.map(({ slot }) => slot),
      everyDays,
    );
    found.push(...violation('I12 each slot ran or is recorded as missed', said('rule-slots-lost', { job }), gaps));
  }
  return found;
}

/** Texts of ours that people read and that are kept for long. */
const keptTexts = [
  ['audit', 'subject'],
  ['audit', 'detail'],
  ['deliveries', 'last_detail'],
  ['attempts', 'detail'],
  ['rereads', 'detail'],
  ['slots', 'detail'],
] as const;
const textsLooked = 1_000;

async function addressesInTexts(db: Reader): Promise<readonly InvariantViolation[]> {
  const found: InvariantViolation[] = [];
  for (const [table, column] of keptTexts) {
    const { rows } = await sql<{ text: string }>`select ${sql.ref(column)} as text from ${sql.table(table)}
      where ${sql.ref(column)} like '%_@_%._%' limit ${textsLooked}`.execute(db);
    const told = rows.filter(({ text }) => withoutEmails(text) !== text).length;
    found.push(...violation('I16 no e-mail stands in our records', said('rule-addresses', { table, column }), told));
  }
  return found;
}

async function unauditedTokens(db: Reader): Promise<readonly InvariantViolation[]> {
  const made = await countOf(db, sql`api_tokens`);
  const audited = await countOf(db, sql`audit where action = 'manage_tokens' and subject like 'create %'`);
  return violation('I15 what was allowed is audited', said('rule-tokens-unaudited'), Math.max(0, made - audited));
}

/** What must always hold, seen together with how the system is set up. Reads only. */
export async function listOwedViolations(db: Reader, facts: SetUpFacts): Promise<readonly InvariantViolation[]> {
  return [
    ...(await missingDeliveries(db, facts)),
    ...(await lostSlots(db, facts)),
    ...(await unauditedTokens(db)),
    ...(await addressesInTexts(db)),
    ...(await sentWhileStopped(db, facts.stoppedSince)),
  ];
}
