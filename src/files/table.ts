import { decimalText, type Money, majorUnits } from '../domain/money.ts';
import type { StoredFile } from '../domain/stored-file.ts';

export type ColumnKind = 'text' | 'money' | 'count' | 'percent' | 'date';
export type Column = Readonly<{ title: string; kind: ColumnKind }>;
/**
 * What a column's kind says: a text, an amount, a whole number, a share where 1 is all, a `2026-11-20`. Null is an empty
 * cell. An amount is written without its currency: where that can differ, it needs a column of its own.
 */
export type Cell = string | number | Money | null;
export type Row = readonly Cell[];
export type Table = Readonly<{ columns: readonly Column[]; rows: readonly Row[] }>;

/** A file to be sent with a message or answered to a request. */
export type Attachment = Readonly<{ name: string; format: 'csv' | 'xlsx'; table: Table }>;

/** The same of a file that is kept somewhere already, and is sent as it stands. */
export type StoredAttachment = Readonly<{ name: string; stored: StoredFile }>;

export const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** As large as a file to a chat may well be; Telegram takes 50 MB. */
export const maxFileBytes = 20 * 1024 * 1024;

/** There is more than a file may hold: ask for a shorter period. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge';
}

export function isMoney(cell: Cell): cell is Money {
  return typeof cell === 'object' && cell !== null;
}

/** A number as a spreadsheet counts with it; null where the cell holds none. */
export function numberOf(cell: Cell): number | null {
  if (isMoney(cell)) return majorUnits(cell);
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
}

/** `12.50`: a number written out, with a point in every language. */
export function numberText(cell: Money | number): string {
  return isMoney(cell) ? decimalText(cell) : String(cell);
}
