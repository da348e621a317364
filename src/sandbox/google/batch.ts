import { type Fields, isFields } from '../wire.ts';
import { cutPaste, inner, tabOf, updateCells } from './cells.ts';
import {
  checkSize,
  copyTabs,
  createTab,
  type Document,
  deleteColumns,
  deleteRows,
  insertColumns,
  insertRows,
  type Tab,
} from './document.ts';
import { invalidArgument } from './refusal.ts';

type Step = (document: Document, request: Fields) => Fields;

export function sheetProperties(document: Document, tab: Tab): Fields {
  return {
    sheetId: tab.sheetId,
    title: tab.title,
    index: document.tabs.indexOf(tab),
    sheetType: 'GRID',
    gridProperties: {
      rowCount: tab.rowCount,
      columnCount: tab.columnCount,
      ...(tab.frozenRowCount ? { frozenRowCount: tab.frozenRowCount } : {}),
      ...(tab.frozenColumnCount ? { frozenColumnCount: tab.frozenColumnCount } : {}),
    },
  };
}

function checkTitle(document: Document, title: string, except?: Tab): void {
  if (document.tabs.some((tab) => tab !== except && tab.title.toLowerCase() === title.toLowerCase())) {
    throw invalidArgument(
      `Invalid requests[0].addSheet: A sheet with the name "${title}" already exists. Please enter another name.`,
    );
  }
}

const addSheet: Step = (document, request) => {
  const properties = inner(request, 'properties');
  const grid = inner(properties, 'gridProperties');
  const sheetId = Number(properties['sheetId'] ?? Math.imul(document.lastSheetId + 1, 7919) % 1_000_000_000);
  document.lastSheetId += 1;
  const title = String(properties['title'] ?? `Sheet${document.tabs.length + 1}`);
  checkTitle(document, title);
  const tab = createTab(sheetId, title, Number(grid['rowCount'] ?? 1000), Number(grid['columnCount'] ?? 26));
  tab.frozenRowCount = Number(grid['frozenRowCount'] ?? 0);
  tab.frozenColumnCount = Number(grid['frozenColumnCount'] ?? 0);
  document.tabs.splice(Number(properties['index'] ?? document.tabs.length), 0, tab);
  return { addSheet: { properties: sheetProperties(document, tab) } };
};

const deleteSheet: Step = (document, request) => {
  const tab = tabOf(document, request['sheetId']);
  if (document.tabs.length === 1)
    throw invalidArgument("Invalid requests[0].deleteSheet: You can't remove all the sheets in a document.");
  document.tabs.splice(document.tabs.indexOf(tab), 1);
  return {};
};

const updateSheetProperties: Step = (document, request) => {
  const properties = inner(request, 'properties');
  if (!request['fields'])
    throw invalidArgument("Invalid requests[0].updateSheetProperties: At least one field must be listed in 'fields'.");
  const tab = tabOf(document, properties['sheetId']);
  const grid = inner(properties, 'gridProperties');
  if (typeof properties['title'] === 'string') {
    checkTitle(document, properties['title'], tab);
    tab.title = properties['title'];
  }
  const sizes = ['rowCount', 'columnCount', 'frozenRowCount', 'frozenColumnCount'] as const;
  for (const name of sizes) if (grid[name] !== undefined) tab[name] = Number(grid[name]);
  tab.rows.length = Math.min(tab.rows.length, tab.rowCount);
  for (const cells of tab.rows) cells.length = Math.min(cells.length, tab.columnCount);
  return {};
};

function span(range: Fields, limit: number): { from: number; count: number } {
  const from = Number(range['startIndex'] ?? 0);
  const to = Number(range['endIndex'] ?? limit);
  if (from < 0 || to <= from) throw invalidArgument('Invalid requests[0]: endIndex must be greater than startIndex.');
  return { from, count: to - from };
}

