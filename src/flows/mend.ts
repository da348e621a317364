import { isLargeRefund } from '../domain/findings.ts';
import type { Money } from '../domain/money.ts';
import { type Action, type Actor, may } from '../domain/permissions.ts';
import type { Window } from '../domain/ports.ts';
import { troubleOf } from '../domain/run-troubles.ts';
import { type RowCache, SheetError } from '../domain/sheet-book.ts';
import { dayMs, plusMs, secondMs } from '../domain/time.ts';
import { fingerprint } from '../lib/hash.ts';
import { withinMs } from '../lib/timer.ts';
import { findLastRun, listSteps, moveRun, pruneRuns, type Run, type RunState, type Step } from '../store/runs.ts';
import { type Executors, orApproval } from './approvals.ts';
import { auditAction, auditIn } from './audit.ts';
import { type CleanChoice, cleanKind, planClean } from './clean-duplicates.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { findDuplicates, refreshRowCache, rowCache, type Scan } from './find-duplicates.ts';
import { createKeptScan, type KeptScan } from './kept-scan.ts';
import { join, type Merged, mergeCustomers, undoMerge } from './merge-customers.ts';
import { beginReconcile, type LookProgress, type Looks } from './reconcile.ts';
import { enqueueNotice } from './record-event.ts';
import { giveBack, type Refunded, type RefundWanted, refundPayment } from './refund-payment.ts';
import { repairKind } from './repair-drift.ts';
import { createRunner, type Runner, type RunView, viewRun } from './run-steps.ts';
import type { Refusal, Result } from './types.ts';

export type RunStatus = RunView & Readonly<{ progress: LookProgress | null }>;
/** Wait so long for the end before answering; afterwards `findRun` tells. */
export type Patience = Readonly<{ waitMs?: number }>;

/** Finding what is doubled or has drifted, and putting it right: every change is a run that can be undone. */
export type Mending = Readonly<{
  findDuplicates: (actor: Actor) => Promise<Result<{ scan: Scan }>>;
  /** The newest scan where it is young and nothing was put right since: for turning its pages. */
  keptDuplicates: (actor: Actor) => Promise<Result<{ scan: Scan }>>;
  rowCache: (actor: Actor) => Promise<Result<{ cache: RowCache }>>;
  refreshRowCache: (actor: Actor) => Promise<Result<{ cache: RowCache }>>;
  /** `run` null: there is nothing to clean. Nothing changes before `startRun`. */
  planClean: (actor: Actor, choice: CleanChoice) => Promise<Result<{ run: RunView | null }>>;
  /** Provider, ledger and sheet; `window` null: the whole sheet alone, with every column of ours. */
  reconcile: (actor: Actor, window: Window | null, patience?: Patience) => Promise<Result<{ run: RunStatus }>>;
  findRun: (actor: Actor, runId: string) => Promise<Result<{ run: RunStatus }>>;
  /** What a run found or did, page by page. */
  listRunSteps: (
    actor: Actor,
    runId: string,
    state: Step['state'],
    after: number,
  ) => Promise<Result<{ steps: readonly Step[] }>>;
  startRun: (actor: Actor, runId: string, patience?: Patience) => Promise<Result<{ run: RunStatus }>>;
  /** What is done stays done, and can be undone. */
  cancelRun: (actor: Actor, runId: string) => Promise<Result<{ run: RunStatus }>>;
  undoRun: (actor: Actor, runId: string, patience?: Patience) => Promise<Result<{ run: RunStatus }>>;
  /** Whether a refund of this sum waits for a second person, as it is set now. */
  isLargeRefund: (amount: Money) => boolean;
  /** All that is left of a payment; needs a second person above a sum. */
  refundPayment: (actor: Actor, externalId: string) => Promise<Result<Refunded>>;
  /** By our ids; undone with `undoRun`, which takes them apart for good. */
  mergeCustomers: (actor: Actor, a: string, b: string) => Promise<Result<Merged>>;
  /** The newest finished comparison: the green or red line of the morning report. */
  lastReconcile: (actor: Actor) => Promise<Result<{ run: RunView | null }>>;
}>;
export type MendingJobs = Readonly<{
  /** Runs that a kill or the other side cut short. */
  goOnWithRuns: () => Promise<void>;
  /** Takes away only what needs nobody's judgement. */
  cleanUp: (actor: Actor) => Promise<Result<{ run: RunView | null }>>;
  pruneRuns: () => Promise<void>;
}>;

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
const expired = { ok: false, reason: 'expired' } as const;

