import { sql } from 'kysely';
import type { Binding } from '../../domain/contests/contest.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';

export async function findCodeOf(db: Reader, telegramId: string): Promise<string | null> {
  const row = await db
    .selectFrom('referral_codes')
    .select('code')
    .where('telegram_id', '=', telegramId)
    .executeTakeFirst();
  return row?.code ?? null;
}

/** The first one stays. */
export async function insertCodeOnce(tx: Tx, code: string, telegramId: string, now: Instant): Promise<string> {
  await tx
    .insertInto('referral_codes')
    .values({ code, telegram_id: telegramId, made_at: now })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await findCodeOf(tx, telegramId)) ?? code;
}

export async function findOwnerOfCode(db: Reader, code: string): Promise<string | null> {
  const row = await db.selectFrom('referral_codes').select('telegram_id').where('code', '=', code).executeTakeFirst();
  return row?.telegram_id ?? null;
}

export async function findBinding(db: Reader, inviteeId: string): Promise<Binding | null> {
  const row = await db.selectFrom('referrals').selectAll().where('invitee_id', '=', inviteeId).executeTakeFirst();
  return row ? { inviteeId, referrerId: row.referrer_id, boundAt: row.bound_at as Instant } : null;
}

export async function insertBinding(tx: Tx, { inviteeId, referrerId, boundAt }: Binding): Promise<void> {
  await tx
    .insertInto('referrals')
    .values({ invitee_id: inviteeId, referrer_id: referrerId, bound_at: boundAt })
    .execute();
}

/** Longer lines do not come about by people's links. */
const longestLine = 1_000;

/** Who brought him, who brought that one, and so on: each with the one above. */
export async function loadLine(db: Reader, from: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ invitee_id: string; referrer_id: string }>`
    with recursive line (invitee_id, referrer_id, depth) as (
      select invitee_id, referrer_id, 1 from referrals where invitee_id = ${from}
      union all
      select referrals.invitee_id, referrals.referrer_id, line.depth + 1 from referrals
      join line on referrals.invitee_id = line.referrer_id where line.depth < ${longestLine}
    ) select invitee_id, referrer_id from line`.execute(db);
  return new Map(rows.map((row) => [row.invitee_id, row.referrer_id]));
}

/** Whether he paid an order, refunded since or not. */
export async function hasPaidOrder(db: Reader, telegramId: string): Promise<boolean> {
  const row = await db
    .selectFrom('orders')
    .select('id')
    .where('telegram_id', '=', telegramId)
    .where('paid_at', 'is not', null)
    .executeTakeFirst();
  return row !== undefined;
}

export type Invited = Readonly<{ telegramId: string; boundAt: Instant; hasPaid: boolean }>;
export type InvitedPage = Readonly<{ came: number; paid: number; newest: readonly Invited[] }>;

const hasPaid = sql<number>`case when exists (select 1 from orders where orders.telegram_id = referrals.invitee_id
  and orders.paid_at is not null) then 1 else 0 end`;

/** Whom he brought, the newest first. */
export async function listInvited(
  db: Reader,
  referrerId: string,
  { limit, offset }: Readonly<{ limit: number; offset: number }>,
): Promise<InvitedPage> {
  const own = db.selectFrom('referrals').where('referrer_id', '=', referrerId);
  const counts = await own
    .select((eb) => [eb.fn.countAll<number>().as('came'), sql<number>`coalesce(sum(${hasPaid}), 0)`.as('paid')])
    .executeTakeFirstOrThrow();
  const rows = await own
    .select(['invitee_id', 'bound_at', hasPaid.as('has_paid')])
    .orderBy('bound_at', 'desc')
    .orderBy('invitee_id')
    .limit(limit)
    .offset(offset)
    .execute();
  const newest = rows.map((row) => ({
    telegramId: row.invitee_id,
    boundAt: row.bound_at as Instant,
    hasPaid: Number(row.has_paid) === 1,
  }));
  return { came: Number(counts.came), paid: Number(counts.paid), newest };
}
