import { type Locale, text } from './text.ts';

/** What the outcome table says of calls, by its own words; the rest of a line is a code or a status. */
const known: readonly (readonly [words: RegExp, id: string])[] = [
  [/^could not connect: (.+)$/, 'outcome-not-connected'],
  [/^no answer after the request was sent: (.+)$/, 'outcome-no-answer'],
  [/^the answer could not be read, status (.+)$/, 'outcome-unreadable'],
  [/^redirected with status (\d+)/, 'outcome-redirected'],
  [/^status (\d+), \S+$/, 'outcome-status'],
];

/**
 * Why a call failed, for a person. Attempts keep it in English, as the log does; what the service said in its own words
 * stays as it is, in quotation marks.
 */
export function outcomeText(detail: string, locale: Locale): string {
  for (const [words, id] of known) {
    const code = words.exec(detail)?.[1];
    if (code !== undefined) return text(locale, id, { code });
  }
  return detail === '' ? '' : text(locale, 'outcome-said', { words: detail });
}
