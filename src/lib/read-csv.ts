import { parse } from 'csv-parse/sync';

/** A record and the line of the file that it ends on, counted from 1. */
export type CsvLine = Readonly<{ line: number; cells: readonly string[] }>;

type WithInfo = { record: string[]; info: { lines: number } };

/** What stands between the cells of the first line: spreadsheets of different countries write `,`, `;` or a tab. */
function delimiterOf(text: string): string {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  return [';', '\t'].find((sign) => first.includes(sign)) ?? ',';
}

/** Reads a small file as RFC 4180 says, with or without a byte order mark. Null where quotes do not match. */
export function readCsv(text: string): readonly CsvLine[] | null {
  try {
    const records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as WithInfo[];
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch {
    return null;
  }
}
