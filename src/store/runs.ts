import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { RunStepTable, RunTable } from './schema.ts';

export type RunState = RunTable['state'];
export type StepState = RunStepTable['state'];
export type Run = Readonly<{
  id: string;
  kind: RunTable['kind'];
  state: RunState;
  summary: Readonly<Record<string, unknown>>;
  askedBy: string;
  askedAt: Instant;
  changedAt: Instant;
  detail: string | null;
}>;
export type Step = Readonly<{
  seq: number;
  kind: string;
  subject: string;
  state: StepState;
  work: unknown;
  stood: unknown;
  detail: string | null;
}>;
export type NewStep = Pick<Step, 'kind' | 'subject' | 'work'> &
  Readonly<{ state?: 'planned' | 'told'; stood?: unknown }>;
export type StepCounts = Readonly<Record<StepState, number>>;

function runOf(row: RunTable): Run {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    summary: JSON.parse(row.summary) as Run['summary'],
    askedBy: row.asked_by,
    askedAt: row.asked_at as Instant,
    changedAt: row.changed_at as Instant,
    detail: row.detail,
  };
}

function stepOf(row: RunStepTable): Step {
  return {
    seq: row.seq,
    kind: row.kind,
    subject: row.subject,
    state: row.state,
    work: JSON.parse(row.work),
    stood: row.stood === null ? null : JSON.parse(row.stood),
    detail: row.detail,
  };
}

type NewRun = Pick<Run, 'id' | 'kind' | 'summary' | 'askedBy'> & Readonly<{ state: RunState; now: Instant }>;

export async function insertRun(tx: Tx, { id, kind, state, summary, askedBy, now }: NewRun): Promise<void> {
  const times = { asked_at: now, changed_at: now, lease_until: null, detail: null };
  const row = { id, kind, state, summary: JSON.stringify(summary), asked_by: askedBy, ...times };
  await tx.insertInto('runs').values(row).execute();
}

/** `from`: the number of the first. At most a few hundred at once. */
export async function insertSteps(tx: Tx, runId: string, from: number, steps: readonly NewStep[]): Promise<void> {
  if (steps.length === 0) return;
  const rows = steps.map(({ kind, subject, work, stood, state = 'planned' }, index) => ({
    run_id: runId,
    seq: from + index,
    kind,
    subject,
    state,
    work: JSON.stringify(work),
    stood: stood === undefined ? null : JSON.stringify(stood),
    detail: null,
  }));
  await tx.insertInto('run_steps').values(rows).execute();
}

export async function findRun(db: Reader | Tx, id: string): Promise<Run | null> {
  const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? runOf(row) : null;
}

/** Only from one of these states: false where it is in another by now. */
export async function moveRun(
  tx: Tx,
  id: string,
  from: readonly RunState[],
  change: Readonly<{ state: RunState; now: Instant; detail?: string | null; summary?: object }>,
): Promise<boolean> {
  const { state, now, detail, summary } = change;
  const result = await tx
    .updateTable('runs')
    .set({
      state,
      changed_at: now,
      ...(detail === undefined ? {} : { detail }),
      ...(summary === undefined ? {} : { summary: JSON.stringify(summary) }),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** For one worker at a time: false where another holds it. */
export async function leaseRun(tx: Tx, id: string, now: Instant, until: Instant): Promise<boolean> {
  const result = await tx
    .updateTable('runs')
    .set({ lease_until: until })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Holds it longer, or lets it go where `until` is null. */
export async function holdRun(tx: Tx, id: string, until: Instant | null): Promise<void> {
  await tx.updateTable('runs').set({ lease_until: until }).where('id', '=', id).execute();
}

export async function listRuns(db: Reader | Tx, states: readonly RunState[], limit: number): Promise<readonly Run[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('state', 'in', states)
    .orderBy('changed_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(runOf);
}

/** Those that ended so; they are kept for a month. */
export async function listRunsThatFailed(db: Reader | Tx, kind: Run['kind'], detail: string): Promise<readonly Run[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('state', '=', 'failed')
    .where('kind', '=', kind)
    .where('detail', '=', detail)
    .execute();
  return rows.map(runOf);
}

export async function findLastRun(db: Reader, kind: Run['kind'], states: readonly RunState[]): Promise<Run | null> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('state', 'in', states)
    .where('kind', '=', kind)
    .orderBy('changed_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? runOf(row) : null;
}

/** In order, or from the last one back. */
export async function listSteps(
  db: Reader | Tx,
  runId: string,
  state: StepState,
  limit: number,
  options: Readonly<{ after?: number; backwards?: boolean }> = {},
): Promise<readonly Step[]> {
  let query = db
    .selectFrom('run_steps')
    .selectAll()
    .where('run_id', '=', runId)
    .where('state', '=', state)
    .orderBy('seq', options.backwards ? 'desc' : 'asc')
    .limit(limit);
  if (options.after !== undefined) query = query.where('seq', '>', options.after);
  return (await query.execute()).map(stepOf);
}

type Settled = Readonly<{ seq: number; state: StepState; stood?: unknown; detail?: string | null }>;

export async function settleSteps(tx: Tx, runId: string, steps: readonly Settled[]): Promise<void> {
  for (const { seq, state, stood, detail = null } of steps) {
    await tx
      .updateTable('run_steps')
      .set({ state, detail, ...(stood === undefined ? {} : { stood: JSON.stringify(stood) }) })
      .where('run_id', '=', runId)
      .where('seq', '=', seq)
      .execute();
  }
}

/** Written before the change itself, so that whatever happens it is known what was there. */
export async function noteStood(tx: Tx, runId: string, seq: number, stood: unknown): Promise<void> {
  await tx
    .updateTable('run_steps')
    .set({ stood: JSON.stringify(stood) })
    .where('run_id', '=', runId)
    .where('seq', '=', seq)
    .execute();
}

export async function countSteps(db: Reader, runId: string): Promise<StepCounts> {
  const rows = await db
    .selectFrom('run_steps')
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .where('run_id', '=', runId)
    .groupBy('state')
    .execute();
  const counts = { planned: 0, told: 0, done: 0, skipped: 0, undone: 0 };
  for (const { state, n } of rows) counts[state] = Number(n);
  return counts;
}

/** Plans that nobody confirmed, and what can no longer be undone. */
export async function pruneRuns(tx: Tx, plannedBefore: Instant, endedBefore: Instant): Promise<void> {
  const old = tx
    .selectFrom('runs')
    .select('id')
    .where((eb) =>
      eb.or([
        eb.and([eb('state', 'in', ['planned', 'failed', 'looking']), eb('changed_at', '<', plannedBefore)]),
        eb.and([eb('state', 'in', ['done', 'cancelled', 'undone']), eb('changed_at', '<', endedBefore)]),
      ]),
    );
  await tx.deleteFrom('run_steps').where('run_id', 'in', old).execute();
  await tx.deleteFrom('runs').where('id', 'in', old).execute();
}
