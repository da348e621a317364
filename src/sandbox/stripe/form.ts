import { type Fields, isFields } from '../wire.ts';

function put(target: Fields, path: readonly string[], value: string): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const inner = isFields(target[key]) ? target[key] : {};
  target[key] = inner;
  const next = rest[0] === '' ? [String(Object.keys(inner).length), ...rest.slice(1)] : rest;
  put(inner, next, value);
}

/** `a[b][0]=x` and `a[]=x` as nested objects; lists keep their numbers as keys, see `listOf`. */
export function parseForm(entries: Iterable<readonly [string, string]>): Fields {
  const result: Fields = {};
  for (const [name, value] of entries) {
    const [head = '', ...rest] = name.split('[').map((part) => part.replace(/\]$/, ''));
    put(result, [head, ...rest], value);
  }
  return result;
}

export function listOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return isFields(value) ? Object.values(value).map(String) : [];
}

export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Metadata as sent; an empty value unsets its key. */
export function metadataOf(value: unknown): Record<string, string> {
  if (!isFields(value)) return {};
  const entries = Object.entries(value).map(([key, text]) => [key, String(text)] as const);
  return Object.fromEntries(entries.filter(([, text]) => text !== ''));
}
