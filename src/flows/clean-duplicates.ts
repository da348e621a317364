import type { Finding, FindingKind, Removal } from '../domain/findings.ts';
import { type Actor, may } from '../domain/permissions.ts';
import type { RowMove, SheetBook, SheetCell, SheetLine } from '../domain/sheet-book.ts';
import { sameCells } from '../domain/sheet-duplicates.ts';
import type { NewStep, Run, Step } from '../store/runs.ts';
import { auditAction } from './audit.ts';
import type { FlowDeps } from './deps.ts';
import { scanSheet, sheetTries } from './find-duplicates.ts';
import { persistently, planRun, type RunKind, type RunView, type StepEnd, viewRun } from './run-steps.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;

/** What a step is to take away, as it stood when it was planned. */
type Work = Readonly<Pick<Removal, 'row' | 'key' | 'keepRow'>>;
type Stood = Readonly<{ row: number; cells: readonly SheetCell[]; keep?: readonly SheetCell[] }>;

/** Which rows: all of some kinds, or only those that need nobody's judgement. */
export type CleanChoice = Readonly<{ kinds: readonly FindingKind[]; onlyAutomatic?: boolean }>;

function stepOf({ row, key, keepRow, cells, keepCells }: Removal, { kind }: Finding): NewStep & { row: number } {
  return {
    kind,
    subject: key,
    work: { row, key, keepRow } satisfies Work,
    stood: { row, cells, keep: keepCells } satisfies Stood,
    row,
  };
}

/** A preview that can be confirmed: exactly these rows, none that turns up later. `count` 0: there is nothing to plan. */
export async function planClean(
  deps: FlowDeps,
  actor: Actor,
  choice: CleanChoice,
  signal: AbortSignal,
): Promise<Result<{ run: RunView | null }>> {
  if (!may(actor, 'clean_duplicates')) return forbidden;
  if (!deps.book) return { ok: false, reason: 'not_found' };
  const { book } = deps;
  // By itself it has all night; a person waits for the answer.
  const tries = choice.onlyAutomatic ? undefined : sheetTries;
  const { findings } = await persistently(() => scanSheet(deps, book, signal), signal, tries);
  const chosen = findings.filter(({ kind }) => choice.kinds.includes(kind));
  const steps = chosen
    .flatMap((finding) => finding.removals.filter(isWanted(choice)).map((removal) => stepOf(removal, finding)))
    // From below: what is taken away never moves a row that is still to go.
    .toSorted((a, b) => b.row - a.row);
  if (steps.length === 0) return { ok: true, run: null };
  const notes = chosen.flatMap(({ removals }) => removals.filter((one) => isWanted(choice)(one) && !one.automatic));
  const byKind = Object.fromEntries(
    [...Map.groupBy(steps, ({ kind }) => kind)].map(([kind, own]) => [kind, own.length]),
  );
  const summary = { rows: steps.length, byKind, withNotes: notes.length };
  const id = await planRun(
    deps,
    actor,
    'clean',
    summary,
    steps.map(({ row: _row, ...step }) => step),
  );
  return { ok: true, run: await viewRun(deps, id) };
}

function isWanted({ onlyAutomatic = false }: CleanChoice): (removal: Removal) => boolean {
  return (removal) => removal.automatic || !onlyAutomatic;
}

const changed = 'the row has changed since it was looked at';
const gone = 'it is no longer in the tab of duplicates';

/** Moves rows to the tab of duplicates and back; each row is known there by its run and number. */
export function cleanKind(book: SheetBook): RunKind {
  return {
    atOnce: 50,
    apply: (run, steps, signal) => moveAway(book, run, steps, signal),
    revert: (run, steps, signal) => moveBack(book, run, steps, signal),
  };
}

function moveId(run: Run, { seq }: Pick<Step, 'seq'>): string {
  return `${run.id}:${seq}`;
}

type Ready = Readonly<{ step: Step; row: number }>;

async function moveAway(book: SheetBook, run: Run, steps: readonly Step[], signal: AbortSignal) {
  const before = await book.findMoved(
    steps.map((step) => moveId(run, step)),
    signal,
  );
  const isMoved = (step: Step) => before.has(moveId(run, step));
  const { ready, ends } = await locate(
    book,
    steps.filter((step) => !isMoved(step)),
    signal,
  );
  const moves = ready.map(
    ({ step, row }): RowMove => ({ id: moveId(run, step), row, why: step.kind, cells: (step.stood as Stood).cells }),
  );
  await book.moveAway(moves, signal);
  const wrong = await findWrong(book, ready, moves, signal);
  // Somebody sorted the sheet in that very moment: what went by mistake comes back at once.
  await book.moveBack(
    moves.filter(({ id }) => wrong.has(id)),
    signal,
  );
  return [
    ...ends,
    ...steps.filter(isMoved).map((step): StepEnd => ({ seq: step.seq, state: 'done' })),
    ...ready.map(({ step, row }): StepEnd => {
      if (wrong.has(moveId(run, step))) return { seq: step.seq, state: 'skipped', detail: changed };
      return { seq: step.seq, state: 'done', stood: { row, cells: (step.stood as Stood).cells } };
    }),
  ];
}

