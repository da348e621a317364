import { CompiledQuery } from 'kysely';
import type { Tx } from './database.ts';
import { isPostgres } from './dialect.ts';
import type { Schema } from './schema.ts';

/** Parameters of one statement stay far below both databases' limits. */
const rowsAtOnce = 50;

export type UpsertSpec<T extends keyof Schema> = Readonly<{
  table: T;
  columns: readonly (keyof Schema[T] & string)[];
  key: readonly (keyof Schema[T] & string)[];
  /** What to do with a row whose key is there: write every other column, or leave it. */
  onConflict: 'update' | 'leave';
}>;

const texts = new Map<string, string>();

export function placeholders(columns: number, rows: number, numbered: boolean): string {
  const row = (r: number) =>
    `(${Array.from({ length: columns }, (_, c) => (numbered ? `$${r * columns + c + 1}` : '?')).join(',')})`;
  return Array.from({ length: rows }, (_, r) => row(r)).join(',');
}

function textOf<T extends keyof Schema>(
  { table, columns, key, onConflict }: UpsertSpec<T>,
  rows: number,
  numbered: boolean,
): string {
  const id = `${table} ${rows} ${numbered}`;
  const known = texts.get(id);
  if (known) return known;
  const changed = columns.filter((column) => !key.includes(column)).map((column) => `${column}=excluded.${column}`);
  const action = onConflict === 'leave' ? 'nothing' : `update set ${changed.join(',')}`;
  const text =
    `insert into ${table} (${columns.join(',')}) values ${placeholders(columns.length, rows, numbered)} ` +
    `on conflict (${key.join(',')}) do ${action}`;
  texts.set(id, text);
  return text;
}

/**
 * Inserts rows or updates those that are there. Every event passes here several times, so the statement's text is made
 * once per table and number of rows instead of being built anew (measured: building cost more than running).
 */
export async function upsertRows<T extends keyof Schema>(
  tx: Tx,
  spec: UpsertSpec<T>,
  rows: readonly Schema[T][],
): Promise<void> {
  const numbered = isPostgres(tx);
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = rows.slice(from, from + rowsAtOnce);
    const values = part.flatMap((row) => spec.columns.map((column) => row[column]));
    await tx.executeQuery(CompiledQuery.raw(textOf(spec, part.length, numbered), values));
  }
}
