import { type Actor, actorName } from '../domain/permissions.ts';
import { isPassing, troubleOf } from '../domain/run-troubles.ts';
import { minuteMs, plusMs, secondMs } from '../domain/time.ts';
import { wait } from '../lib/wait.ts';
import {
  countSteps,
  findRun,
  holdRun,
  insertRun,
  insertSteps,
  leaseRun,
  listRuns,
  listSteps,
  moveRun,
  type NewStep,
  type Run,
  type RunState,
  type Step,
  type StepCounts,
  type StepState,
  settleSteps,
} from '../store/runs.ts';
import { type FlowDeps, nowOf } from './deps.ts';

export type StepEnd = Readonly<{ seq: number; state: StepState; stood?: unknown; detail?: string | null }>;
/** One kind of run: how a few steps are done, and undone. Both may be begun again after a kill at any point. */
export type RunKind = Readonly<{
  atOnce: number;
  apply: (run: Run, steps: readonly Step[], signal: AbortSignal) => Promise<readonly StepEnd[]>;
  revert: (run: Run, steps: readonly Step[], signal: AbortSignal) => Promise<readonly StepEnd[]>;
}>;
export type RunView = Run & Readonly<{ counts: StepCounts }>;

/** A worker that died holds a run no longer than this. */
const leaseMs = minuteMs;
const defaultTries = 6;
const firstWaitMs = 500;
const insertAtOnce = 100;
const stepsKept = 10_000;

/** Writes down what is to be done; nothing is done yet. Steps beyond the limit wait for the next run. */
export async function planRun(
  deps: FlowDeps,
  actor: Actor,
  kind: Run['kind'],
  summary: Run['summary'],
  steps: readonly NewStep[],
): Promise<string> {
  const id = deps.newId('run');
  const run = { id, kind, state: 'looking' as const, summary, askedBy: actorName(actor), now: nowOf(deps) };
  await deps.commits.submit((tx) => insertRun(tx, run));
  await addSteps(deps, id, 0, steps);
  await deps.commits.submit((tx) => moveRun(tx, id, ['looking'], { state: 'planned', now: nowOf(deps) }));
  return id;
}

export async function addSteps(deps: FlowDeps, runId: string, from: number, steps: readonly NewStep[]): Promise<void> {
  const kept = steps.slice(0, Math.max(0, stepsKept - from));
  for (let at = 0; at < kept.length; at += insertAtOnce)
    await deps.commits.submit((tx) => insertSteps(tx, runId, from + at, kept.slice(at, at + insertAtOnce)));
}

export async function viewRun(deps: FlowDeps, id: string): Promise<RunView | null> {
  const run = await findRun(deps.store.reader, id);
  return run && { ...run, counts: await countSteps(deps.store.reader, id) };
}

/** Tries again where the other side was busy or did not answer: every step finds out by itself whether it was done. */
export async function persistently<T>(work: () => Promise<T>, signal: AbortSignal, tries = defaultTries): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || attempt >= tries || signal.aborted) throw error;
      await wait(Math.min(error.retryAfterMs ?? firstWaitMs * 2 ** (attempt - 1), 30 * secondMs), signal);
    }
  }
}

const ends: Readonly<Partial<Record<RunState, RunState>>> = { running: 'done', undoing: 'undone' };

/** Goes on with a run from wherever it stands, until it is done, cancelled, or `signal` ends it for now. */
async function goOn(deps: FlowDeps, kind: RunKind, id: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const run = await findRun(deps.store.reader, id);
    const end = run && ends[run.state];
    if (!run || !end) return;
    const isForth = run.state === 'running';
    const from = isForth ? 'planned' : 'done';
    const steps = await listSteps(deps.store.reader, id, from, kind.atOnce, { backwards: !isForth });
    if (steps.length === 0) {
      await deps.commits.submit((tx) => moveRun(tx, id, [run.state], { state: end, now: nowOf(deps), detail: null }));
      return;
    }
    const settled = await persistently(() => (isForth ? kind.apply : kind.revert)(run, steps, signal), signal);
    await deps.commits.submit(async (tx) => {
      await settleSteps(tx, id, settled);
      await holdRun(tx, id, plusMs(nowOf(deps), leaseMs));
    });
  }
}

/**
 * The runs of this process. A run that a kill cut short goes on at the next start; one that the other side made stop is
 * tried again each minute; what a person has to put right first ends it, and it can still be undone.
 */
export function createRunner(
  deps: FlowDeps,
  kinds: Readonly<Partial<Record<Run['kind'], RunKind>>>,
  outer: AbortSignal,
) {
  const own = new Map<string, Promise<void>>();

  async function hold(run: Run, kind: RunKind): Promise<void> {
    const signal = AbortSignal.any([outer, deps.stopLatch.signal]);
    const now = nowOf(deps);
    const isOurs = await deps.commits.submit(async (tx) => {
      // One process serves a SQLite file: whoever held this before is dead.
      if (deps.store.kind === 'sqlite') await holdRun(tx, run.id, null);
      return leaseRun(tx, run.id, now, plusMs(now, leaseMs));
    });
    if (!isOurs) return;
    try {
      await goOn(deps, kind, run.id, signal);
    } catch (error) {
      await noteFailure(run, error, signal);
    } finally {
      await deps.commits.submit((tx) => holdRun(tx, run.id, null)).catch(() => undefined);
    }
  }

  async function noteFailure(run: Run, error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const detail = troubleOf(error);
    deps.log.warn({ event: 'run_interrupted', run: run.id, error });
    const state = isPassing(error) ? run.state : 'failed';
    await deps.commits.submit((tx) => moveRun(tx, run.id, [run.state], { state, now: nowOf(deps), detail }));
  }

  function begin(run: Run): Promise<void> {
    const kind = kinds[run.kind];
    const known = own.get(run.id);
    if (known || !kind) return known ?? Promise.resolve();
    const work = hold(run, kind)
      .catch((error: unknown) => deps.log.error({ event: 'run_failed', run: run.id, error }))
      .finally(() => own.delete(run.id));
    own.set(run.id, work);
    return work;
  }

  return {
    /** From one of these states, and only one run at a time: two would move each other's rows. */
    start: async (id: string, from: readonly RunState[], to: 'running' | 'undoing'): Promise<Started> => {
      const run = await deps.commits.submit(async (tx) => {
        const others = await listRuns(tx, ['running', 'undoing'], 1);
        if (others.length > 0) return 'busy' as const;
        return (await moveRun(tx, id, from, { state: to, now: nowOf(deps) })) ? findRun(tx, id) : null;
      });
      if (run === 'busy' || run === null) return { ok: false, reason: run ?? 'expired' };
      return { ok: true, ended: begin(run) };
    },
    /** At a start, and each minute. */
    goOnWithAll: async () => {
      if (deps.stopLatch.isStopped) return;
      for (const run of await listRuns(deps.store.reader, ['running', 'undoing'], 20)) void begin(run);
    },
  };
}
type Started = Readonly<{ ok: true; ended: Promise<void> } | { ok: false; reason: 'busy' | 'expired' }>;
export type Runner = ReturnType<typeof createRunner>;
