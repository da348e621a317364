import { stringify } from 'csv-stringify/sync';
import { type Cell, type Column, FileTooLarge, maxFileBytes, numberText, type Row, type Table } from './table.ts';

export type CsvOptions = Readonly<{ maxBytes?: number }>;

/** Rows are written in steps of so many, so that a long page does not hold the event loop. */
const rowsAtOnce = 500;

/**
 * RFC 4180 with a byte order mark, as spreadsheets want it, page by page: no more than one page is held. A text that
 * begins like a formula gets an apostrophe before it; numbers stay numbers. Throws FileTooLarge beyond `maxBytes`.
 */
export async function* csvChunks(
  columns: readonly Column[],
  pages: AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>,
  { maxBytes = maxFileBytes }: CsvOptions = {},
): AsyncGenerator<Buffer> {
  let size = 0;
  const measured = (text: string): Buffer => {
    const bytes = Buffer.from(text);
    size += bytes.length;
    if (size > maxBytes) throw new FileTooLarge(`a file of more than ${maxBytes} bytes`);
    return bytes;
  };
  yield measured(written([columns.map(({ title }) => cellOf(title))], { bom: true }));
  for await (const page of pages) {
    for (let from = 0; from < page.length; from += rowsAtOnce)
      yield measured(
        written(
          page.slice(from, from + rowsAtOnce).map((row) => row.map(cellOf)),
          { bom: false },
        ),
      );
  }
}

/** The whole file in memory: for what is sent as one message. */
export async function csvFile({ columns, rows }: Table, options: CsvOptions = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of csvChunks(columns, [rows], options)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function written(rows: readonly (readonly (string | null)[])[], { bom }: Readonly<{ bom: boolean }>): string {
  return stringify(rows as (string | null)[][], { bom, record_delimiter: '\r\n' });
}

/** Signs that a spreadsheet takes for the beginning of a formula, full-width ones too; some trim what stands before. */
const formulaPattern = /^(?:[\t\r\n]|[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/u;

/** Only texts are neutralised: `escape_formulas` would take a negative amount for one. NUL ends a text for some readers. */
function cellOf(cell: Cell): string | null {
  if (cell === null) return null;
  if (typeof cell !== 'string') return numberText(cell);
  const text = cell.toWellFormed().replaceAll('\0', '');
  return formulaPattern.test(text) ? `'${text}` : text;
}
