import { type Fields, isFields } from '../wire.ts';
import type { Table } from './book.ts';
import { textOf } from './form.ts';
import { invalid, missing, StripeRefusal } from './refusal.ts';

type Row = { n: number; created: number };
export type Page<R> = { rows: R[]; hasMore: boolean };
/** Narrower than the whole table, where a filter names one object; `matches` does the rest. */
export type Selection<R> = { candidates?: readonly number[] | undefined; matches?: (row: R) => boolean };

export const PAGING = ['limit', 'starting_after', 'ending_before', 'expand', 'created'];

function wholeNumber(fields: Fields, name: string): number | undefined {
  const raw = textOf(fields, name);
  if (raw === undefined) return undefined;
  if (!/^-?\d+$/.test(raw)) throw invalid(`Invalid integer: ${raw}`, name, 'parameter_invalid_integer');
  return Number(raw);
}

export function refuseUnknown(fields: Fields, known: readonly string[]): void {
  const unknown = Object.keys(fields).find((name) => !known.includes(name));
  if (unknown)
    throw new StripeRefusal(400, `Received unknown parameter: ${unknown}`, {
      code: 'parameter_unknown',
      param: unknown,
    });
}

type Range = { from: number; below: number };

function createdRange(fields: Fields): Range {
  const range = { from: Number.NEGATIVE_INFINITY, below: Number.POSITIVE_INFINITY };
  const created = fields['created'];
  if (typeof created === 'string') {
    const at = wholeNumber(fields, 'created') ?? 0;
    return { from: at, below: at + 1 };
  }
  if (!isFields(created)) return range;
  refuseUnknown(created, ['gt', 'gte', 'lt', 'lte']);
  const gt = wholeNumber(created, 'gt');
  const lte = wholeNumber(created, 'lte');
  range.from = Math.max(wholeNumber(created, 'gte') ?? range.from, gt === undefined ? range.from : gt + 1);
  range.below = Math.min(wholeNumber(created, 'lt') ?? range.below, lte === undefined ? range.below : lte + 1);
  return range;
}

function cursorRow<R extends Row>(table: Table<R>, fields: Fields, name: string): R | undefined {
  const id = textOf(fields, name);
  if (id === undefined) return undefined;
  const row = table.find(id);
  if (!row) throw missing('object', id, name);
  return row;
}

const isNewer = (a: Row, b: Row) => a.created > b.created || (a.created === b.created && a.n > b.n);

/** A few rows named by a filter: sorted here, newest first. */
function fromCandidates<R extends Row>(table: Table<R>, numbers: readonly number[]): R[] {
  return numbers.map((n) => table.at(n)).sort((a, b) => (isNewer(a, b) ? -1 : 1));
}

/** The rows of a time range, newest first, from `below` down or (for `ending_before`) from `from` up. */
function* walk<R extends Row>(
  table: Table<R>,
  range: Range,
  after: R | undefined,
  before: R | undefined,
): Generator<R> {
  const { numbers } = table.byTime;
  const low = table.byTime.firstAt(range.from);
  const high = Number.isFinite(range.below) ? table.byTime.firstAt(range.below) : numbers.length;
  if (before) {
    const start = Math.max(low, table.byTime.positionOf(before.n) + 1);
    for (let i = start; i < high; i += 1) yield table.at(numbers[i] as number);
    return;
  }
  const start = after ? Math.min(high, table.byTime.positionOf(after.n)) : high;
  for (let i = start - 1; i >= low; i -= 1) yield table.at(numbers[i] as number);
}

function* amongCandidates<R extends Row>(
  rows: readonly R[],
  range: Range,
  after: R | undefined,
  before: R | undefined,
): Generator<R> {
  const inRange = rows.filter((row) => row.created >= range.from && row.created < range.below);
  if (before) yield* inRange.filter((row) => isNewer(row, before)).reverse();
  else yield* inRange.filter((row) => !after || isNewer(after, row));
}

/** One page of a Stripe list: newest first, `limit` 1..100, exclusive cursors by object id. */
export function readPage<R extends Row>(table: Table<R>, fields: Fields, selection: Selection<R> = {}): Page<R> {
  const limit = wholeNumber(fields, 'limit') ?? 10;
  if (limit < 1 || limit > 100) {
    throw invalid(`Invalid integer: limit must be between 1 and 100`, 'limit', 'parameter_invalid_integer');
  }
  const range = createdRange(fields);
  const after = cursorRow(table, fields, 'starting_after');
  const before = cursorRow(table, fields, 'ending_before');
  const { candidates, matches = () => true } = selection;
  const rows = candidates
    ? amongCandidates(fromCandidates(table, candidates), range, after, before)
    : walk(table, range, after, before);
  const found: R[] = [];
  for (const row of rows) {
    if (!matches(row)) continue;
    found.push(row);
    if (found.length > limit) break;
  }
  const hasMore = found.length > limit;
  const page = found.slice(0, limit);
  return { rows: before ? page.reverse() : page, hasMore };
}
