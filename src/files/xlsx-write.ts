import writeExcelFile, { type SheetData } from 'write-excel-file/node';
import { exponentOf } from '../domain/money.ts';
import { type Cell, type Column, isMoney, numberOf, type Table } from './table.ts';

/** As the format has it: more rows or longer texts are refused by spreadsheets. */
export const xlsxLimits = { rows: 100_000, cellUnits: 32_767 } as const;

const widths = { text: 28, money: 14, count: 10, percent: 10, date: 12 } as const;

/** One sheet with a fixed header. Texts are texts whatever they begin with; amounts, counts, shares and days are numbers. */
export async function writeXlsx({ columns, rows }: Table): Promise<Buffer> {
  const header = columns.map(({ title }) => ({
    type: String,
    value: textCell(title)?.value ?? ' ',
    fontWeight: 'bold' as const,
  }));
  const data = [header, ...rows.map((row) => columns.map((column, index) => cellOf(row[index] ?? null, column)))];
  return writeExcelFile(data as SheetData, {
    columns: columns.map(({ kind }) => ({ width: widths[kind] })),
    stickyRowsCount: 1,
  }).toBuffer();
}

function cellOf(cell: Cell, { kind }: Column) {
  if (cell === null || cell === '') return null;
  if (kind === 'date' && typeof cell === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(cell))
    return { type: Date, value: new Date(`${cell}T00:00:00Z`), format: 'yyyy-mm-dd' };
  const number = kind === 'text' ? null : numberOf(cell);
  if (number === null) return textCell(isMoney(cell) ? '' : String(cell));
  return { type: Number, value: number, format: formatOf(cell, kind) };
}

/** A text of which nothing can be seen is an empty cell: strict readers refuse a file with an empty text. */
function textCell(text: string) {
  const value = clean(text);
  if (value.trim() === '') return null;
  // The library keeps its texts in a plain object, in which these stand already: the file would be broken.
  return { type: String, value: value in Object.prototype ? `${value} ` : value };
}

function formatOf(cell: Cell, kind: Column['kind']): string {
  if (isMoney(cell)) return ['#,##0', '#,##0.0', '#,##0.00', '#,##0.000'][exponentOf(cell.currency)] ?? '#,##0.00';
  return kind === 'percent' ? '0.0%' : '#,##0';
}

/** XML 1.0 knows no other control characters, and no lone surrogates. */
function clean(text: string): string {
  const known = text.toWellFormed().replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '');
  return known.slice(0, xlsxLimits.cellUnits).toWellFormed();
}
