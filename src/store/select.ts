import { CompiledQuery } from 'kysely';
import type { Reader } from './database.ts';
import { isPostgres } from './dialect.ts';

type Value = string | number | null;

const texts = new Map<string, string>();

function listSize(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, length)));
}

function textOf(text: string, sizes: readonly number[], numbered: boolean): string {
  const key = `${numbered} ${sizes.join(' ')} ${text}`;
  const known = texts.get(key);
  if (known) return known;
  let lists = 0;
  let marks = 0;
  const mark = () => (numbered ? `$${++marks}` : '?');
  const made = text.replaceAll(/\?\?|\?/g, (found) =>
    found === '?' ? mark() : Array.from({ length: sizes[lists++] as number }, mark).join(','),
  );
  texts.set(key, made);
  return made;
}

/**
 * A select as one text with `?` for a value and `in (??)` for a list, for the few reads that every event makes: the
 * text is made once instead of being built anew (measured: building one took longer than running it). A list is filled
 * up to a power of two with its last value, so that there are few texts; an empty one matches nothing.
 */
export async function selectRows<R>(
  db: Reader,
  text: string,
  ...values: readonly (Value | readonly Value[])[]
): Promise<readonly R[]> {
  const sizes: number[] = [];
  const flat: Value[] = [];
  for (const value of values) {
    if (!Array.isArray(value)) {
      flat.push(value as Value);
      continue;
    }
    const size = listSize(value.length);
    sizes.push(size);
    for (let i = 0; i < size; i++) flat.push((value[Math.min(i, value.length - 1)] ?? null) as Value);
  }
  const { rows } = await db.executeQuery<R>(CompiledQuery.raw(textOf(text, sizes, isPostgres(db)), flat));
  return rows;
}