const deleteDimension: Step = (document, request) => {
  const range = inner(request, 'range');
  const tab = tabOf(document, range['sheetId']);
  const isRows = range['dimension'] === 'ROWS';
  const limit = isRows ? tab.rowCount : tab.columnCount;
  const { from, count } = span(range, limit);
  if (from >= limit)
    throw invalidArgument(`Invalid requests[0].deleteDimension: range.startIndex[${from}] is too large.`);
  const frozen = isRows ? tab.frozenRowCount : tab.frozenColumnCount;
  if (from <= frozen && from + count >= limit) {
    const what = isRows ? 'rows' : 'columns';
    throw invalidArgument(
      `Invalid requests[0].deleteDimension: Sorry, it is not possible to delete all non-frozen ${what}.`,
    );
  }
  (isRows ? deleteRows : deleteColumns)(tab, from, count);
  return {};
};

const insertDimension: Step = (document, request) => {
  const range = inner(request, 'range');
  const tab = tabOf(document, range['sheetId']);
  const isRows = range['dimension'] === 'ROWS';
  const limit = isRows ? tab.rowCount : tab.columnCount;
  if (range['startIndex'] === undefined || range['endIndex'] === undefined)
    throw invalidArgument('Invalid requests[0].insertDimension: Both the start and end indexes must be bounded.');
  const { from, count } = span(range, limit);
  if (from > limit)
    throw invalidArgument(`Invalid requests[0].insertDimension: range.startIndex[${from}] is too large.`);
  if (request['inheritFromBefore'] === true && from === 0)
    throw invalidArgument(
      'Invalid requests[0].insertDimension: inheritFromBefore cannot be true when the start index is 0.',
    );
  (isRows ? insertRows : insertColumns)(tab, from, count);
  return {};
};

const appendDimension: Step = (document, request) => {
  const tab = tabOf(document, request['sheetId']);
  if (request['dimension'] === 'ROWS') tab.rowCount += Number(request['length'] ?? 0);
  else tab.columnCount += Number(request['length'] ?? 0);
  return {};
};

const moveDimension: Step = (document, request) => {
  const source = inner(request, 'source');
  const tab = tabOf(document, source['sheetId']);
  if (source['dimension'] !== 'ROWS') throw invalidArgument('moveDimension of columns is not spoken here');
  const { from, count } = span(source, tab.rowCount);
  const to = Number(request['destinationIndex'] ?? 0);
  while (tab.rows.length < Math.max(to, from + count)) tab.rows.push([]);
  const moved = tab.rows.splice(from, count);
  tab.rows.splice(to > from ? to - count : to, 0, ...moved);
  return {};
};

const nothing: Step = () => ({});

/** Looks are accepted and forgotten: nobody here reads a colour back. */
const LOOKS = [
  'repeatCell',
  'autoResizeDimensions',
  'updateDimensionProperties',
  'updateSpreadsheetProperties',
  'setBasicFilter',
  'clearBasicFilter',
  'setDataValidation',
  'addConditionalFormatRule',
  'addProtectedRange',
  'addBanding',
  'updateBorders',
  'mergeCells',
];

const STEPS: Readonly<Record<string, Step>> = {
  addSheet,
  deleteSheet,
  updateSheetProperties,
  deleteDimension,
  insertDimension,
  appendDimension,
  moveDimension,
  cutPaste,
  updateCells,
  ...Object.fromEntries(LOOKS.map((name) => [name, nothing])),
};

/** Runs the requests in order, all or none. */
export function runBatch(document: Document, requests: unknown): Fields[] {
  const list = Array.isArray(requests) ? requests.filter(isFields) : [];
  if (list.length === 0) throw invalidArgument('Must specify at least one request.');
  const before = { tabs: copyTabs(document.tabs), lastSheetId: document.lastSheetId };
  try {
    const replies = list.map((request) => {
      const [name = '', body] = Object.entries(request)[0] ?? [];
      const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined;
      if (!step)
        throw invalidArgument(
          `Invalid JSON payload received. Unknown name "${name}" at 'requests[0]': Cannot find field.`,
        );
      return step(document, isFields(body) ? body : {});
    });
    checkSize(document);
    return replies;
  } catch (error) {
    Object.assign(document, before);
    throw error;
  }
}
