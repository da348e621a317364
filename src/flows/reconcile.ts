import { createDriftCounts, type Drift, isRepairable } from '../domain/drift.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { Window } from '../domain/ports.ts';
import { troubleOf } from '../domain/run-troubles.ts';
import { earlier, minuteMs, plusMs } from '../domain/time.ts';
import { findRun, insertRun, moveRun, type NewStep } from '../store/runs.ts';
import { auditAction } from './audit.ts';
import { compareProvider, type Noting } from './compare-provider.ts';
import { compareSheet } from './compare-sheet.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { addSteps, type RunView, viewRun } from './run-steps.ts';
import type { Result } from './types.ts';

/** What is being told just now, by webhook or to the sheet, is not drift yet. */
const settlingMs = 2 * minuteMs;
const driftsAtOnce = 100;

/** `window` null: the whole sheet with all our columns, and no provider: what `fix-sheets-data` puts right. */
export type ReconcileScope = Readonly<{ window: Window | null }>;
export type LookProgress = Readonly<{ looked: number; drifts: number }>;

/** Looks under way in this process, by run. */
export type Looks = Map<string, Readonly<{ progress: LookProgress; cancel: () => void }>>;

/** Begins to compare and answers at once; the run is `looking`, then `planned` with every drift as a step. */
export async function beginReconcile(
  deps: FlowDeps,
  actor: Actor,
  scope: ReconcileScope,
  looks: Looks,
  signal: AbortSignal,
): Promise<Result<{ run: RunView; ended: Promise<void> }>> {
  if (!may(actor, 'reconcile')) return { ok: false, reason: 'forbidden' };
  if (scope.window ? deps.sources.size === 0 || scope.window.from >= scope.window.to : !deps.book)
    return { ok: false, reason: 'invalid' };
  if (looks.size > 0) return { ok: false, reason: 'busy' };
  const id = deps.newId('run');
  const now = nowOf(deps);
  const summary = { window: scope.window, counts: [] };
  const cancelled = new AbortController();
  const cancel = () => cancelled.abort(new Cancelled());
  const tell = (progress: LookProgress) => void looks.set(id, { progress, cancel });
  tell({ looked: 0, drifts: 0 });
  await deps.commits.submit((tx) =>
    insertRun(tx, { id, kind: 'reconcile', state: 'looking', summary, askedBy: actorName(actor), now }),
  );
  await auditAction(deps, actor, 'reconcile', id, scope.window && `${scope.window.from}…${scope.window.to}`);
  const ended = look(deps, id, scope, tell, AbortSignal.any([signal, cancelled.signal]))
    .catch((error: unknown) => noteFailure(deps, id, error))
    .finally(() => looks.delete(id));
  const run = (await viewRun(deps, id)) as RunView;
  return { ok: true, run, ended };
}

/** Somebody pressed [Cancel]: the run says so already. */
class Cancelled extends Error {}

async function noteFailure(deps: FlowDeps, id: string, error: unknown): Promise<void> {
  if (error instanceof Cancelled) return;
  deps.log.warn({ event: 'reconcile_failed', run: id, error });
  const detail = troubleOf(error);
  await deps.commits
    .submit((tx) => moveRun(tx, id, ['looking'], { state: 'failed', now: nowOf(deps), detail }))
    .catch(() => undefined);
}

function stepOf(drift: Drift): NewStep {
  const { place, cause, subject } = drift;
  return { kind: `${place}:${cause}`, subject, work: drift, state: isRepairable(drift) ? 'planned' : 'told' };
}

async function look(
  deps: FlowDeps,
  id: string,
  { window }: ReconcileScope,
  tell: (progress: LookProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const counts = createDriftCounts();
  const waiting: NewStep[] = [];
  let looked = 0;
  let kept = 0;
  const keep = async () => {
    const part = waiting.splice(0);
    await addSteps(deps, id, kept, part);
    kept += part.length;
  };
  const noting: Noting = {
    looked: async (lines) => {
      looked += lines;
      tell({ looked, drifts: counts.total() });
      const run = await findRun(deps.store.reader, id);
      if (run?.state !== 'looking') throw new Cancelled();
    },
    drift: async (drift) => {
      counts.note(drift);
      waiting.push(stepOf(drift));
      if (waiting.length >= driftsAtOnce) await keep();
    },
  };
  const until = window && { from: window.from, to: earlier(window.to, plusMs(nowOf(deps), -settlingMs)) };
  if (until && until.from < until.to)
    for (const source of deps.sources.values()) await compareProvider(deps, source, until, noting, signal);
  if (deps.book) await compareSheet(deps, deps.book, { window, allColumns: window === null }, noting, signal);
  await keep();
  const summary = { window: until, looked, counts: counts.all(), drifts: counts.total() };
  const now = nowOf(deps);
  await deps.commits.submit((tx) => moveRun(tx, id, ['looking'], { state: 'planned', now, summary }));
}
