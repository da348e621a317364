import { oneLine } from '../lib/html.ts';

/** So many monospaced characters stand in one line on a 360-pixel phone. */
export const maxTableColumns = 34;
const gap = 2;

/**
 * A table as monospaced lines: the first column to the left, the others to the right. Where the row is wider than a
 * phone, the first cell stands on a line of its own above the others; nothing is cut.
 */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = (header.length > 0 ? [header, ...rows] : rows).map((row) => row.map(oneLine));
  const widths = columnWidths(cells);
  const wide = widths.reduce((sum, width) => sum + width + gap, -gap) > maxTableColumns;
  return cells.flatMap((row) => (wide ? stacked(row, widths) : [aligned(row, widths)]));
}

function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => width(row[column] ?? ''))));
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((room, column) => padded(row[column] ?? '', room, column === 0))
    .join(' '.repeat(gap))
    .trimEnd();
}

function stacked(row: readonly string[], widths: readonly number[]): readonly string[] {
  const [first = '', ...others] = row;
  const line = widths.slice(1).map((room, index) => padded(others[index] ?? '', room, false));
  return [first, `  ${line.join(' '.repeat(gap))}`.trimEnd()].filter((text) => text.trim() !== '');
}

function padded(text: string, room: number, left: boolean): string {
  const blanks = ' '.repeat(Math.max(0, room - width(text)));
  return left ? text + blanks : blanks + text;
}

function width(text: string): number {
  return [...text].length;
}
