import { type RangeValues, Refused, type SheetApi, type TabInfo } from './api.ts';
import { columnLetters, columnNames, type Layout, rangeIn, readRange } from './columns.ts';
import type { Located } from './locate.ts';
import type { CellValue, RowCells } from './render.ts';

/** Columns of ours that stand beside each other, as one range per row: a human column between them is not touched. */
export function rowRanges(tab: TabInfo, layout: Layout, row: number, cells: RowCells): readonly RangeValues[] {
  const ours = [...layout]
    .map(([name, column]) => ({ column, value: cells[name] }))
    .sort((a, b) => a.column - b.column);
  const runs: { from: number; values: CellValue[] }[] = [];
  for (const { column, value } of ours) {
    const last = runs.at(-1);
    if (last && column === last.from + last.values.length) last.values.push(value);
    else runs.push({ from: column, values: [value] });
  }
  return runs.map(({ from, values }) => {
    const to = from + values.length - 1;
    return { range: rangeIn(tab.title, `${columnLetters(from)}${row}:${columnLetters(to)}${row}`), values: [values] };
  });
}

/**
 * Adds rows below the table in one call; answers the first one's number. The API looks for the table itself and begins
 * at its leftmost column; where that is not the one we counted from, the new rows are put right by a second call.
 */
export async function appendRows(
  api: SheetApi,
  tab: TabInfo,
  { layout, header }: Located,
  rows: readonly RowCells[],
): Promise<number> {
  const start = Math.max(
    0,
    header.findIndex((cell) => cell !== '' && cell !== null && cell !== undefined),
  );
  const end = Math.max(header.length - 1, ...layout.values());
  const values = rows.map((cells) => lineOf(layout, cells, start, end));
  const anchor = rangeIn(tab.title, `${columnLetters(start)}1:${columnLetters(end)}1`);
  const landed = readRange(await api.append(anchor, values));
  if (!landed) {
    throw new Refused({ outcome: 'ambiguous', code: 'no_range', detail: 'the append did not say where it wrote' });
  }
  if (landed.column !== start) await straighten(api, tab, layout, rows, landed, end + landed.column - start);
  return landed.firstRow;
}

function lineOf(layout: Layout, cells: RowCells, start: number, end: number): (CellValue | null)[] {
  const line: (CellValue | null)[] = Array.from({ length: end - start + 1 }, () => null);
  for (const name of columnNames) {
    const column = layout.get(name);
    if (column !== undefined) line[column - start] = cells[name];
  }
  return line;
}

/** The rows are new, so that clearing what is not ours in them takes nothing from anybody. */
async function straighten(
  api: SheetApi,
  tab: TabInfo,
  layout: Layout,
  rows: readonly RowCells[],
  landed: Readonly<{ column: number; firstRow: number }>,
  landedEnd: number,
) {
  const end = Math.max(landedEnd, ...layout.values());
  const values = rows.map((cells) => lineOf(layout, cells, 0, end).map((value) => value ?? ''));
  const last = landed.firstRow + rows.length - 1;
  await api.write([{ range: rangeIn(tab.title, `A${landed.firstRow}:${columnLetters(end)}${last}`), values }]);
}