async function findWrong(book: SheetBook, ready: readonly Ready[], moves: readonly RowMove[], signal: AbortSignal) {
  const moved = await book.findMoved(
    moves.map(({ id }) => id),
    signal,
  );
  const wrong = ready.flatMap(({ step }, index) => {
    const id = moves[index]?.id ?? '';
    return sameCells(moved.get(id) ?? [], (step.stood as Stood).cells) ? [] : [id];
  });
  return new Set(wrong);
}

/** Where each row stands now. What does not stand there as it was planned is looked for by its key; else it is left. */
async function locate(book: SheetBook, steps: readonly Step[], signal: AbortSignal) {
  const lines = await readAll(
    book,
    steps.flatMap(({ work }) => rowsIn(work as Work)),
    signal,
  );
  const isThere = ({ work, stood }: Step) => {
    const { row, keepRow, key } = work as Work;
    const keeps = keepRow === null || (lines.get(keepRow)?.includes(key) ?? false);
    return keeps && sameCells(lines.get(row) ?? [], (stood as Stood).cells);
  };
  const ready: Ready[] = steps.filter(isThere).map((step) => ({ step, row: (step.work as Work).row }));
  const lost = steps.filter((step) => !isThere(step));
  if (lost.length === 0) return { ready, ends: [] };
  return search(book, lost, ready, signal);
}

function rowsIn({ row, keepRow }: Work): readonly number[] {
  return keepRow === null ? [row] : [row, keepRow];
}

async function readAll(book: SheetBook, rows: readonly number[], signal: AbortSignal) {
  if (rows.length === 0) return new Map<number, readonly SheetCell[]>();
  const lines = await book.read([...new Set(rows)], signal);
  return new Map(lines.map(({ row, cells }) => [row, cells]));
}

async function search(book: SheetBook, lost: readonly Step[], found: readonly Ready[], signal: AbortSignal) {
  const keys = new Set(lost.map(({ subject }) => subject));
  const rows: number[] = [];
  const keyOf = new Map<number, string>();
  for await (const page of book.scan(['Purchase ID'], signal)) {
    for (const { row, cells } of page) {
      const key = String(cells[0] ?? '');
      if (!keys.has(key)) continue;
      rows.push(row);
      keyOf.set(row, key);
    }
  }
  const lines = await readAll(book, rows, signal);
  const taken = new Set(found.map(({ row }) => row));
  const ready = [...found];
  const ends: StepEnd[] = [];
  for (const step of lost) {
    const place = placeOf(step, { rows, keyOf, lines, taken });
    if (typeof place === 'string') ends.push({ seq: step.seq, state: 'skipped', detail: place });
    else {
      taken.add(place.row);
      ready.push({ step, row: place.row });
    }
  }
  return { ready, ends };
}

type Rows = Readonly<{
  rows: readonly number[];
  keyOf: ReadonlyMap<number, string>;
  lines: ReadonlyMap<number, SheetLine['cells']>;
  taken: ReadonlySet<number>;
}>;

/** The lowest row that says just that, where the row that has to stay says what it said, too; else why not. */
function placeOf({ subject, work, stood }: Step, { rows, keyOf, lines, taken }: Rows): string | { row: number } {
  const { cells, keep = [] } = stood as Stood;
  const says = (row: number, what: readonly SheetCell[]) => sameCells(lines.get(row) ?? [], what);
  const own = rows.filter((row) => keyOf.get(row) === subject && !taken.has(row));
  const row = own.findLast((one) => says(one, cells));
  if (row === undefined) return changed;
  if ((work as Work).keepRow === null) return { row };
  return own.some((other) => other !== row && says(other, keep)) ? { row } : changed;
}

async function moveBack(book: SheetBook, run: Run, steps: readonly Step[], signal: AbortSignal) {
  const moved = await book.findMoved(
    steps.map((step) => moveId(run, step)),
    signal,
  );
  const here = steps.filter((step) => moved.has(moveId(run, step)));
  const moves = here.map((step) => ({ id: moveId(run, step), row: (step.stood as Stood).row, why: step.kind }));
  const missing = steps.filter((step) => !here.includes(step));
  // A kill came between the sheet and our note of it: then it stands where it belongs already.
  const standing = await readAll(
    book,
    missing.map((step) => (step.stood as Stood).row),
    signal,
  );
  await book.moveBack(moves, signal);
  return [
    ...here.map((step): StepEnd => ({ seq: step.seq, state: 'undone' })),
    ...missing.map((step): StepEnd => {
      const { row, cells } = step.stood as Stood;
      if (sameCells(standing.get(row) ?? [], cells)) return { seq: step.seq, state: 'undone' };
      return { seq: step.seq, state: 'skipped', detail: gone };
    }),
  ];
}

/** Leaves the audit row; what becomes of it is the run's own story. */
export function auditClean(deps: FlowDeps, actor: Actor, runId: string, what: string): Promise<void> {
  return auditAction(deps, actor, 'clean_duplicates', runId, what);
}
