import type { Contest } from '../../domain/contests/contest.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { ContestTable } from '../schema-shop.ts';

/** What a contest draws with. Seed and key stay here; the seed is published with the proof. */
export type DrawSecrets = Readonly<{ seed: string; seedHash: string; entrantKey: string; outsideRule: string }>;
export type KeptContest = Readonly<{ contest: Contest; secrets: DrawSecrets; changedBy: string; changedAt: Instant }>;

function keptOf(row: ContestTable): KeptContest {
  return {
    contest: JSON.parse(row.contest) as Contest,
    secrets: {
      seed: row.seed,
      seedHash: row.seed_hash,
      entrantKey: row.entrant_key,
      outsideRule: row.outside_rule,
    },
    changedBy: row.changed_by,
    changedAt: row.changed_at as Instant,
  };
}

/** Made, or made anew: the seed and the key of the first time stay, whatever is given. */
export async function saveContest(tx: Tx, { contest, secrets, changedBy, changedAt }: KeptContest): Promise<void> {
  const changed = {
    contest: JSON.stringify(contest),
    active: contest.active ? (1 as const) : (0 as const),
    starts_at: contest.startsAt,
    ends_at: contest.endsAt,
    outside_rule: secrets.outsideRule,
    changed_by: changedBy,
    changed_at: changedAt,
  };
  const { seed, seedHash: seed_hash, entrantKey: entrant_key } = secrets;
  await tx
    .insertInto('contests')
    .values({ code: contest.code, seed, seed_hash, entrant_key, ...changed })
    .onConflict((c) => c.column('code').doUpdateSet(changed))
    .execute();
}

export async function findContest(db: Reader, code: string): Promise<KeptContest | null> {
  const row = await db.selectFrom('contests').selectAll().where('code', '=', code).executeTakeFirst();
  return row ? keptOf(row) : null;
}

/** The newest first. */
export async function listContests(db: Reader, limit: number): Promise<readonly KeptContest[]> {
  const rows = await db
    .selectFrom('contests')
    .selectAll()
    .orderBy('starts_at', 'desc')
    .orderBy('code')
    .limit(limit)
    .execute();
  return rows.map(keptOf);
}

/** Those that are switched on and in whose time the instant lies. */
export async function listContestsAt(db: Reader, at: Instant): Promise<readonly Contest[]> {
  const rows = await db
    .selectFrom('contests')
    .select('contest')
    .where('active', '=', 1)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .orderBy('code')
    .execute();
  return rows.map(({ contest }) => JSON.parse(contest) as Contest);
}

/** Switched on, over, and not yet drawn and announced. */
export async function listToDraw(db: Reader, now: Instant): Promise<readonly KeptContest[]> {
  const rows = await db
    .selectFrom('contests')
    .leftJoin('draws', 'draws.contest_code', 'contests.code')
    .selectAll('contests')
    .where('contests.active', '=', 1)
    .where('contests.ends_at', '<=', now)
    .where('draws.announced_at', 'is', null)
    .orderBy('contests.ends_at')
    .limit(20)
    .execute();
  return rows.map(keptOf);
}
