import { sql } from 'kysely';
import { type RetentionClass, retention } from '../domain/retention.ts';
import { dayMs, type Instant, plusMs } from '../domain/time.ts';
import type { Reader } from './database.ts';
import type { Schema } from './schema.ts';

/** Pruning runs once a night; what is older than its day by more than this was left behind. */
const graceDays = 3;

/** As pruning sees it: the table, and since when a row is old. */
const keptFor: Readonly<
  Partial<Record<RetentionClass, readonly [table: keyof Schema, oldSince: string, where: string]>>
> = {
  webhook_bodies: ['inbox', 'received_at', "payload <> '' and state <> 'quarantined'"],
  bot_updates: ['telegram_updates', 'taken_at', '1 = 1'],
  bot_dialogues: ['bot_sessions', 'changed_at', '1 = 1'],
  pressed_buttons: ['actions', 'expires_at', '1 = 1'],
  idempotency_keys: ['idempotency_keys', 'taken_at', '1 = 1'],
  lockouts: ['lockouts', 'until', '1 = 1'],
  approvals: ['approvals', 'expires_at', '1 = 1'],
};

export type Kept = Readonly<{ kind: RetentionClass; rows: number; left: number }>;

/** How many rows there are of what is kept for a time, and how many are older than they should be. */
export async function listKept(db: Reader, now: Instant): Promise<readonly Kept[]> {
  const kept: Kept[] = [];
  for (const [name, [table, oldSince, where]] of Object.entries(keptFor)) {
    const kind = name as RetentionClass;
    const before = plusMs(now, -(retention[kind] + graceDays) * dayMs);
    const { rows } = await sql<{ n: number; old: number | null }>`
      select count(*) as n, sum(case when ${sql.ref(oldSince)} < ${before} then 1 else 0 end) as old
      from ${sql.table(table)} where ${sql.raw(where)}`.execute(db);
    kept.push({ kind, rows: Number(rows[0]?.n ?? 0), left: Number(rows[0]?.old ?? 0) });
  }
  return kept;
}

/** Whether people get links of ours: where they come back to after paying, and the files of a contest. */
export async function areLinksGiven(db: Reader): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select
    (select count(*) from plans where active = 1) + (select count(*) from contests where active = 1) as n`.execute(db);
  return Number(rows[0]?.n ?? 0) > 0;
}

export type QueueDoubt = Readonly<{
  destination: string;
  inDoubt: number;
  repeated: number;
  oldestDead: Instant | null;
}>;

/** Deliveries whose try may or may not have arrived: still to be repeated, and repeated once already. */
export async function listQueueDoubts(db: Reader): Promise<readonly QueueDoubt[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select([
      'destination',
      sql<number>`sum(case when ambiguous = 1 and state in ('waiting','leased','sending') then 1 else 0 end)`.as(
        'doubt',
      ),
      sql<number>`sum(case when ambiguous = 2 and state = 'dead' then 1 else 0 end)`.as('repeated'),
      sql<string | null>`min(case when state = 'dead' then settled_at end)`.as('oldest'),
    ])
    .where('state', 'in', ['waiting', 'leased', 'sending', 'dead'])
    .groupBy('destination')
    .execute();
  return rows.map((row) => ({
    destination: row.destination,
    inDoubt: Number(row.doubt),
    repeated: Number(row.repeated),
    oldestDead: row.oldest as Instant | null,
  }));
}

export type WorkCounts = Readonly<{
  deadRereads: number;
  waitingRereads: number;
  oldestReread: Instant | null;
  conflicts: number;
  otherMode: number;
  approvals: number;
}>;

async function countOf(db: Reader, text: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${text}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** `since`: events of the other mode before it are history. */
export async function countWork(db: Reader, now: Instant, since: Instant): Promise<WorkCounts> {
  const oldest = await db
    .selectFrom('rereads')
    .select((eb) => eb.fn.min('due_at').as('at'))
    .where('state', '=', 'waiting')
    .executeTakeFirst();
  return {
    deadRereads: await countOf(db, sql`rereads where state = 'dead'`),
    waitingRereads: await countOf(db, sql`rereads where state = 'waiting'`),
    oldestReread: (oldest?.at ?? null) as Instant | null,
    conflicts: await countOf(db, sql`payments where conflict = 1`),
    otherMode: await countOf(db, sql`inbox where state = 'other_mode' and received_at > ${since}`),
    approvals: await countOf(db, sql`approvals where state = 'waiting' and expires_at > ${now}`),
  };
}

export type JobRuns = Readonly<{
  job: string;
  lastDone: Instant | null;
  /** Since then. */
  missed: number;
  failed: number;
  lastDetail: string | null;
  runningSince: Instant | null;
}>;

/** How each job that ever ran did; missed and failed slots since `since`. */
export async function listJobRuns(db: Reader, since: Instant): Promise<readonly JobRuns[]> {
  const rows = await db
    .selectFrom('slots')
    .select([
      'job',
      sql<string | null>`max(case when state = 'done' then finished_at end)`.as('done'),
      sql<number>`sum(case when state = 'missed' and started_at > ${since} and detail = 'nobody was there' then 1 else 0 end)`.as(
        'missed',
      ),
      sql<number>`sum(case when state = 'failed' and started_at > ${since} then 1 else 0 end)`.as('failed'),
      sql<string | null>`max(case when state = 'failed' then detail end)`.as('detail'),
      sql<string | null>`min(case when state = 'running' then started_at end)`.as('running'),
    ])
    .groupBy('job')
    .orderBy('job')
    .execute();
  return rows.map((row) => ({
    job: row.job,
    lastDone: row.done as Instant | null,
    missed: Number(row.missed),
    failed: Number(row.failed),
    lastDetail: row.detail,
    runningSince: row.running as Instant | null,
  }));
}
