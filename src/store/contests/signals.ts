import { sql } from 'kysely';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';

/** What somebody should look at. It is never a verdict, and nothing follows from it by itself. */
export type SignalKind = 'same_instrument' | 'burst' | 'chain' | 'refund_after_freeze';
export type Signal = Readonly<{
  contestCode: string;
  kind: SignalKind;
  /** Whom or what it is about: a person's id, or an order. */
  subjectId: string;
  /** Numbers and ids, as JSON. */
  detail: Readonly<Record<string, string | number>>;
  seenAt: Instant;
  reviewedBy: string | null;
}>;
export type FoundSignal = Omit<Signal, 'seenAt' | 'reviewedBy'>;

const mostFound = 200;

/** Referrer and invited paid with the same instrument: the same card (last four and country) or the same payer. For the scanner. */
export async function findSameInstrument(scanner: Reader, contestCode: string): Promise<readonly FoundSignal[]> {
  const { rows } = await sql<{ referrer: string; invitee: string }>`
    with paid as (
      select orders.telegram_id as person, payments.payer_id as payer,
        payments.card_last4 || ' ' || payments.country as card
      from orders join payments on payments.provider = orders.provider and payments.external_id = orders.payment_ref
      where orders.paid_at is not null
    ), instruments as (
      select person, 'payer ' || payer as instrument from paid where payer is not null
      union select person, 'card ' || card from paid where card is not null
    )
    select referrals.referrer_id as referrer, referrals.invitee_id as invitee
    from referrals
    join instruments as his on his.person = referrals.referrer_id
    join instruments as theirs on theirs.person = referrals.invitee_id and theirs.instrument = his.instrument
    where exists (select 1 from ticket_ledger where contest_code = ${contestCode}
      and beneficiary_id = referrals.referrer_id and reason = 'INVITEE_PAYMENT')
    group by referrals.referrer_id, referrals.invitee_id limit ${mostFound}`.execute(scanner);
  return rows.map(({ referrer, invitee }) => ({
    ...{ contestCode, kind: 'same_instrument' as const, subjectId: `${referrer}:${invitee}` },
    detail: { referrer, invitee },
  }));
}

/** Many invited people of one referrer paid within an hour. For the scanner. */
export async function findBursts(scanner: Reader, contestCode: string, least: number): Promise<readonly FoundSignal[]> {
  const { rows } = await sql<{ person: string; hour: string; n: number }>`
    select beneficiary_id as person, substr(at, 1, 13) as hour, count(*) as n from ticket_ledger
    where contest_code = ${contestCode} and reason = 'INVITEE_PAYMENT' and beneficiary_id not like 'issuer:%'
    group by beneficiary_id, substr(at, 1, 13) having count(*) >= ${least} limit ${mostFound}`.execute(scanner);
  return rows.map(({ person, hour, n }) => ({
    ...{ contestCode, kind: 'burst' as const, subjectId: `${person}:${hour}` },
    detail: { referrer: person, hour: `${hour}:00Z`, count: Number(n) },
  }));
}

/** Somebody was brought, brought somebody, who brought somebody: all of them with tickets for it. For the scanner. */
export async function findChains(scanner: Reader, contestCode: string): Promise<readonly FoundSignal[]> {
  const { rows } = await sql<{ top: string; middle: string; n: number }>`
    select upper.referrer_id as top, lower.referrer_id as middle, count(*) as n from referrals as lower
    join referrals as upper on upper.invitee_id = lower.referrer_id
    where exists (select 1 from ticket_ledger where contest_code = ${contestCode} and reason = 'INVITEE_PAYMENT'
        and beneficiary_id = upper.referrer_id)
      and exists (select 1 from ticket_ledger where contest_code = ${contestCode} and reason = 'INVITEE_PAYMENT'
        and beneficiary_id = lower.referrer_id)
    group by upper.referrer_id, lower.referrer_id having count(*) >= 2 limit ${mostFound}`.execute(scanner);
  return rows.map(({ top, middle, n }) => ({
    ...{ contestCode, kind: 'chain' as const, subjectId: `${top}:${middle}` },
    detail: { referrer: top, invitee: middle, count: Number(n) },
  }));
}

/** Tickets taken back after the entries were frozen: they took part in the draw all the same. */
export async function findLateRefunds(scanner: Reader, contestCode: string): Promise<readonly FoundSignal[]> {
  const rows = await scanner
    .selectFrom('ticket_ledger')
    .innerJoin('draws', 'draws.contest_code', 'ticket_ledger.contest_code')
    .select(['ticket_ledger.beneficiary_id', 'ticket_ledger.cause', 'ticket_ledger.delta', 'ticket_ledger.order_id'])
    .where('ticket_ledger.contest_code', '=', contestCode)
    .where('ticket_ledger.reason', 'in', ['REFUND', 'DISPUTE'])
    .where('ticket_ledger.beneficiary_id', 'not like', 'issuer:%')
    .whereRef('ticket_ledger.at', '>', 'draws.frozen_at')
    .limit(mostFound)
    .execute();
  return rows.map((row) => ({
    ...{ contestCode, kind: 'refund_after_freeze' as const, subjectId: `${row.beneficiary_id}:${row.cause}` },
    detail: { person: row.beneficiary_id, count: -row.delta, order: row.order_id ?? '' },
  }));
}

/** How many of them are new. */
export async function noteSignals(tx: Tx, found: readonly FoundSignal[], now: Instant): Promise<number> {
  let fresh = 0;
  for (const { contestCode: contest_code, kind, subjectId: subject_id, detail } of found) {
    const told = { detail: JSON.stringify(detail), seen_at: now, reviewed_by: null, reviewed_at: null };
    const result = await tx
      .insertInto('contest_signals')
      .values({ contest_code, kind, subject_id, ...told })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    fresh += Number(result.numInsertedOrUpdatedRows ?? 0);
  }
  return fresh;
}

/** Those that nobody has looked at come first. */
export async function listSignals(db: Reader, contestCode: string, limit: number): Promise<readonly Signal[]> {
  const rows = await db
    .selectFrom('contest_signals')
    .selectAll()
    .where('contest_code', '=', contestCode)
    .orderBy((eb) => eb.case().when('reviewed_at', 'is', null).then(0).else(1).end())
    .orderBy('seen_at', 'desc')
    .orderBy('subject_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    contestCode,
    kind: row.kind as SignalKind,
    subjectId: row.subject_id,
    detail: JSON.parse(row.detail) as Signal['detail'],
    seenAt: row.seen_at as Instant,
    reviewedBy: row.reviewed_by,
  }));
}

/** Somebody has looked at all there are; how many that were. */
export async function markReviewed(tx: Tx, contestCode: string, by: string, now: Instant): Promise<number> {
  const result = await tx
    .updateTable('contest_signals')
    .set({ reviewed_by: by, reviewed_at: now })
    .where('contest_code', '=', contestCode)
    .where('reviewed_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
