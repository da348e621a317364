import type { RowMove, SheetCell } from '../../domain/sheet-book.ts';
import type { SheetApi, TabInfo } from './api.ts';
import { columnLetters } from './columns.ts';
import { duplicatesTitle } from './tab.ts';

/** Before the row's own cells: the id of the move, and why. */
const ownHeader = ['payops id', 'payops reason'] as const;
const offset = ownHeader.length;
const pageRows = 20_000;

type Request = Readonly<Record<string, unknown>>;
type Place = Readonly<{ tab: TabInfo; rowOf: ReadonlyMap<string, number>; lastRow: number }>;

function written(tab: TabInfo, row: number, values: readonly string[]): Request {
  const cells = values.map((stringValue) => ({ userEnteredValue: { stringValue } }));
  const start = { sheetId: tab.sheetId, rowIndex: row - 1, columnIndex: 0 };
  return { updateCells: { rows: [{ values: cells }], fields: 'userEnteredValue', start } };
}

function cut(from: TabInfo, fromRow: number, left: number, to: TabInfo, toRow: number, toLeft: number, width: number) {
  const rows = { startRowIndex: fromRow - 1, endRowIndex: fromRow };
  const source = { sheetId: from.sheetId, ...rows, startColumnIndex: left, endColumnIndex: left + width };
  const destination = { sheetId: to.sheetId, rowIndex: toRow - 1, columnIndex: toLeft };
  return { cutPaste: { source, destination, pasteType: 'PASTE_NORMAL' } };
}

function deleted(tab: TabInfo, row: number): Request {
  const range = { sheetId: tab.sheetId, dimension: 'ROWS', startIndex: row - 1, endIndex: row };
  return { deleteDimension: { range } };
}

function grown(tab: TabInfo, dimension: 'ROWS' | 'COLUMNS', length: number): readonly Request[] {
  return length > 0 ? [{ appendDimension: { sheetId: tab.sheetId, dimension, length } }] : [];
}

export async function findDuplicatesTab(api: SheetApi): Promise<TabInfo | null> {
  return (await api.describe()).find(({ title }) => title.toLowerCase() === duplicatesTitle) ?? null;
}

/** Made on first use, with the table's header behind our two columns. */
async function openDuplicatesTab(api: SheetApi, header: readonly string[]): Promise<TabInfo> {
  const known = await findDuplicatesTab(api);
  if (known) return known;
  const grid = { rowCount: 100, columnCount: Math.max(26, header.length + offset), frozenRowCount: 1 };
  const reply = await api.change([{ addSheet: { properties: { title: duplicatesTitle, gridProperties: grid } } }]);
  const tab = { sheetId: reply.addSheet?.properties?.sheetId ?? 0, title: duplicatesTitle, ...grid };
  await api.change([written(tab, 1, [...ownHeader, ...header])]);
  return tab;
}

async function readPlace(api: SheetApi, tab: TabInfo): Promise<Place> {
  const rowOf = new Map<string, number>();
  let lastRow = 1;
  for (let from = 2; from <= tab.rowCount; from += pageRows) {
    const [ids = []] = await api.read(tab.title, [`A${from}:A${Math.min(from + pageRows - 1, tab.rowCount)}`]);
    ids.forEach(([id], index) => {
      if (id === undefined || id === '') return;
      rowOf.set(String(id), from + index);
      lastRow = from + index;
    });
  }
  return { tab, rowOf, lastRow };
}

/** Id, reason and cells of each row in one request list: it happens as a whole or not at all. */
export async function cutAway(api: SheetApi, table: TabInfo, header: readonly string[], moves: readonly RowMove[]) {
  const { tab, lastRow } = await readPlace(api, await openDuplicatesTab(api, header));
  const width = table.columnCount;
  const rows = moves.map((move, index) => ({ ...move, to: lastRow + 1 + index }));
  // A table of nothing but its header has no row that could be deleted.
  const spare = table.rowCount - moves.length < 2 ? moves.length : 0;
  await api.change([
    ...grown(tab, 'ROWS', lastRow + moves.length - tab.rowCount),
    ...grown(tab, 'COLUMNS', width + offset - tab.columnCount),
    ...grown(table, 'ROWS', spare),
    ...rows.flatMap(({ id, why, row, to }) => [
      written(tab, to, [id, why]),
      cut(table, row, 0, tab, to, offset, width),
    ]),
    // From below, so that no number above changes meanwhile.
    ...rows.toSorted((a, b) => b.row - a.row).map(({ row }) => deleted(table, row)),
  ]);
}

/** From above, so that each lands where it stood; a row beyond the table's end goes to its end. */
export async function cutBack(api: SheetApi, table: TabInfo, moves: readonly RowMove[]): Promise<void> {
  const found = await findDuplicatesTab(api);
  const place = found && (await readPlace(api, found));
  const known = moves.filter(({ id }) => place?.rowOf.has(id)).toSorted((a, b) => a.row - b.row);
  if (!place || known.length === 0) return;
  const { tab } = place;
  const width = Math.min(table.columnCount, tab.columnCount - offset);
  let { rowCount } = table;
  const inserted = known.flatMap(({ id, row }) => {
    const at = Math.min(row, rowCount + 1);
    rowCount += 1;
    return [insertedRow(table, at, rowCount), cut(tab, place.rowOf.get(id) ?? 0, offset, table, at, 0, width)];
  });
  const emptied = known.map(({ id }) => place.rowOf.get(id) ?? 0).toSorted((a, b) => b - a);
  const spare = tab.rowCount - emptied.length < 2 ? emptied.length : 0;
  await api.change([...inserted, ...grown(tab, 'ROWS', spare), ...emptied.map((row) => deleted(tab, row))]);
}

function insertedRow(table: TabInfo, at: number, rowCount: number): Request {
  if (at >= rowCount) return { appendDimension: { sheetId: table.sheetId, dimension: 'ROWS', length: 1 } };
  const range = { sheetId: table.sheetId, dimension: 'ROWS', startIndex: at - 1, endIndex: at };
  return { insertDimension: { range, inheritFromBefore: true } };
}

export async function readMoved(
  api: SheetApi,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly SheetCell[]>> {
  const tab = await findDuplicatesTab(api);
  const place = tab && (await readPlace(api, tab));
  const known = ids.filter((id) => place?.rowOf.has(id));
  if (!tab || !place || known.length === 0) return new Map();
  const last = columnLetters(tab.columnCount - 1);
  const ranges = known.map((id) => `${columnLetters(offset)}${place.rowOf.get(id)}:${last}${place.rowOf.get(id)}`);
  const read = await api.read(tab.title, ranges, 'FORMULA');
  return new Map(known.map((id, index) => [id, (read[index]?.[0] ?? []) as readonly SheetCell[]]));
}
