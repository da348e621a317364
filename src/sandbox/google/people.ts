import {
  type Cell,
  cellAt,
  type Document,
  deleteColumns,
  deleteRows,
  insertRows,
  isBlank,
  isFormula,
  lastFilledRow,
  putCell,
  type Tab,
} from './document.ts';
import { parseRange } from './ranges.ts';

type Shown = string | number | boolean | null;

function columnOf(tab: Tab, header: string): number {
  const column = (tab.rows[0] ?? []).indexOf(header);
  if (column < 0) throw new Error(`tab "${tab.title}" has no column "${header}"`);
  return column;
}

function compare(a: Cell, b: Cell): number {
  if (isBlank(a) || isBlank(b)) return Number(isBlank(a)) - Number(isBlank(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}

function gridOf(tab: Tab): Shown[][] {
  const rows = tab.rows.slice(0, lastFilledRow(tab) + 1);
  const width = Math.max(0, ...rows.map((row) => row.findLastIndex((cell) => !isBlank(cell)) + 1));
  return rows.map((_, y) =>
    Array.from({ length: width }, (__, x) => {
      const cell = cellAt(tab, y, x);
      return isFormula(cell) ? cell.formula : cell;
    }),
  );
}

function tabFinder(document: Document) {
  return (title: string): Tab => {
    const tab = document.tabs.find((t) => t.title === title);
    if (!tab) throw new Error(`no tab "${title}"; there are: ${document.tabs.map((t) => t.title).join(', ')}`);
    return tab;
  };
}

type Act = <T extends unknown[]>(action: (tab: Tab, ...args: T) => void) => (title: string, ...args: T) => void;

function rowActs(act: Act) {
  return {
    sortBy: act((tab, header: string, isDescending = false) => {
      const column = columnOf(tab, header);
      const [first = [], ...rest] = tab.rows;
      const sorted = rest.toSorted((a, b) => compare(a[column] ?? null, b[column] ?? null) * (isDescending ? -1 : 1));
      tab.rows = [first, ...sorted];
    }),
    moveRow: act((tab, from: number, to: number) => {
      const [row] = tab.rows.splice(from - 1, 1);
      if (row) tab.rows.splice(to - 1, 0, row);
    }),
    insertRow: act((tab, at: number, cells: Cell[] = []) => {
      insertRows(tab, at - 1, 1);
      for (const [column, cell] of cells.entries()) putCell(tab, at - 1, column, cell);
    }),
    deleteRow: act((tab, at: number) => deleteRows(tab, at - 1, 1)),
    /** Copies a row to the line below it, as one does by hand. */
    copyRow: act((tab, at: number) => {
      const cells = structuredClone(tab.rows[at - 1] ?? []);
      insertRows(tab, at, 1);
      for (const [column, cell] of cells.entries()) putCell(tab, at, column, cell);
    }),
  };
}

function columnActs(act: Act) {
  return {
    addColumn: act((tab, header: string) => {
      const column = (tab.rows[0] ?? []).findLastIndex((cell) => !isBlank(cell)) + 1;
      tab.columnCount = Math.max(tab.columnCount, column + 1);
      putCell(tab, 0, column, header);
    }),
    renameColumn: act((tab, header: string, to: string) => putCell(tab, 0, columnOf(tab, header), to)),
    /** Moves a column so that it stands at position `to`, counted from 1. */
    moveColumn: act((tab, header: string, to: number) => {
      const from = columnOf(tab, header);
      for (const cells of tab.rows) {
        while (cells.length < Math.max(from + 1, to)) cells.push(null);
        const [cell = null] = cells.splice(from, 1);
        cells.splice(to - 1, 0, cell);
      }
    }),
    deleteColumn: act((tab, header: string) => deleteColumns(tab, columnOf(tab, header), 1)),
    clearHeader: act((tab) => {
      tab.rows[0] = [];
    }),
  };
}

function tabActs(act: Act, document: Document, changed: () => void) {
  return {
    renameTab: act((tab, to: string) => {
      tab.title = to;
    }),
    deleteTab: act((tab) => {
      document.tabs.splice(document.tabs.indexOf(tab), 1);
    }),
    addTab(title: string): void {
      document.lastSheetId += 1;
      document.tabs.push({
        ...structuredClone(document.tabs[0] as Tab),
        sheetId: document.lastSheetId + 5000,
        title,
        rows: [],
      });
      changed();
    },
  };
}

/** People at the sheet. Rows count from 1, the header is row 1; columns are named by their header. */
export function createSheetPeople(document: Document, changed: () => void) {
  const tabOf = tabFinder(document);
  const act: Act =
    (action) =>
    (title, ...args) => {
      action(tabOf(title), ...args);
      changed();
    };
  return {
    ...rowActs(act),
    ...columnActs(act),
    ...tabActs(act, document, changed),
    /** The cells, header first, each row as wide as the header; blanks are null and formulas their text. */
    grid: (title: string): Shown[][] => gridOf(tabOf(title)),
    /** The rows below the header as objects by column name. */
    records(title: string): Record<string, Shown>[] {
      const [header = [], ...rows] = gridOf(tabOf(title));
      return rows.map((row) => Object.fromEntries(header.map((name, i) => [String(name), row[i] ?? null])));
    },
    tabs: () => document.tabs.map((tab) => tab.title),
    /** `edit('Purchases', 'C5', 'x')`; an empty text clears the cell. */
    edit: act((tab, cell: string, value: Shown) => {
      const range = parseRange({ ...document, tabs: [tab] }, cell);
      tab.rowCount = Math.max(tab.rowCount, range.top + 1);
      tab.columnCount = Math.max(tab.columnCount, range.left + 1);
      putCell(tab, range.top, range.left, value);
    }),
  };
}

export type SheetPeople = ReturnType<typeof createSheetPeople>;
