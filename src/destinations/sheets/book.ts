import type { GoogleClient } from '../../clients/google.ts';
import { type RowMove, type SheetBook, type SheetCell, SheetError, type SheetLine } from '../../domain/sheet-book.ts';
import { sameCells } from '../../domain/sheet-duplicates.ts';
import type { Instant } from '../../domain/time.ts';
import type { Clock } from '../../lib/clock.ts';
import { monotonicClock, wait } from '../../lib/wait.ts';
import { createSheetApi, Refused, refusal, type SheetApi, type TabInfo } from './api.ts';
import { type ColumnName, columnLetters, keyColumn, type Layout, layoutOf, rangeIn } from './columns.ts';
import { cutAway, cutBack, readMoved } from './duplicates-tab.ts';
import { type RowCells, renderRow } from './render.ts';
import { createRowIndex, type RowIndex } from './row-index.ts';
import { findTab } from './tab.ts';
import type { Turns } from './turns.ts';
import { appendRows, rowRanges } from './write.ts';

export type SheetBookOptions = Readonly<{
  client: GoogleClient;
  documentId: string;
  formatLocal: (instant: Instant) => string;
  turns: Turns;
  tabTitle?: string;
  minIntervalMs?: number;
  clock?: Clock;
}>;

/** One page holds half a megabyte at the most: its parsing holds the event loop for some milliseconds. */
const cellsAtOnce = 30_000;
const maxKeys = 400_000;

type Open = Readonly<{ api: SheetApi; tab: TabInfo; header: readonly string[]; layout: Layout }>;

/** Failures as the port's error, whatever threw them. */
async function asSheetError<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { outcome, code, detail, retryAfterMs } = error.failure;
    throw new SheetError(detail, outcome, code, retryAfterMs ?? null);
  }
}

export function createSheetBook(options: SheetBookOptions): SheetBook {
  const { client, documentId, turns, formatLocal, minIntervalMs = 2_000, clock = monotonicClock } = options;
  const index = createRowIndex(maxKeys);
  const known = { rows: 0, nextWriteAtMs: Number.NEGATIVE_INFINITY, sheetId: null as number | null };
  const title = options.tabTitle ?? 'Purchases';
  const open = async (signal: AbortSignal): Promise<Open> => {
    const api = createSheetApi(client, documentId, signal);
    const tab = await findTab(api, { title, knownSheetId: known.sheetId });
    if (!tab) throw refusal('tab_missing', `there is no tab "${title}"`);
    known.sheetId = tab.sheetId;
    const [header] = await api.read(tab.title, ['1:1']);
    const layout = layoutOf(header?.[0] ?? []);
    if (!layout.has(keyColumn)) throw refusal('header_missing', `the first row has no column "${keyColumn}"`);
    return { api, tab, header: (header?.[0] ?? []).map(String), layout };
  };
  const inTurn = <T>(signal: AbortSignal, work: (open: Open) => Promise<T>) =>
    turns.take(() => asSheetError(async () => work(await open(signal))));
  const access: Access = { inTurn, again: (work) => turns.take(() => asSheetError(work)) };
  /** Google counts writes by the minute: they keep the same distance as the outbox's. */
  const writing = <T>(signal: AbortSignal, work: (open: Open) => Promise<T>) =>
    inTurn(signal, async (opened) => {
      const waitMs = known.nextWriteAtMs - clock.nowMs();
      if (waitMs > 0) await wait(waitMs, signal);
      known.nextWriteAtMs = clock.nowMs() + minIntervalMs;
      return work(opened);
    });
  const moving = (moves: readonly RowMove[], signal: AbortSignal, work: (open: Open) => Promise<void>) =>
    moves.length === 0 ? Promise.resolve() : writing(signal, work);
  return {
    address: documentId,
    look: (signal) => inTurn(signal, async ({ header, layout }) => ({ header, ours: layout })),
    scan: (columns, signal) => scan(columns as readonly ColumnName[], signal, access),
    read: (rows, signal) => inTurn(signal, (opened) => readLines(opened, rows)),
    moveAway: (moves, signal) =>
      moving(moves, signal, async (opened) => {
        const unchanged = await thoseUnchanged(opened, moves);
        if (unchanged.length > 0) await cutAway(opened.api, opened.tab, opened.header, unchanged);
      }),
    moveBack: (moves, signal) => moving(moves, signal, ({ api, tab }) => cutBack(api, tab, moves)),
    findMoved: (ids, signal) => inTurn(signal, ({ api }) => readMoved(api, ids)),
    cellsOf: (view) => renderRow(view, formatLocal),
    rewrite: async (views, signal) => {
      const rowOf = await rowsOf(new Set(views.map(({ key }) => key)), signal, access);
      await writing(signal, (opened) =>
        writeRows(
          opened,
          rowOf,
          views.map((view) => renderRow(view, formatLocal)),
        ),
      );
    },
    readRange: (range, signal) => turns.take(() => asSheetError(() => readRange(options, range, signal))),
    put: (row, cells, signal) => writing(signal, (opened) => putCells(opened, row, cells)),
    cache: () => ({ rows: known.rows, complete: index.isComplete() }),
    refreshCache: async (signal) => {
      known.rows = await readKeys(index, signal, access);
      return { rows: known.rows, complete: index.isComplete() };
    },
  };
}

