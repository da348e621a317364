import { type Check, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import { said, value } from '../../domain/said.ts';
import { Refused, type SheetApi, type TabInfo } from './api.ts';
import { columnLetters, keyColumn, type Layout, layoutOf, missingFrom } from './columns.ts';

const cellsAtMost = 10_000_000;
/** More is not read for a look. */
const rowsAtMost = 100_000;

type Found = Readonly<{ tab: TabInfo; header: readonly unknown[]; layout: Layout }>;

/** As rows are written: by title, else the tab whose header has our key. */
async function findTab(api: SheetApi, tabs: readonly TabInfo[], title: string): Promise<Found | null> {
  const first = tabs.filter((tab) => tab.title.toLowerCase() === title.toLowerCase());
  for (const tab of [...first, ...tabs.slice(0, 20)]) {
    const [cells] = await api.read(tab.title, ['1:1']);
    const header = cells?.[0] ?? [];
    const layout = layoutOf(header);
    if (first.includes(tab) || layout.has(keyColumn)) return { tab, header, layout };
  }
  return null;
}

function cellsCheck(tabs: readonly TabInfo[]): Check {
  const used = tabs.reduce((sum, tab) => sum + tab.rowCount * tab.columnCount, 0);
  const fix = said('sheet-room');
  const detail = said('sheet-cells', { used, most: cellsAtMost });
  return judged(
    'sheet room',
    detail,
    [used > 0.97 * cellsAtMost, 'fail', fix],
    [used > 0.8 * cellsAtMost, 'warn', fix],
  );
}

function headerChecks({ header, layout }: Found): readonly Check[] {
  const own = header.filter((cell) => layoutOf([cell]).size > 0).map((cell) => [...layoutOf([cell]).keys()][0]);
  const doubled = [...new Set(own.filter((name, index) => own.indexOf(name) !== index))];
  const missing = missingFrom(layout);
  const isKeyed = layout.has(keyColumn);
  return [
    isKeyed
      ? fine(
          'sheet key column',
          said('sheet-key', { name: keyColumn, column: columnLetters(layout.get(keyColumn) ?? 0) }),
        )
      : wrong('sheet key column', said('sheet-key-none', { name: keyColumn }), said('sheet-key-put')),
    judged(
      'sheet columns',
      missing.length === 0 ? said('sheet-columns') : said('missing', { names: missing.join(', ') }),
      [missing.length > 0, 'warn', said('sheet-column-add')],
    ),
    judged(
      'sheet headings',
      doubled.length === 0 ? said('sheet-headings') : said('sheet-headings-twice', { names: doubled.join(', ') }),
      [doubled.length > 0, 'warn', said('sheet-heading-rename')],
    ),
  ];
}

/** I9 as far as the sheet shows it: a key stands in one row. */
async function keysCheck(api: SheetApi, { tab, layout }: Found): Promise<readonly Check[]> {
  const column = layout.get(keyColumn);
  if (column === undefined) return [];
  const name = 'sheet row keys';
  if (tab.rowCount > rowsAtMost) return [fine(name, said('sheet-long'))];
  const letters = columnLetters(column);
  const [cells] = tab.rowCount < 2 ? [[]] : await api.read(tab.title, [`${letters}2:${letters}${tab.rowCount}`]);
  const keys = (cells ?? []).map(([cell]) => String(cell ?? '')).filter((key) => key !== '');
  const doubled = keys.length - new Set(keys).size;
  return [
    judged(
      name,
      doubled === 0 ? said('sheet-keys', { count: keys.length }) : said('sheet-keys-twice', { count: doubled }),
      [doubled > 0, 'warn', said('sheet-keys-delete')],
    ),
  ];
}

/** The document as people left it. */
export async function examineSheet(api: SheetApi, title: string): Promise<readonly Check[]> {
  try {
    const tabs = (await api.describe()).filter((tab) => tab.rowCount > 0);
    const found = await findTab(api, tabs, title);
    if (found === null || found.header.length === 0)
      return [cellsCheck(tabs), fine('sheet key column', said('sheet-key-later'))];
    return [
      fine('sheet tab', value(found.tab.title)),
      cellsCheck(tabs),
      ...headerChecks(found),
      ...(await keysCheck(api, found)),
    ];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const fix = said('sheet-share');
    return [unasked('sheet tab', error.failure.code, fix)];
  }
}
