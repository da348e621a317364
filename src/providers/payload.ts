import { z } from 'zod';

/** Payers type these; PostgreSQL's text holds every character but this one. */
function storable(value: string): string {
  return value.replaceAll('\0', '');
}

/** A field that may be absent, null or a text. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : storable(value)));

/** What a shop writes on its payments; a value that was taken back is null. */
export const metadata = z
  .record(z.string(), z.string().nullable())
  .nullish()
  .transform((values) =>
    Object.fromEntries(
      Object.entries(values ?? {}).flatMap(([key, value]) => (value === null ? [] : [[key, storable(value)]])),
    ),
  );

/** Names fields, never values: a payload holds personal data. */
export function issuesText(error: z.ZodError): string {
  const issues = error.issues.slice(0, 5).map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return issues.join('; ').slice(0, 500);
}

/** Leaves out what is not there, as exactOptionalPropertyTypes wants it. */
export function defined<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== '')) as never;
}
