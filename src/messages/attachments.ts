import { type Locale, text } from './text.ts';

/** In the place of a file that could not be made or may not be sent there. */
export function missingFile(name: string, locale: Locale): string {
  return text(locale, 'file-missing', { name });
}
