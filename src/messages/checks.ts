import type { Finding } from '../domain/checks.ts';
import type { Said } from '../domain/said.ts';
import { oneLine } from '../lib/html.ts';
import { hasText, type Locale, text } from './text.ts';

/** What a check found and what to do about it, in words. */
export function saidText(locale: Locale, { id, args }: Said): string {
  const words = Object.entries(args).map(([name, arg]) => [name, wordOf(locale, arg)]);
  return text(locale, `doctor-say-${id}`, Object.fromEntries(words));
}

/** Numbers as they are: most are ids, versions and the like. */
function wordOf(locale: Locale, arg: Said['args'][string]): string {
  return typeof arg === 'object' ? saidText(locale, arg) : oneLine(String(arg));
}

export type ToldFinding = Readonly<Omit<Finding, 'detail' | 'fix'> & { detail: string; fix: string | null }>;

export function toldFinding(locale: Locale, { detail, fix, ...finding }: Finding): ToldFinding {
  return { ...finding, detail: saidText(locale, detail), fix: fix === null ? null : saidText(locale, fix) };
}

/** What was looked at; what has no words of its own, such as a job, has its name. */
export function checkTitle(locale: Locale, name: string): string {
  const id = `doctor-check-${name.replaceAll(' ', '-')}`;
  return hasText(locale, id) ? text(locale, id) : name;
}
