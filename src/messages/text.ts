import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

export const locales = ['ru', 'en'] as const;
export type Locale = (typeof locales)[number];
export type TextArgs = Readonly<Record<string, string | number>>;

const folder = join(import.meta.dirname, 'locales');
const catalogues: Readonly<Record<Locale, FluentBundle>> = { ru: readCatalogue('ru'), en: readCatalogue('en') };

/** Every `<locale>.ftl` and `<part>.<locale>.ftl` together; throws at start for a file with an error in it. */
function readCatalogue(locale: Locale): FluentBundle {
  // No isolation marks around values: they would be counted and copied, and outside text is cleaned elsewhere.
  const bundle = new FluentBundle(locale, { useIsolating: false });
  const files = readdirSync(folder).filter((name) => name === `${locale}.ftl` || name.endsWith(`.${locale}.ftl`));
  for (const name of files.sort()) {
    const errors = bundle.addResource(new FluentResource(readFileSync(join(folder, name), 'utf8')));
    if (errors.length > 0) throw new Error(`locales/${name}: ${errors.join('; ')}`);
  }
  return bundle;
}

/** The words for a key, or for `key.attribute`. Throws for a missing key or argument: both are mistakes of ours, caught by tests. */
export function text(locale: Locale, id: string, args: TextArgs = {}): string {
  const bundle = catalogues[locale];
  const [key = '', attribute] = id.split('.');
  const message = bundle.getMessage(key);
  const pattern = attribute === undefined ? message?.value : message?.attributes[attribute];
  if (!pattern) throw new RangeError(`locales/${locale}.ftl has no ${id}`);
  const errors: Error[] = [];
  const words = bundle.formatPattern(pattern, args as Record<string, FluentVariable>, errors);
  if (errors[0]) throw new RangeError(`${id} in ${locale}: ${errors[0].message}`);
  return words;
}

/** Every key and `key.attribute`, for the tests that compare the languages. */
export function textIds(locale: Locale): readonly string[] {
  return [...catalogues[locale]._messages.values()].flatMap(({ id, value, attributes }) => [
    ...(value === null ? [] : [id]),
    ...Object.keys(attributes).map((name) => `${id}.${name}`),
  ]);
}

/** Whether the catalogue knows the key: for names that come from outside, such as a way of paying. */
export function hasText(locale: Locale, id: string): boolean {
  return catalogues[locale].hasMessage(id);
}
