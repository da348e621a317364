import type { Finding, Removal } from './findings.ts';
import { currency, type Money, parseDecimal } from './money.ts';
import type { SheetCell, SheetLine, SheetMap } from './sheet-book.ts';

export function isBlankCell(cell: SheetCell | undefined): boolean {
  return cell === null || cell === undefined || cell === '';
}

/** A row without what is empty at its end: the sheet leaves it out or not as it likes. */
export function trimmedCells(cells: readonly SheetCell[]): readonly SheetCell[] {
  const last = cells.findLastIndex((cell) => !isBlankCell(cell));
  return cells.slice(0, last + 1).map((cell) => (isBlankCell(cell) ? null : cell));
}

export function sameCells(a: readonly SheetCell[], b: readonly SheetCell[]): boolean {
  return JSON.stringify(trimmedCells(a)) === JSON.stringify(trimmedCells(b));
}

/** What people wrote into columns that are not ours, by column. */
function humanCells({ cells }: SheetLine, ours: ReadonlySet<number>): ReadonlyMap<number, SheetCell> {
  return new Map(
    cells.flatMap((cell, column) => (ours.has(column) || isBlankCell(cell) ? [] : [[column, cell] as const])),
  );
}

function saysAll(keeper: ReadonlyMap<number, SheetCell>, other: ReadonlyMap<number, SheetCell>): boolean {
  return [...other].every(([column, cell]) => keeper.get(column) === cell);
}

function amountOf({ cells }: SheetLine, { ours }: SheetMap): Money | null {
  const cell = (name: string) => String(cells[ours.get(name) ?? -1] ?? '');
  try {
    return parseDecimal(cell('Total Amount'), currency(cell('Currency')));
  } catch {
    return null;
  }
}

function timesOf(amount: Money | null, count: number): Money | null {
  return amount && { ...amount, amountMinor: amount.amountMinor * count };
}

/**
 * Several rows of one key: the one with the most notes of people stays, else the upper one, which the outbox keeps up to
 * date. The others may go by themselves only where people wrote nothing into them that it does not say, too.
 */
export function judgeDoubled(key: string, lines: readonly SheetLine[], map: SheetMap): Finding {
  const ours = new Set(map.ours.values());
  const byNotes = lines.toSorted((a, b) => humanCells(b, ours).size - humanCells(a, ours).size || a.row - b.row);
  const [keeper, ...others] = byNotes as [SheetLine, ...SheetLine[]];
  const notes = humanCells(keeper, ours);
  const removals = others.map(
    (line): Removal => ({
      row: line.row,
      key,
      cells: trimmedCells(line.cells),
      keepRow: keeper.row,
      keepCells: trimmedCells(keeper.cells),
      automatic: saysAll(notes, humanCells(line, ours)),
    }),
  );
  const isEqual = others.every((line) => sameCells(line.cells, keeper.cells));
  const hasNotes = removals.some((removal) => !removal.automatic);
  return {
    kind: 'doubled_row',
    id: `doubled_row:${key}`,
    strength: 'certain',
    reason: hasNotes ? 'same_key_other_notes' : isEqual ? 'same_key_equal' : 'same_key_older',
    evidence: [key, `#${keeper.row} ← ${removals.map(({ row }) => `#${row}`).join(', ')}`],
    amount: timesOf(amountOf(keeper, map), others.length),
    subjects: [key],
    removals,
  };
}

/** A row that a merge of customers left behind, empty and pointing to the other. */
export function judgeMerged(key: string, line: SheetLine, map: SheetMap): Finding {
  const target = String(line.cells[map.ours.get('Payment Intent IDs') ?? -1] ?? '');
  return {
    kind: 'merged_row',
    id: `merged_row:${key}`,
    strength: 'certain',
    reason: 'merged_away',
    evidence: [key, `#${line.row} → ${target}`],
    amount: null,
    subjects: [key],
    removals: [{ row: line.row, key, cells: trimmedCells(line.cells), keepRow: null, keepCells: [], automatic: false }],
  };
}

/** A row under a key that payops does not know, whose payments all stand in rows that it keeps: of an older system. */
export function judgeForeign(key: string, line: SheetLine, keptUnder: readonly string[], map: SheetMap): Finding {
  return {
    kind: 'foreign_row',
    id: `foreign_row:${key}`,
    strength: 'strong',
    reason: 'payments_elsewhere',
    evidence: [key, `#${line.row} → ${keptUnder.join(', ')}`],
    amount: amountOf(line, map),
    subjects: [key],
    removals: [{ row: line.row, key, cells: trimmedCells(line.cells), keepRow: null, keepCells: [], automatic: false }],
  };
}

/** What a row's ids cell names: `pi_1, pi_2, … +3`. */
export function idsInCell(cell: SheetCell): readonly string[] {
  return String(cell ?? '')
    .split(/[\s,;]+/)
    .filter((id) => /^[a-z]{2,4}_\w+$/.test(id));
}
