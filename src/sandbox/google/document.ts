import { invalidArgument } from './refusal.ts';

export type Formula = { readonly formula: string };
export type Cell = string | number | boolean | null | Formula;

/** One tab. Rows and columns count from 0 here; people and ranges count from 1. */
export type Tab = {
  sheetId: number;
  title: string;
  rowCount: number;
  columnCount: number;
  frozenRowCount: number;
  frozenColumnCount: number;
  rows: Cell[][];
};

export type Document = { id: string; title: string; tabs: Tab[]; lastSheetId: number };

export const MAX_CELLS = 10_000_000;
const MAX_CELL_TEXT = 50_000;

export function createTab(sheetId: number, title: string, rowCount = 1000, columnCount = 26): Tab {
  return { sheetId, title, rowCount, columnCount, frozenRowCount: 0, frozenColumnCount: 0, rows: [] };
}

export function createDocument(id: string, title: string): Document {
  return { id, title, tabs: [createTab(0, 'Sheet1')], lastSheetId: 0 };
}

export const isFormula = (cell: Cell): cell is Formula => typeof cell === 'object' && cell !== null;
export const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell === '';

export function cellAt(tab: Tab, row: number, column: number): Cell {
  return tab.rows[row]?.[column] ?? null;
}

export function putCell(tab: Tab, row: number, column: number, value: Cell): void {
  if (typeof value === 'string' && value.length > MAX_CELL_TEXT) {
    throw invalidArgument('Your input contains more than the maximum of 50000 characters in a single cell.');
  }
  while (tab.rows.length <= row) tab.rows.push([]);
  const cells = tab.rows[row] as Cell[];
  while (cells.length <= column) cells.push(null);
  cells[column] = value === '' ? null : value;
}

/** Empty cells count too, as in the real limit. */
export function checkSize(document: Document): void {
  const cells = document.tabs.reduce((sum, tab) => sum + tab.rowCount * tab.columnCount, 0);
  if (cells > MAX_CELLS) {
    throw invalidArgument(
      `This action would increase the number of cells in the workbook above the limit of ${MAX_CELLS} cells.`,
    );
  }
}

export function lastFilledRow(tab: Tab, fromColumn = 0, toColumn = tab.columnCount): number {
  for (let row = tab.rows.length - 1; row >= 0; row -= 1) {
    const cells = tab.rows[row] ?? [];
    if (cells.slice(fromColumn, toColumn).some((cell) => !isBlank(cell))) return row;
  }
  return -1;
}

export function insertRows(tab: Tab, at: number, count: number): void {
  while (tab.rows.length < at) tab.rows.push([]);
  tab.rows.splice(at, 0, ...Array.from({ length: count }, () => []));
  tab.rowCount += count;
}

export function deleteRows(tab: Tab, at: number, count: number): void {
  tab.rows.splice(at, count);
  tab.rowCount -= Math.min(count, tab.rowCount - at);
}

export function insertColumns(tab: Tab, at: number, count: number): void {
  for (const cells of tab.rows) {
    if (cells.length > at) cells.splice(at, 0, ...Array.from({ length: count }, () => null));
  }
  tab.columnCount += count;
}

export function deleteColumns(tab: Tab, at: number, count: number): void {
  for (const cells of tab.rows) cells.splice(at, count);
  tab.columnCount -= Math.min(count, tab.columnCount - at);
}

export function copyTabs(tabs: readonly Tab[]): Tab[] {
  return tabs.map((tab) => ({ ...tab, rows: tab.rows.map((cells) => [...cells]) }));
}
