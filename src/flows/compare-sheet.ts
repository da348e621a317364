import { comparedColumns, compareRow, type Drift, type OurCells } from '../domain/drift.ts';
import type { Window } from '../domain/ports.ts';
import type { SheetBook, SheetCell, SheetLine } from '../domain/sheet-book.ts';
import type { Instant } from '../domain/time.ts';
import type { SheetRowView } from '../domain/views.ts';
import { afterTurn } from '../lib/wait.ts';
import { findUnsettledRows, listSheetRows, readSheetRows } from '../store/lines.ts';
import type { Noting } from './compare-provider.ts';
import { type FlowDeps, nowOf } from './deps.ts';

/** `window` null: every row. `allColumns`: whatever our columns say, not only the numbers. */
export type SheetScope = Readonly<{ window: Window | null; allColumns: boolean }>;

const keyColumn = 'Purchase ID';
/** Some 5 ms of work; then others have their turn. */
const rowsAtOnce = 250;

function isIn({ window }: SheetScope, { firstPaidAt, lastPaidAt }: SheetRowView): boolean {
  return window === null || (lastPaidAt >= window.from && firstPaidAt < window.to);
}

/** Ledger against sheet, both ways. Only the keys that stand in the sheet are remembered: a sheet has an end. */
export async function compareSheet(
  deps: FlowDeps,
  book: SheetBook,
  scope: SheetScope,
  noting: Noting,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = nowOf(deps);
  const map = await book.look(signal);
  const ours = scope.allColumns ? [...map.ours.keys()] : comparedColumns.filter((name) => map.ours.has(name));
  const columns = [keyColumn, ...ours.filter((name) => name !== keyColumn)];
  const seen = new Set<string>();
  for await (const page of book.scan(columns, signal)) {
    for (let from = 0; from < page.length; from += rowsAtOnce) {
      const lines = page.slice(from, from + rowsAtOnce);
      await notePart(deps, await comparePart(deps, book, { lines, columns, seen }, scope), startedAt, noting);
      await noting.looked(lines.length);
      await afterTurn();
    }
  }
  await compareAbsent(deps, scope, seen, startedAt, noting);
}

type Part = Readonly<{ lines: readonly SheetLine[]; columns: readonly string[]; seen: Set<string> }>;

async function comparePart(deps: FlowDeps, book: SheetBook, part: Part, scope: SheetScope): Promise<readonly Drift[]> {
  const named = part.lines.filter(({ cells: [key] }) => typeof key === 'string' && key !== '');
  const keys = [...new Set(named.map(({ cells: [key] }) => String(key)))];
  const views = new Map((await readSheetRows(deps.store.reader, keys)).map(({ key, view }) => [key, view]));
  return named.flatMap(({ row, cells }) => {
    const key = String(cells[0]);
    const view = views.get(key);
    const isFirst = !part.seen.has(key);
    part.seen.add(key);
    if (!isFirst) return view && !isIn(scope, view) ? [] : [oddRow('doubled', key, row)];
    if (!view) return [oddRow('missing_here', key, row)];
    if (!isIn(scope, view)) return [];
    const drift = compareRow(key, book.cellsOf(view), cellsByName(part.columns, cells), scope.allColumns);
    return drift ? [drift] : [];
  });
}

function cellsByName(columns: readonly string[], cells: readonly SheetCell[]): OurCells {
  return Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null]));
}

function oddRow(cause: 'doubled' | 'missing_here', key: string, row: number): Drift {
  return { place: 'sheet', cause, subject: key, here: null, there: `#${row}`, amount: null };
}

/** What the outbox is about to write, or has just written, is no drift. */
async function notePart(deps: FlowDeps, drifts: readonly Drift[], since: Instant, noting: Noting): Promise<void> {
  const unsettled = await findUnsettledRows(
    deps.store.reader,
    drifts.map(({ subject }) => subject),
    since,
  );
  for (const drift of drifts) if (!unsettled.has(drift.subject)) await noting.drift(drift);
}

/** Rows that a merge emptied may be gone: cleaning takes them away. */
async function compareAbsent(
  deps: FlowDeps,
  scope: SheetScope,
  seen: ReadonlySet<string>,
  since: Instant,
  noting: Noting,
): Promise<void> {
  let after = '';
  for (;;) {
    const rows = await listSheetRows(deps.store.reader, after, rowsAtOnce);
    const absent = rows.filter(({ key, view }) => !seen.has(key) && view.status !== 'merged' && isIn(scope, view));
    const drifts = absent.map(
      ({ key }): Drift => ({
        place: 'sheet',
        cause: 'missing_there',
        subject: key,
        here: key,
        there: null,
        amount: null,
      }),
    );
    await notePart(deps, drifts, since, noting);
    if (rows.length < rowsAtOnce) return;
    after = rows.at(-1)?.key ?? '';
    await afterTurn();
  }
}
