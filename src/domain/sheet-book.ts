import type { Outcome } from './outcomes.ts';
import type { SheetRowView } from './views.ts';

export type SheetCell = string | number | boolean | null;
/** A row as it stands, counted from 1; formulas as their text, nothing after the last filled cell. */
export type SheetLine = Readonly<{ row: number; cells: readonly SheetCell[] }>;
export type SheetMap = Readonly<{
  header: readonly string[];
  /** Where each column of ours stands, counted from 0. */
  ours: ReadonlyMap<string, number>;
}>;
/** One row on its way out of the table, or back into it; `id` finds it again whatever happens between. */
export type RowMove = Readonly<{
  id: string;
  row: number;
  why: string;
  /** What it has to say to be taken away; left out: whatever it says. */
  cells?: readonly SheetCell[];
}>;
/** How many rows of the sheet are remembered by key, and whether a key that is not among them stands nowhere. */
export type RowCache = Readonly<{ rows: number; complete: boolean }>;

/** Calls throw SheetError where the sheet did not do what was asked. One call at a time, in turn with the outbox. */
export type SheetBook = Readonly<{
  address: string;
  look: (signal: AbortSignal) => Promise<SheetMap>;
  /** These columns of ours of every row below the header, in this order, page by page. */
  scan: (columns: readonly string[], signal: AbortSignal) => AsyncIterable<readonly SheetLine[]>;
  /** Whole rows, formulas included; a row below the grid is empty. */
  read: (rows: readonly number[], signal: AbortSignal) => Promise<readonly SheetLine[]>;
  /**
   * Those that still say what they have to, in one step: each is cut to the tab of duplicates, under its id, and the
   * emptied row is deleted.
   */
  moveAway: (moves: readonly RowMove[], signal: AbortSignal) => Promise<void>;
  /** All of them or none: a row is inserted where each stood, and its cells are cut back into it. */
  moveBack: (moves: readonly RowMove[], signal: AbortSignal) => Promise<void>;
  /** Which of these stand in the tab of duplicates, and with what. */
  findMoved: (ids: readonly string[], signal: AbortSignal) => Promise<ReadonlyMap<string, readonly SheetCell[]>>;
  /** What our columns say of a row. */
  cellsOf: (view: SheetRowView) => Readonly<Record<string, string | number>>;
  /** Brings rows to what the ledger says, found by key; those that are not there are added. */
  rewrite: (views: readonly SheetRowView[], signal: AbortSignal) => Promise<void>;
  /** The cells of any range of the document, `Spend!A:D` or a name: dates as Google counts them, in days. */
  readRange: (range: string, signal: AbortSignal) => Promise<readonly (readonly SheetCell[])[]>;
  /** Writes these cells of ours, by column name. */
  put: (row: number, cells: Readonly<Record<string, SheetCell>>, signal: AbortSignal) => Promise<void>;
  cache: () => RowCache;
  /** Reads the key column again. */
  refreshCache: (signal: AbortSignal) => Promise<RowCache>;
}>;

/** The sheet did not do it; `code` and the message name what is to be put right. */
export class SheetError extends Error {
  override readonly name = 'SheetError';
  readonly outcome: Outcome;
  readonly code: string;
  readonly retryAfterMs: number | null;
  constructor(message: string, outcome: Outcome, code: string, retryAfterMs: number | null) {
    super(message);
    this.outcome = outcome;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