/** What a run's steps are recorded as. */
export const runActions: Readonly<Record<Run['kind'], Action>> = {
  clean: 'clean_duplicates',
  reconcile: 'repair',
  merge: 'merge_customers',
  refund: 'refund',
};
/** What a run's own pages may be read with. */
const readActions: Readonly<Record<Run['kind'], Action>> = {
  clean: 'see_duplicates',
  reconcile: 'reconcile',
  merge: 'see_duplicates',
  refund: 'see_duplicates',
};
const undoable: readonly RunState[] = ['done', 'cancelled', 'failed'];
/** Runs that are done step by step; a refund is one call. */
const stepped: readonly Run['kind'][] = ['clean', 'reconcile'];
const defaultWaitMs = 8 * secondMs;
const stepsShown = 20;
/** A plan may be confirmed for a day; an end may be undone for a month. */
const planLifeMs = dayMs;
const undoLifeMs = 30 * dayMs;

type Context = Readonly<{ deps: FlowDeps; runner: Runner; looks: Looks; scans: KeptScan; signal: AbortSignal }>;

async function statusOf({ deps, looks }: Context, runId: string): Promise<Result<{ run: RunStatus }>> {
  const run = await viewRun(deps, runId);
  return run ? { ok: true, run: { ...run, progress: looks.get(runId)?.progress ?? null } } : notFound;
}

async function findOwn(context: Context, actor: Actor, runId: string, by: typeof runActions) {
  const found = await statusOf(context, runId);
  return found.ok && !may(actor, by[found.run.kind]) ? forbidden : found;
}

/** Does it, waits a moment for the end, and says how far it is. */
async function drive(
  context: Context,
  actor: Actor,
  runId: string,
  [from, to]: readonly [readonly RunState[], 'running' | 'undoing'],
  { waitMs = defaultWaitMs }: Patience,
): Promise<Result<{ run: RunStatus }>> {
  const { deps, runner, scans } = context;
  if (deps.stopLatch.isStopped) return { ok: false, reason: 'stopped' };
  const found = await findOwn(context, actor, runId, runActions);
  if (!found.ok) return found;
  if (!stepped.includes(found.run.kind)) return notFound;
  const started = await runner.start(runId, from, to);
  if (!started.ok) return started;
  await auditAction(deps, actor, runActions[found.run.kind], runId, to);
  const ended = scans.forgetAfter(started.ended);
  await withinMs(waitMs, ended, undefined);
  return statusOf(context, runId);
}

async function startRun(context: Context, actor: Actor, runId: string, patience: Patience) {
  const found = await findOwn(context, actor, runId, runActions);
  if (!found.ok) return found;
  const { run } = found;
  if (run.state !== 'planned') return expired;
  const asked = { action: runActions[run.kind], argument: { runId }, effect: { count: run.counts.planned } };
  return orApproval(context.deps, actor, asked, () => drive(context, actor, runId, [['planned'], 'running'], patience));
}

async function undoRun(context: Context, actor: Actor, runId: string, patience: Patience) {
  const found = await findOwn(context, actor, runId, runActions);
  if (!found.ok || found.run.kind !== 'merge') return drive(context, actor, runId, [undoable, 'undoing'], patience);
  return (await context.scans.forgetAfter(undoMerge(context.deps, actor, runId))) ? statusOf(context, runId) : expired;
}

async function cancelRun(context: Context, actor: Actor, runId: string): Promise<Result<{ run: RunStatus }>> {
  const { deps } = context;
  const found = await findOwn(context, actor, runId, readActions);
  if (!found.ok) return found;
  const isCancelled = await deps.commits.submit(async (tx) => {
    const change = { state: 'cancelled' as const, now: nowOf(deps) };
    const isMoved = await moveRun(tx, runId, ['looking', 'planned', 'running'], change);
    if (isMoved) await auditIn(tx, deps, actor, runActions[found.run.kind], runId, 'cancelled');
    return isMoved;
  });
  if (isCancelled) context.looks.get(runId)?.cancel();
  return isCancelled ? statusOf(context, runId) : expired;
}

async function reconcile(context: Context, actor: Actor, window: Window | null, { waitMs = defaultWaitMs }: Patience) {
  const { deps, looks, signal } = context;
  const begun = await beginReconcile(deps, actor, { window }, looks, signal);
  if (!begun.ok) return begun;
  await withinMs(waitMs, begun.ended, undefined);
  return statusOf(context, begun.run.id);
}

/** Nothing is planned, and nothing was changed. */
function sheetAway(error: unknown): Refusal {
  if (error instanceof SheetError)
    return { ok: false, reason: 'not_done', notDone: { what: 'sheet', trouble: troubleOf(error) } };
  throw error;
}

/** Before the first sale there is no tab. */
function noSheetYet(error: unknown): Result<{ run: RunView | null }> {
  if (error instanceof SheetError && error.code === 'tab_missing') return { ok: true, run: null };
  throw error;
}