async function putCells(
  { api, tab, layout }: Open,
  row: number,
  cells: Parameters<SheetBook['put']>[1],
): Promise<void> {
  const data = Object.entries(cells).flatMap(([name, value]) => {
    const column = layout.get(name as ColumnName);
    const range = rangeIn(tab.title, `${columnLetters(column ?? 0)}${row}`);
    return column === undefined ? [] : [{ range, values: [[(value ?? '') as string | number]] }];
  });
  if (data.length > 0) await api.write(data);
}

/** Any range, whatever tab it is in. */
async function readRange({ client, documentId }: SheetBookOptions, range: string, signal: AbortSignal) {
  return (await createSheetApi(client, documentId, signal).readAny(range)) as readonly (readonly SheetCell[])[];
}

type Access = Readonly<{
  inTurn: <T>(signal: AbortSignal, work: (open: Open) => Promise<T>) => Promise<T>;
  /** In turn, on a document that was opened before. */
  again: <T>(work: () => Promise<T>) => Promise<T>;
}>;

/** Each in its row, found by its key; the others are added. */
async function writeRows(
  { api, tab, header, layout }: Open,
  rowOf: ReadonlyMap<string, number>,
  rows: readonly RowCells[],
): Promise<void> {
  const standing = (cells: RowCells) => rowOf.get(String(cells[keyColumn]));
  const ranges = rows.flatMap((cells) => {
    const row = standing(cells);
    return row === undefined ? [] : rowRanges(tab, layout, row, cells);
  });
  if (ranges.length > 0) await api.write(ranges);
  const fresh = rows.filter((cells) => standing(cells) === undefined);
  if (fresh.length > 0) await appendRows(api, tab, { layout, header, rows: rowOf }, fresh);
}

/** How many rows there are; each key's upper one is remembered. */
async function readKeys(index: RowIndex, signal: AbortSignal, access: Access): Promise<number> {
  let rows = 0;
  index.begin();
  for await (const page of scan([keyColumn], signal, access)) {
    for (const { row, cells } of page) {
      const key = String(cells[0] ?? '');
      if (key !== '' && index.rowOf(key) === undefined) index.note(key, row);
    }
    rows += page.length;
  }
  index.finish();
  return rows;
}

/** The upper row of each key, as the outbox sees it. */
async function rowsOf(keys: ReadonlySet<string>, signal: AbortSignal, access: Access) {
  const rows = new Map<string, number>();
  for await (const page of scan([keyColumn], signal, access)) {
    for (const { row, cells } of page) {
      const key = String(cells[0] ?? '');
      if (keys.has(key) && !rows.has(key)) rows.set(key, row);
    }
  }
  return rows;
}

/** The outbox has its turn between two pages. */
async function* scan(
  columns: readonly ColumnName[],
  signal: AbortSignal,
  { inTurn, again }: Access,
): AsyncGenerator<readonly SheetLine[]> {
  const pageRows = Math.max(500, Math.floor(cellsAtOnce / columns.length));
  const opened = await inTurn(signal, async (found) => found);
  for (let from = 2; from <= opened.tab.rowCount; from += pageRows)
    yield await again(() => readColumns(opened, columns, from, pageRows));
}

async function readColumns(
  { api, tab, layout }: Open,
  columns: readonly ColumnName[],
  from: number,
  count: number,
): Promise<readonly SheetLine[]> {
  const to = Math.min(from + count - 1, tab.rowCount);
  const present = columns.filter((name) => layout.has(name));
  const ranges = present.map((name) => {
    const letters = columnLetters(layout.get(name) ?? 0);
    return `${letters}${from}:${letters}${to}`;
  });
  const read = new Map(present.map((name, index) => [name, index]));
  const pages = await api.read(tab.title, ranges);
  const height = Math.max(0, ...pages.map((page) => page.length));
  const cellOf = (name: ColumnName, row: number): SheetCell => {
    const at = read.get(name);
    return at === undefined ? null : ((pages[at]?.[row]?.[0] ?? null) as SheetCell);
  };
  return Array.from({ length: height }, (_, row) => ({
    row: from + row,
    cells: columns.map((name) => cellOf(name, row)),
  }));
}

/** In the very turn in which they are moved: nobody of ours comes between. */
async function thoseUnchanged(opened: Open, moves: readonly RowMove[]): Promise<readonly RowMove[]> {
  const lines = await readLines(
    opened,
    moves.map(({ row }) => row),
  );
  return moves.filter(({ cells }, index) => cells === undefined || sameCells(lines[index]?.cells ?? [], cells));
}

async function readLines({ api, tab }: Open, rows: readonly number[]): Promise<readonly SheetLine[]> {
  const last = columnLetters(tab.columnCount - 1);
  const inside = rows.filter((row) => row >= 1 && row <= tab.rowCount);
  const read = await api.read(
    tab.title,
    inside.map((row) => `A${row}:${last}${row}`),
    'FORMULA',
  );
  const cells = new Map(inside.map((row, index) => [row, (read[index]?.[0] ?? []) as readonly SheetCell[]]));
  return rows.map((row) => ({ row, cells: cells.get(row) ?? [] }));
}
