import type { SheetCell } from '../sheet-book.ts';
import { type BusinessDate, dayMs, instantOf } from '../time.ts';

/** Day 0 of a spreadsheet. */
const dayZeroMs = Date.UTC(1899, 11, 30);
/** 2000-01-01 to 2099-12-31: other numbers are no dates that somebody meant. */
const [firstSerial, lastSerial] = [36_526, 73_050];

/** A date as a spreadsheet holds it, `46347`: a count of days; null for any other text. */
export function dayOfSerial(text: string): BusinessDate | null {
  const serial = /^\d{5}(\.\d+)?$/.test(text) ? Math.floor(Number(text)) : 0;
  if (serial < firstSerial || serial > lastSerial) return null;
  return instantOf(dayZeroMs + serial * dayMs).slice(0, 10) as BusinessDate;
}

/** A cell as text; a double that is nearly a decimal number is written as that. */
export function cellText(cell: SheetCell): string {
  if (typeof cell === 'number') return String(Number(cell.toFixed(6)));
  return cell === null ? '' : String(cell);
}