async function cleanUp(
  { deps, runner, scans, signal }: Context,
  actor: Actor,
): Promise<Result<{ run: RunView | null }>> {
  if (deps.stopLatch.isStopped || !deps.book) return { ok: true, run: null };
  const choice = { kinds: ['doubled_row'], onlyAutomatic: true } as const;
  const planned = await planClean(deps, actor, choice, signal).catch(noSheetYet);
  if (!planned.ok) return planned;
  if (planned.run) {
    const started = await runner.start(planned.run.id, ['planned'], 'running');
    if (!started.ok) return started;
    await auditAction(deps, actor, 'clean_duplicates', planned.run.id, 'running');
    await scans.forgetAfter(started.ended);
  }
  const run = planned.run && (await viewRun(deps, planned.run.id));
  await tellWhatIsLeft(deps, actor, run?.counts.done ?? 0, signal);
  return { ok: true, run };
}

/** With a button to the list; the same findings not every night. */
async function tellWhatIsLeft(deps: FlowDeps, actor: Actor, cleaned: number, signal: AbortSignal): Promise<void> {
  const found = await findDuplicates(deps, actor, signal).catch(() => null);
  const left = found?.ok ? found.scan.findings : [];
  if (left.length === 0) return;
  const cause = fingerprint(left.map(({ id }) => id));
  const notice = { kind: 'duplicates_found' as const, cleaned, left: left.length };
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, cause, nowOf(deps)));
  deps.wake();
}

function mendingJobs(context: Context): MendingJobs {
  const { deps, runner } = context;
  return {
    goOnWithRuns: () => runner.goOnWithAll(),
    cleanUp: (actor) => cleanUp(context, actor),
    pruneRuns: async () => {
      const now = nowOf(deps);
      await deps.commits.submit((tx) => pruneRuns(tx, plusMs(now, -planLifeMs), plusMs(now, -undoLifeMs)));
    },
  };
}

function createContext(deps: FlowDeps, signal: AbortSignal): Context {
  const kinds = { ...(deps.book ? { clean: cleanKind(deps.book) } : {}), reconcile: repairKind(deps) };
  const scans = createKeptScan(deps, signal);
  return { deps, signal, scans, looks: new Map(), runner: createRunner(deps, kinds, signal) };
}

export function createMending(
  deps: FlowDeps,
  signal: AbortSignal,
): Readonly<{ flows: Mending & MendingJobs; executors: Executors }> {
  const context = createContext(deps, signal);
  const { scans } = context;
  const runApproved = async (asker: Actor, argument: unknown) =>
    drive(context, asker, (argument as { runId: string }).runId, [['planned'], 'running'], {});
  const flows: Mending = {
    findDuplicates: scans.find,
    keptDuplicates: scans.findKept,
    rowCache: async (actor) => rowCache(deps, actor),
    refreshRowCache: (actor) => refreshRowCache(deps, actor, signal),
    planClean: (actor, choice) => planClean(deps, actor, choice, signal).catch(sheetAway),
    reconcile: (actor, window, patience = {}) => reconcile(context, actor, window, patience),
    findRun: (actor, runId) => findOwn(context, actor, runId, readActions),
    listRunSteps: async (actor, runId, state, after) => {
      const found = await findOwn(context, actor, runId, readActions);
      if (!found.ok) return found;
      return { ok: true, steps: await listSteps(deps.store.reader, runId, state, stepsShown, { after }) };
    },
    startRun: (actor, runId, patience = {}) => startRun(context, actor, runId, patience),
    cancelRun: (actor, runId) => cancelRun(context, actor, runId),
    undoRun: (actor, runId, patience = {}) => undoRun(context, actor, runId, patience),
    isLargeRefund: (amount) => isLargeRefund(amount, deps.policy.values.refund_alone),
    refundPayment: (actor, externalId) => scans.forgetAfter(refundPayment(deps, actor, externalId, signal)),
    mergeCustomers: (actor, a, b) => scans.forgetAfter(mergeCustomers(deps, actor, a, b)),
    lastReconcile: async (actor) => {
      if (!may(actor, 'reconcile')) return forbidden;
      const run = await findLastRun(deps.store.reader, 'reconcile', ['planned', 'running', ...undoable, 'undone']);
      return { ok: true, run: run && (await viewRun(deps, run.id)) };
    },
  };
  const refundApproved = async (asker: Actor, argument: unknown) => {
    const wanted = argument as Omit<RefundWanted, 'provider'> & { provider?: RefundWanted['provider'] };
    return scans.forgetAfter(giveBack(deps, asker, { ...wanted, provider: wanted.provider ?? 'stripe' }, signal));
  };
  const mergeApproved = async (asker: Actor, argument: unknown) => {
    const { a, b } = argument as { a: string; b: string };
    return scans.forgetAfter(join(deps, asker, a, b));
  };
  const executors = { repair: runApproved, refund_large: refundApproved, merge_customers: mergeApproved };
  return { flows: { ...flows, ...mendingJobs(context) }, executors };
}
