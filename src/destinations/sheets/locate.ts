import { Refused, refusal, type SheetApi, type TabInfo } from './api.ts';
import { columnLetters, keyColumn, type Layout, layoutOf } from './columns.ts';
import type { RowIndex } from './row-index.ts';

export type Located = Readonly<{
  layout: Layout;
  /** The header as it is, human columns included. */
  header: readonly unknown[];
  /** Rows (from 1) of the keys that stand in the sheet. */
  rows: ReadonlyMap<string, number>;
}>;

/** Cells between two that are wanted are read along rather than asked for apart. */
const joinedGap = 100;
const pageRows = 20_000;

/**
 * Where the header's columns and the wanted keys stand right now. One read verifies the header and the key cells as
 * remembered; only where that fails is the whole key column read, in pages. Throws Refused.
 */
export async function locate(
  api: SheetApi,
  tab: TabInfo,
  index: RowIndex,
  keys: readonly string[],
  keyColumnBefore: number | null,
): Promise<Located> {
  const remembered = keys.flatMap((key) => {
    const row = index.rowOf(key);
    return row === undefined ? [] : [{ key, row }];
  });
  const { header, cells } = await readHeaderAndCells(api, tab, remembered, keyColumnBefore);
  const layout = layoutOf(header);
  const column = layout.get(keyColumn);
  if (column === undefined) {
    throw refusal('header_missing', `the first row has no column "${keyColumn}"; put its name back above the row keys`);
  }
  const isVerified = column === keyColumnBefore && remembered.every(({ key, row }) => cells.get(row) === key);
  const isKnown = index.isComplete() || remembered.length === keys.length;
  if (isVerified && isKnown) return { layout, header, rows: new Map(remembered.map(({ key, row }) => [key, row])) };
  return { layout, header, rows: await readKeyColumn(api, tab, index, new Set(keys), column) };
}

async function readHeaderAndCells(
  api: SheetApi,
  tab: TabInfo,
  remembered: readonly Readonly<{ row: number }>[],
  column: number | null,
) {
  const spans = column === null ? [] : joined(remembered.map(({ row }) => row).sort((a, b) => a - b));
  const letters = columnLetters(column ?? 0);
  const ranges = [
    '1:1',
    ...spans.map(([from, to]) => (from === to ? `${letters}${from}` : `${letters}${from}:${letters}${to}`)),
  ];
  const [header, ...columns] = await api.read(tab.title, ranges).catch((error: unknown) => {
    // Rows were deleted, so that the remembered ones lie beyond the grid: to be read anew.
    if (error instanceof Refused && error.failure.code === 'cell_limit') return api.read(tab.title, ['1:1']);
    throw error;
  });
  const cells = new Map<number, unknown>();
  spans.forEach(([from], at) => {
    for (const [offset, row] of (columns[at] ?? []).entries()) cells.set(from + offset, row[0]);
  });
  return { header: header?.[0] ?? [], cells };
}

/** Sorted rows as spans. */
function joined(rows: readonly number[]): readonly (readonly [from: number, to: number])[] {
  const spans: [number, number][] = [];
  for (const row of rows) {
    const last = spans.at(-1);
    if (last && row - last[1] <= joinedGap) last[1] = row;
    else spans.push([row, row]);
  }
  return spans;
}

async function readKeyColumn(
  api: SheetApi,
  tab: TabInfo,
  index: RowIndex,
  wanted: ReadonlySet<string>,
  column: number,
): Promise<ReadonlyMap<string, number>> {
  const rowCount = await rowCountOf(api, tab);
  const letters = columnLetters(column);
  const found = new Map<string, number>();
  index.begin();
  for (let from = 2; from <= rowCount; from += pageRows) {
    const to = Math.min(from + pageRows - 1, rowCount);
    const [page = []] = await api.read(tab.title, [`${letters}${from}:${letters}${to}`]);
    page.forEach((row, offset) => {
      const key = row[0];
      if (typeof key !== 'string' || key === '') return;
      if (index.rowOf(key) === undefined) index.note(key, from + offset);
      if (wanted.has(key) && !found.has(key)) found.set(key, from + offset);
    });
  }
  index.finish();
  return found;
}

/** The grid grows with every appended row and shrinks with every deleted one. */
async function rowCountOf(api: SheetApi, tab: TabInfo): Promise<number> {
  const now = (await api.describe()).find(({ sheetId }) => sheetId === tab.sheetId);
  if (!now) throw refusal('tab_missing', `the tab "${tab.title}" is gone`);
  return now.rowCount;
}
