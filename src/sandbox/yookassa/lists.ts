import { type Fields, jsonReply, type WireReply } from '../wire.ts';
import type { PaymentRecord, RefundRecord } from './records.ts';
import { invalid } from './refusal.ts';

type Row = PaymentRecord | RefundRecord;

const bounds = {
  gte: (at: string, bound: string) => Date.parse(at) >= Date.parse(bound),
  gt: (at: string, bound: string) => Date.parse(at) > Date.parse(bound),
  lte: (at: string, bound: string) => Date.parse(at) <= Date.parse(bound),
  lt: (at: string, bound: string) => Date.parse(at) < Date.parse(bound),
} as const;

function fieldOf(row: Row, name: string): string | undefined {
  if (name === 'payment_method') return 'payment_method' in row ? row.payment_method?.type : undefined;
  return (row as unknown as Record<string, string | undefined>)[name];
}

/** One filter of the query; a row without the time that is asked for is not listed. */
function filterOf(name: string, wanted: string, known: readonly string[]): (row: Row) => boolean {
  const [field = '', bound] = name.split('.');
  if (!known.includes(field)) throw invalid('Unknown parameter', name);
  if (bound === undefined) return (row) => fieldOf(row, field) === wanted;
  if (!(bound in bounds) || Number.isNaN(Date.parse(wanted))) throw invalid('Incorrect date', name);
  return (row) => {
    const at = fieldOf(row, field);
    return at !== undefined && bounds[bound as keyof typeof bounds](at, wanted);
  };
}

/** A page as the API lists it: newest first, 10 unless asked otherwise, 100 at most. */
export function listReply<T extends Row>(rows: Iterable<T>, query: Fields, known: readonly string[]): WireReply {
  const { limit: asked = '10', cursor, ...filters } = query as Record<string, string>;
  const limit = Number(asked);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('Incorrect value', 'limit');
  const wanted = Object.entries(filters).map(([name, value]) => filterOf(name, value, known));
  const all = [...rows].filter((row) => wanted.every((isWanted) => isWanted(row)));
  all.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at) || (a.id < b.id ? 1 : -1));
  const from = cursor === undefined ? 0 : all.findIndex((row) => row.id === cursor) + 1;
  if (cursor !== undefined && from === 0) throw invalid('Incorrect cursor', 'cursor');
  const items = all.slice(from, from + limit);
  const next = from + limit < all.length ? { next_cursor: items.at(-1)?.id } : {};
  return jsonReply(200, { type: 'list', items, ...next });
}
