import type { Prize } from '../../domain/contests/contest.ts';
import type { InTwoLanguages } from '../../domain/shop/plan.ts';
import { oneLine } from '../../lib/html.ts';
import type { Locale } from '../text.ts';

/** What was given once for all, or in both languages. */
export function inLocale(given: InTwoLanguages | string, locale: Locale): string {
  return oneLine(typeof given === 'string' ? given : given[locale]);
}

/** `…4321`: enough for somebody to know his own friends by, and for nobody to write to them. */
export function maskPerson(telegramId: string): string {
  return `…${telegramId.slice(-4)}`;
}

const medals = ['🥇', '🥈', '🥉'];

/** `🥇 1. A bicycle`. */
export function prizeLine({ place, title }: Prize, locale: Locale): string {
  const medal = medals[place - 1];
  return `${medal === undefined ? '' : `${medal} `}${place}. ${inLocale(title, locale)}`;
}

/** `…` in the middle of what is only ever compared. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-8)}`;
}
