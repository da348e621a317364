import { refusal, type SheetApi, type TabInfo } from './api.ts';
import { type ColumnName, columnLetters, columnNames, keyColumn, layoutOf, missingFrom, rangeIn } from './columns.ts';

export type OpenOptions = Readonly<{
  /** The tab's title when we make it. */
  title: string;
  /** The tab where earlier rows went, by its lasting id; null where none were written. */
  knownSheetId: number | null;
}>;

export type OpenedTab = Readonly<{
  tab: TabInfo;
  /** Columns of ours that were added to a sheet which somebody else began. */
  added: readonly ColumnName[];
}>;

const headerSample = 200;
/** Where rows go that are taken out of the table; people may look, and take back by hand. */
export const duplicatesTitle = 'payops duplicates';

/**
 * Finds the tab by its id, its title or its header, and makes it, header included, on first use. Where rows of ours
 * were written before, a lost tab or header is never made anew: that would hide a mishap. Throws Refused.
 */
export async function openTab(api: SheetApi, options: OpenOptions): Promise<OpenedTab> {
  const found = await findTab(api, options);
  // Another tab than before is begun like a first one: somebody made it in place of the lost one.
  if (found) return adopt(api, found, found.sheetId !== options.knownSheetId);
  if (options.knownSheetId !== null) {
    const detail = `the tab with our rows is gone; bring it back, or make an empty one named "${options.title}"`;
    throw refusal('tab_missing', detail);
  }
  const tab = await makeTab(api, options.title);
  await writeHeader(api, tab, columnNames, 0);
  return { tab, added: [] };
}

/** By its lasting id, its title, or its header; the tab of duplicates has the same header. */
export async function findTab(api: SheetApi, { title, knownSheetId }: OpenOptions): Promise<TabInfo | null> {
  // A tab that holds a chart has no grid.
  const tabs = (await api.describe()).filter((tab) => tab.rowCount > 0 && !isSame(tab.title, duplicatesTitle));
  const known = tabs.find((tab) => tab.sheetId === knownSheetId) ?? tabs.find((tab) => isSame(tab.title, title));
  if (known) return known;
  for (const tab of tabs.slice(0, 20)) {
    const [header] = await api.read(tab.title, ['1:1']);
    if (layoutOf(header?.[0] ?? []).has(keyColumn)) return tab;
  }
  return null;
}

/** Google takes titles that differ in capitals only for the same. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

async function makeTab(api: SheetApi, title: string): Promise<TabInfo> {
  const grid = { rowCount: 100, columnCount: columnNames.length, frozenRowCount: 1 };
  const reply = await api.change([{ addSheet: { properties: { title, gridProperties: grid } } }]);
  return { sheetId: reply.addSheet?.properties?.sheetId ?? 0, title, ...grid };
}

async function adopt(api: SheetApi, tab: TabInfo, isFirstUse: boolean): Promise<OpenedTab> {
  if (!isFirstUse) return { tab, added: [] };
  const rows = Math.max(1, Math.min(tab.rowCount, headerSample));
  const [sample = []] = await api.read(tab.title, [`1:${rows}`]);
  const isBlank = sample.every((row) => row.every((cell) => cell === '' || cell === null));
  if (isBlank) {
    await writeHeader(api, tab, columnNames, 0);
    return { tab, added: [] };
  }
  const layout = layoutOf(sample[0] ?? []);
  // Whoever calls sees that the key column is missing, and says so.
  if (!layout.has(keyColumn)) return { tab, added: [] };
  const added = missingFrom(layout);
  const width = Math.max(...sample.map((row) => row.length));
  if (added.length > 0) await writeHeader(api, tab, added, width);
  return { tab, added };
}

async function writeHeader(api: SheetApi, tab: TabInfo, names: readonly ColumnName[], from: number): Promise<void> {
  const short = from + names.length - tab.columnCount;
  if (short > 0) {
    await api.change([{ appendDimension: { sheetId: tab.sheetId, dimension: 'COLUMNS', length: short } }]);
  }
  const range = `${columnLetters(from)}1:${columnLetters(from + names.length - 1)}1`;
  await api.write([{ range: rangeIn(tab.title, range), values: [names] }]);
}
