import { type Fields, isFields } from '../wire.ts';
import { type Cell, cellAt, type Document, putCell, type Tab } from './document.ts';
import { invalidArgument } from './refusal.ts';

export function inner(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

export function tabOf(document: Document, id: unknown): Tab {
  const tab = document.tabs.find((t) => t.sheetId === Number(id ?? 0));
  if (!tab) throw invalidArgument(`Invalid requests[0]: No grid with id: ${String(id)}`);
  return tab;
}

type Box = Readonly<{ tab: Tab; top: number; left: number; bottom: number; right: number }>;

/** A GridRange: missing ends are open. */
function boxOf(document: Document, range: Fields, kind: string): Box {
  const tab = tabOf(document, range['sheetId']);
  const top = Number(range['startRowIndex'] ?? 0);
  const left = Number(range['startColumnIndex'] ?? 0);
  const bottom = Number(range['endRowIndex'] ?? tab.rowCount);
  const right = Number(range['endColumnIndex'] ?? tab.columnCount);
  if (bottom <= top || right <= left || bottom > tab.rowCount || right > tab.columnCount) {
    throw invalidArgument(`Invalid requests[0].${kind}: range exceeds grid limits.`);
  }
  return { tab, top, left, bottom, right };
}

function cornerOf(document: Document, coordinate: Fields): { tab: Tab; top: number; left: number } {
  const tab = tabOf(document, coordinate['sheetId']);
  return { tab, top: Number(coordinate['rowIndex'] ?? 0), left: Number(coordinate['columnIndex'] ?? 0) };
}

/** Moves cells, whatever they hold; where they stood is empty afterwards. What does not fit the grid is refused. */
export function cutPaste(document: Document, request: Fields): Fields {
  const source = boxOf(document, inner(request, 'source'), 'cutPaste');
  const to = cornerOf(document, inner(request, 'destination'));
  const height = source.bottom - source.top;
  const width = source.right - source.left;
  if (to.top + height > to.tab.rowCount || to.left + width > to.tab.columnCount) {
    throw invalidArgument('Invalid requests[0].cutPaste: The destination lies outside the grid.');
  }
  const taken = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => cellAt(source.tab, source.top + y, source.left + x)),
  );
  const clear = (y: number, x: number) => putCell(source.tab, source.top + y, source.left + x, null);
  for (const [y, cells] of taken.entries()) for (const x of cells.keys()) clear(y, x);
  for (const [y, cells] of taken.entries())
    for (const [x, cell] of cells.entries()) putCell(to.tab, to.top + y, to.left + x, cell);
  return {};
}

function enteredValue(cell: unknown): Cell {
  const value = isFields(cell) ? inner(cell, 'userEnteredValue') : {};
  const formula = value['formulaValue'];
  if (typeof formula === 'string') return { formula };
  const entered = value['stringValue'] ?? value['numberValue'] ?? value['boolValue'];
  return typeof entered === 'string' || typeof entered === 'number' || typeof entered === 'boolean' ? entered : null;
}

/** Writes values as they are from one corner on; only `userEnteredValue` is spoken here. */
export function updateCells(document: Document, request: Fields): Fields {
  if (!request['fields'])
    throw invalidArgument("Invalid requests[0].updateCells: At least one field must be listed in 'fields'.");
  const { tab, top, left } = cornerOf(document, inner(request, 'start'));
  const rows = Array.isArray(request['rows']) ? request['rows'].filter(isFields) : [];
  for (const [y, row] of rows.entries()) {
    const cells = Array.isArray(row['values']) ? row['values'] : [];
    if (top + y >= tab.rowCount || left + cells.length > tab.columnCount)
      throw invalidArgument('Invalid requests[0].updateCells: range exceeds grid limits.');
    for (const [x, cell] of cells.entries()) putCell(tab, top + y, left + x, enteredValue(cell));
  }
  return {};
}
