import { type OurCells, sameCell } from '../domain/drift.ts';
import type { RowMove, SheetBook, SheetCell } from '../domain/sheet-book.ts';
import { readSheetRows } from '../store/lines.ts';
import { noteStood, type Run, type Step } from '../store/runs.ts';
import type { FlowDeps } from './deps.ts';
import type { StepEnd } from './run-steps.ts';

/** Our cells as they stood, null where there was no row; and what was written over them. */
type Stood = Readonly<{ cells: OurCells | null; wrote?: OurCells | null }>;

const gone = 'the row is no longer there';
const changed = 'the row has changed since';

/** From the ledger anew; what stood there is noted before. */
export async function repairRows(deps: FlowDeps, run: Run, steps: readonly Step[], signal: AbortSignal) {
  if (steps.length === 0 || !deps.book) return [];
  const keys = steps.map(({ subject }) => subject);
  const views = new Map((await readSheetRows(deps.store.reader, keys)).map(({ key, view }) => [key, view]));
  const { book } = deps;
  const standing = await readRows(book, keys, signal);
  await deps.commits.submit(async (tx) => {
    for (const { seq, subject, stood } of steps) {
      const { cells } = (stood as Stood | null) ?? { cells: standing.get(subject)?.cells ?? null };
      const view = views.get(subject);
      await noteStood(tx, run.id, seq, { cells, wrote: view ? book.cellsOf(view) : null } satisfies Stood);
    }
  });
  const wanted = keys.flatMap((key) => views.get(key) ?? []);
  if (wanted.length > 0) await book.rewrite(wanted, signal);
  return steps.map(({ seq, subject }): StepEnd => {
    return views.has(subject)
      ? { seq, state: 'done' }
      : { seq, state: 'skipped', detail: 'the ledger has no such row' };
  });
}

type Standing = Readonly<{ row: number; cells: OurCells }>;

/** Our cells of the upper row of each key. */
async function readRows(book: SheetBook, keys: readonly string[], signal: AbortSignal) {
  const wanted = new Set(keys);
  const found = new Map<string, number>();
  for await (const page of book.scan(['Purchase ID'], signal)) {
    for (const { row, cells } of page) {
      const key = String(cells[0] ?? '');
      if (wanted.has(key) && !found.has(key)) found.set(key, row);
    }
  }
  const { ours } = await book.look(signal);
  const lines = found.size === 0 ? [] : await book.read([...found.values()], signal);
  const cellsOf = new Map(lines.map(({ row, cells }) => [row, cells]));
  const byName = (row: number): OurCells =>
    Object.fromEntries([...ours].map(([name, column]) => [name, (cellsOf.get(row)?.[column] ?? null) as SheetCell]));
  return new Map([...found].map(([key, row]): [string, Standing] => [key, { row, cells: byName(row) }]));
}

type Place = Readonly<{ step: Step; stood: Stood; now: Standing | undefined }>;

/** What has changed since is left alone. */
export async function revertRows(deps: FlowDeps, run: Run, steps: readonly Step[], signal: AbortSignal) {
  const { book } = deps;
  if (steps.length === 0 || !book) return [];
  const subjects = steps.map(({ subject }) => subject);
  const standing = await readRows(book, subjects, signal);
  const places = steps.map((step): Place => ({ step, stood: step.stood as Stood, now: standing.get(step.subject) }));
  const ends: StepEnd[] = [];
  const added: RowMove[] = [];
  for (const { step, stood, now } of places) {
    const detail = whyNot(stood, now);
    ends.push(detail ? { seq: step.seq, state: 'skipped', detail } : { seq: step.seq, state: 'undone' });
    if (detail || !now) continue;
    if (stood.cells) await book.put(now.row, stood.cells, signal);
    else added.push({ id: `${run.id}:${step.seq}`, row: now.row, why: 'repair undone' });
  }
  await book.moveAway(added, signal);
  return ends;
}

/** A row may stand as it did before: then a kill came between the sheet and our note of it. */
function whyNot({ cells, wrote }: Stood, now: Standing | undefined): string | null {
  if (!now) return cells === null ? null : gone;
  const says = (what: OurCells) => Object.keys(now.cells).every((name) => sameCell(now.cells[name], what[name]));
  if (wrote === null || wrote === undefined || says(wrote)) return null;
  return cells !== null && says(cells) ? null : changed;
}
