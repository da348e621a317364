import type { Document, Tab } from './document.ts';
import { invalidArgument } from './refusal.ts';

/** From 0, ends exclusive; an absent end is open. */
export type Range = { tab: Tab; top: number; left: number; bottom: number | undefined; right: number | undefined };

export function columnName(index: number): string {
  let name = '';
  for (let left = index + 1; left > 0; left = Math.floor((left - 1) / 26)) {
    name = String.fromCharCode(65 + ((left - 1) % 26)) + name;
  }
  return name;
}

function columnIndex(name: string): number {
  let index = 0;
  for (const letter of name.toUpperCase()) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

function splitTitle(text: string): { title: string | undefined; cells: string } {
  const quoted = /^'((?:[^']|'')*)'(?:!(.*))?$/s.exec(text);
  if (quoted) return { title: (quoted[1] ?? '').replaceAll("''", "'"), cells: quoted[2] ?? '' };
  const at = text.lastIndexOf('!');
  return at < 0 ? { title: undefined, cells: text } : { title: text.slice(0, at), cells: text.slice(at + 1) };
}

type Corner = { row: number | undefined; column: number | undefined };

function corner(text: string): Corner | undefined {
  const [, letters, digits] = /^\$?([A-Za-z]{1,3})?\$?(\d{1,8})?$/.exec(text) ?? [];
  if (!letters && !digits) return undefined;
  return { column: letters ? columnIndex(letters) : undefined, row: digits ? Number(digits) - 1 : undefined };
}

function box(tab: Tab, cells: string): Range | undefined {
  const [first = '', second, more] = cells.split(':');
  const from = corner(first);
  const to = second === undefined ? from : corner(second);
  if (!from || !to || more !== undefined || from.row === -1) return undefined;
  if (second === undefined && (from.row === undefined || from.column === undefined)) return undefined;
  const ends = {
    bottom: to.row === undefined ? undefined : to.row + 1,
    right: to.column === undefined ? undefined : to.column + 1,
  };
  return { tab, top: from.row ?? 0, left: from.column ?? 0, ...ends };
}

/** A1 notation: `Tab`, `Tab!A1`, `'It''s'!A2:C`, `A:A`, `1:1`. A bare name is a tab where there is one. */
export function parseRange(document: Document, text: string): Range {
  const { title, cells } = splitTitle(text);
  const unparsable = () => invalidArgument(`Unable to parse range: ${text}`);
  const named = document.tabs.find((tab) => tab.title === (title ?? cells));
  if (title === undefined && named) return { tab: named, top: 0, left: 0, bottom: undefined, right: undefined };
  const tab = title === undefined ? document.tabs[0] : named;
  if (!tab) throw unparsable();
  if (cells === '') return { tab, top: 0, left: 0, bottom: undefined, right: undefined };
  const range = box(tab, cells);
  if (!range) throw unparsable();
  return range;
}

export function exceedsGrid(range: Range): Error {
  const { tab } = range;
  const message = `Range (${rangeName(range)}) exceeds grid limits. Max rows: ${tab.rowCount}, max columns: ${tab.columnCount}`;
  return invalidArgument(message);
}

/** The range inside the grid; one that starts outside it is refused. */
export function clipped(range: Range): Required<Range> & { bottom: number; right: number } {
  const { tab, top, left } = range;
  if (top >= tab.rowCount || left >= tab.columnCount) throw exceedsGrid(range);
  return {
    ...range,
    bottom: Math.min(range.bottom ?? tab.rowCount, tab.rowCount),
    right: Math.min(range.right ?? tab.columnCount, tab.columnCount),
  };
}

export function tabName(title: string): string {
  return /^[A-Za-z_]\w*$/.test(title) && !/^[A-Za-z]{1,3}\d+$/.test(title) ? title : `'${title.replaceAll("'", "''")}'`;
}

export function rangeName(range: Range): string {
  const { tab, top, left } = range;
  const first = `${columnName(left)}${top + 1}`;
  const last = `${columnName((range.right ?? tab.columnCount) - 1)}${range.bottom ?? tab.rowCount}`;
  return `${tabName(tab.title)}!${first}${first === last ? '' : `:${last}`}`;
}
