import { type Fields, isFields } from '../wire.ts';
import {
  type Cell,
  checkSize,
  copyTabs,
  type Document,
  insertRows,
  isBlank,
  isFormula,
  lastFilledRow,
  putCell,
  type Tab,
} from './document.ts';
import { clipped, exceedsGrid, parseRange, type Range, rangeName } from './ranges.ts';
import { invalidArgument } from './refusal.ts';

export type ReadOptions = { majorDimension: string; render: string };
export type WriteOptions = { input: string; include: boolean };
type Updated = {
  spreadsheetId: string;
  updatedRange: string;
  updatedRows: number;
  updatedColumns: number;
  updatedCells: number;
};

function shown(cell: Cell, render: string): unknown {
  if (cell === null) return '';
  if (isFormula(cell)) return render === 'FORMULA' ? cell.formula : '#NAME?';
  if (render === 'FORMATTED_VALUE') return typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell);
  return cell;
}

function withoutTail(row: unknown[]): unknown[] {
  let end = row.length;
  while (end > 0 && row[end - 1] === '') end -= 1;
  return row.slice(0, end);
}

function transposed(rows: unknown[][]): unknown[][] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? ''));
}

/** A ValueRange: trailing empty cells and rows left out, `values` absent where all is empty. */
export function readValues(document: Document, text: string, options: ReadOptions): Fields {
  const range = clipped(parseRange(document, text));
  const rows: unknown[][] = [];
  for (let row = range.top; row < Math.min(range.bottom, range.tab.rows.length); row += 1) {
    const cells = (range.tab.rows[row] ?? []).slice(range.left, range.right);
    rows.push(cells.map((cell) => shown(cell, options.render)));
  }
  const major = options.majorDimension === 'COLUMNS' ? transposed(rows) : rows;
  const values = major.map(withoutTail);
  while (values.at(-1)?.length === 0) values.pop();
  return {
    range: rangeName(range),
    majorDimension: options.majorDimension,
    ...(values.length > 0 ? { values } : {}),
  };
}

function typed(text: string): Cell {
  if (/^[=+]/.test(text) && text.length > 1) return { formula: text.startsWith('=') ? text : `=${text}` };
  if (text.startsWith("'")) return text.slice(1);
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text;
}

function toCell(value: unknown, input: string): Cell {
  if (typeof value === 'string') return input === 'USER_ENTERED' ? typed(value) : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  throw invalidArgument(`Invalid values: struct_value { } is not a cell`);
}

function readRows(valueRange: Fields): unknown[][] {
  const values = valueRange['values'] ?? [];
  if (!Array.isArray(values) || values.some((row) => !Array.isArray(row))) {
    throw invalidArgument("Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue)");
  }
  const rows = values as unknown[][];
  return valueRange['majorDimension'] === 'COLUMNS' ? transposedSparse(rows) : rows;
}

function transposedSparse(columns: unknown[][]): unknown[][] {
  const height = Math.max(0, ...columns.map((column) => column.length));
  return Array.from({ length: height }, (_, row) => columns.map((column) => column[row] ?? null));
}

function put(tab: Tab, top: number, left: number, rows: readonly unknown[][], input: string): void {
  rows.forEach((row, y) => {
    row.forEach((value, x) => {
      // null leaves a cell as it is; an empty text clears it.
      if (value !== null) putCell(tab, top + y, left + x, toCell(value, input));
    });
  });
}

function summary(document: Document, written: Range, rows: readonly unknown[][]): Updated {
  return {
    spreadsheetId: document.id,
    updatedRange: rangeName(written),
    updatedRows: rows.length,
    updatedColumns: Math.max(0, ...rows.map((row) => row.length)),
    updatedCells: rows.reduce((sum, row) => sum + row.length, 0),
  };
}

function checkInput(input: string): void {
  if (input !== 'RAW' && input !== 'USER_ENTERED') {
    throw invalidArgument("'valueInputOption' is required but not specified");
  }
}

