import { oneLine } from '../lib/html.ts';

/** So many monospaced characters stand in one line on a 360-pixel phone. */
export const maxTableColumns = 34;
const gap = 2;
const indent = ' '.repeat(gap);

/**
 * A table as monospaced lines, none wider than a phone: the first column to the left, the others to the right. Where the
 * row is wider, the first cell stands on lines of its own above the others; nothing is cut.
 */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const cells = (header.length > 0 ? [header, ...rows] : rows).map((row) => row.map(oneLine));
  const widths = columnWidths(cells);
  const isWide = widthOfRow(widths) > maxTableColumns;
  return cells.flatMap((row) => (isWide ? stacked(row, widths) : [aligned(row, widths)]));
}

function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: count }, (_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))));
}

function widthOfRow(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap, -gap);
}

function aligned(row: readonly string[], widths: readonly number[]): string {
  return widths
    .map((room, column) => padded(row[column] ?? '', room, column === 0))
    .join(indent)
    .trimEnd();
}

function stacked(row: readonly string[], widths: readonly number[]): readonly string[] {
  const [first = '', ...others] = row;
  const isNarrow = widthOfRow(widths.slice(1)) + gap <= maxTableColumns;
  const below = isNarrow
    ? [
        widths
          .slice(1)
          .map((room, at) => padded(others[at] ?? '', room, false))
          .join(indent),
      ]
    : packed(others);
  return [...wrapped(first), ...below.map((line) => `${indent}${line}`.trimEnd())].filter((line) => line.trim() !== '');
}

/** Cells that together are wider than a phone, as many to a line as fit. */
function packed(cells: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const cell of cells.flatMap(wrapped)) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + columnsOf(cell) + 2 * gap <= maxTableColumns)
      lines[lines.length - 1] = `${last}${indent}${cell}`;
    else lines.push(cell);
  }
  return lines;
}

/** Broken after a sign that parts words where there is one, else anywhere; what follows is indented. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.match(/[^\s_\-/|.]*[\s_\-/|.]?/g) ?? []) {
    for (const piece of piecesOf(word)) {
      const line = lines.at(-1) ?? '';
      if (columnsOf(line + piece.trimEnd()) <= maxTableColumns - gap) lines[lines.length - 1] = line + piece;
      else lines.push(indent + piece);
    }
  }
  return lines;
}

/** A word in pieces of which each fits a line. */
function piecesOf(word: string): readonly string[] {
  const pieces: string[] = [''];
  for (const { segment } of graphemes.segment(word)) {
    const piece = pieces.at(-1) ?? '';
    if (columnsOf(piece + segment) <= maxTableColumns - 2 * gap) pieces[pieces.length - 1] = piece + segment;
    else pieces.push(segment);
  }
  return pieces;
}

function padded(text: string, room: number, isLeft: boolean): string {
  const blanks = ' '.repeat(Math.max(0, room - columnsOf(text)));
  return isLeft ? text + blanks : blanks + text;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const wide =
  /\p{Emoji_Presentation}|\ufe0f|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How many monospaced columns a text takes: pictures and ideographs take two. */
export function columnsOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether it is plain ASCII
  if (/^[\u0000-\u007f]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) columns += wide.test(segment) ? 2 : 1;
  return columns;
}
