/** The columns of ours, in the order of first use; afterwards each is found by its name, wherever it stands. */
export const columnNames = [
  'Purchase ID',
  'Customer ID',
  'Email',
  'Total Amount',
  'Currency',
  'Payment Count',
  'Payment Intent IDs',
  'Created Local',
  'Created UTC',
  'Last Payment UTC',
  'Refunded',
  'Status',
  'Ad Name',
  'Adset Name',
  'Campaign Name',
  'Creative Link',
  'GEO',
  'Country',
  'City',
  'UTM Source',
  'UTM Medium',
  'UTM Campaign',
  'UTM Content',
  'UTM Term',
  'Team',
] as const;
export type ColumnName = (typeof columnNames)[number];

export const keyColumn: ColumnName = 'Purchase ID';

/** Names that older systems gave to columns of ours. */
const olderNames: Readonly<Record<string, ColumnName>> = { 'created local (utc+1)': 'Created Local' };

const byName: ReadonlyMap<string, ColumnName> = new Map([
  ...columnNames.map((name) => [nameKey(name), name] as const),
  ...Object.entries(olderNames),
]);

/** Where each column of ours stands, counted from 0. */
export type Layout = ReadonlyMap<ColumnName, number>;

/** Reads the header row; the leftmost of two equal names counts, and the newer name before an older one. */
export function layoutOf(header: readonly unknown[]): Layout {
  const layout = new Map<ColumnName, number>();
  const exact = new Set<ColumnName>();
  header.forEach((cell, index) => {
    const name = byName.get(nameKey(cell));
    if (name === undefined) return;
    const isExact = nameKey(cell) === nameKey(name);
    if (layout.has(name) && (exact.has(name) || !isExact)) return;
    layout.set(name, index);
    if (isExact) exact.add(name);
  });
  return layout;
}

export function missingFrom(layout: Layout): readonly ColumnName[] {
  return columnNames.filter((name) => !layout.has(name));
}

/** People change capitals and add blanks without meaning another column. */
function nameKey(cell: unknown): string {
  return String(cell ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** `A`, `Z`, `AA` for 0, 25, 26. */
export function columnLetters(index: number): string {
  const rest = index % 26;
  const letter = String.fromCharCode(65 + rest);
  return index < 26 ? letter : columnLetters((index - rest) / 26 - 1) + letter;
}

/** `'It''s'!A2:C2` */
export function rangeIn(title: string, range: string): string {
  return `'${title.replaceAll("'", "''")}'!${range}`;
}

/** Column (from 0) and rows (from 1) of an answer's `Purchases!A11:X12`; null for what is no such range. */
export function readRange(range: string): { column: number; firstRow: number; lastRow: number } | null {
  const match = /!\$?([A-Z]+)\$?(\d+)(?::\$?[A-Z]+\$?(\d+))?$/.exec(range);
  const [, letters, first, last] = match ?? [];
  if (letters === undefined || first === undefined) return null;
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { column, firstRow: Number(first), lastRow: Number(last ?? first) };
}