function spanOf(start: Range, rows: readonly unknown[][]): Range {
  const width = Math.max(1, ...rows.map((row) => row.length));
  return { ...start, bottom: start.top + Math.max(1, rows.length), right: start.left + width };
}

/** Writes one range; data that leaves the range or the grid is refused and nothing is written. */
export function writeValues(document: Document, text: string, valueRange: Fields, options: WriteOptions): Updated {
  checkInput(options.input);
  const range = parseRange(document, text);
  const rows = readRows(valueRange);
  const written = spanOf(range, rows);
  const { bottom = 0, right = 0 } = written;
  const isCell = range.bottom === range.top + 1 && range.right === range.left + 1;
  if (!isCell && (bottom > (range.bottom ?? bottom) || right > (range.right ?? right))) {
    throw invalidArgument(`Requested writing within range [${text}], but tried writing to row [${bottom}]`);
  }
  if (bottom > range.tab.rowCount || right > range.tab.columnCount) throw exceedsGrid(written);
  put(range.tab, range.top, range.left, rows, options.input);
  return summary(document, written, rows);
}

/** The last block of filled rows in the range: where an append goes below. */
function findTable(range: Range): { top: number; left: number; bottom: number; right: number } | undefined {
  const { tab } = range;
  const right = range.right ?? tab.columnCount;
  const last = lastFilledRow(tab, range.left, right);
  if (last < range.top) return undefined;
  const filledColumns = (row: number) => {
    const cells = tab.rows[row] ?? [];
    return cells.flatMap((cell, column) => (isBlank(cell) || column < range.left || column >= right ? [] : [column]));
  };
  let top = last;
  while (top > 0 && filledColumns(top - 1).length > 0) top -= 1;
  // As a set: a long table has more cells than a call may have arguments.
  const columns = new Set<number>();
  for (let row = top; row <= last; row += 1) for (const column of filledColumns(row)) columns.add(column);
  return { top, bottom: last + 1, left: Math.min(...columns), right: Math.max(...columns) + 1 };
}

/** Appends below the table found in the range; the grid grows as needed. */
export function appendValues(
  document: Document,
  text: string,
  valueRange: Fields,
  options: WriteOptions & { insert: boolean },
): Fields {
  checkInput(options.input);
  const range = parseRange(document, text);
  const { tab } = range;
  const rows = readRows(valueRange);
  const table = findTable(range);
  const top = table ? table.bottom : range.top;
  const left = table ? table.left : range.left;
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (options.insert && top < tab.rowCount) insertRows(tab, top, rows.length);
  tab.rowCount = Math.max(tab.rowCount, top + rows.length);
  tab.columnCount = Math.max(tab.columnCount, left + width);
  checkSize(document);
  put(tab, top, left, rows, options.input);
  const start: Range = { tab, top, left, bottom: undefined, right: undefined };
  return {
    spreadsheetId: document.id,
    ...(table ? { tableRange: rangeName({ tab, ...table }) } : {}),
    updates: summary(document, spanOf(start, rows), rows),
  };
}

export function clearValues(document: Document, text: string): string {
  const range = clipped(parseRange(document, text));
  for (let row = range.top; row < Math.min(range.bottom, range.tab.rows.length); row += 1) {
    const cells = range.tab.rows[row] ?? [];
    for (let column = range.left; column < Math.min(range.right, cells.length); column += 1) cells[column] = null;
  }
  return rangeName(range);
}

/** All of them or none. */
export function writeAll(document: Document, data: unknown, options: WriteOptions): Updated[] {
  const list = Array.isArray(data) ? data.filter(isFields) : [];
  const before = copyTabs(document.tabs);
  try {
    return list.map((item) => writeValues(document, String(item['range'] ?? ''), item, options));
  } catch (error) {
    document.tabs = before;
    throw error;
  }
}
