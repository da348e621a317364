import type { Currency } from '../../src/domain/money.ts';
import { parseAmounts } from '../../src/domain/settings.ts';
import type { ChatChange } from '../../src/flows/settings.ts';

const none = '-';
const quietHours = /^((?:[01]\d|2[0-3]):[0-5]\d)\s*[-–—]\s*((?:[01]\d|2[0-3]):[0-5]\d)$/;
const chatWords: ReadonlySet<string> = new Set(['countries', 'minimum', 'campaigns', 'quiet']);
/** More words than any chat needs. */
const mostWords = 50;

/**
 * What `/settings countries US, DE` asks of this chat; null: no such word; `wrong`: the word is known, its value is none.
 * A dash takes a filter away.
 */
export function readChatChange(word: string, value: string): ChatChange | 'wrong' | null {
  if (value === '') return chatWords.has(word) ? 'wrong' : null;
  switch (word) {
    case 'countries': {
      const countries = listOf(value).map((code) => code.toUpperCase());
      return countries.every((code) => /^[A-Z]{2}$/.test(code)) ? { to: 'filter', filter: { countries } } : 'wrong';
    }
    case 'minimum': {
      // An amount here always names its currency: which chats see what must not hang on a default.
      const minimum = /^(-|.*[A-Za-z]{3})$/.test(value) ? parseAmounts(value, 'USD' as Currency) : null;
      return minimum === null ? 'wrong' : { to: 'filter', filter: { minimum } };
    }
    case 'campaigns':
      return { to: 'filter', filter: { campaigns: listOf(value) } };
    case 'quiet': {
      if (value === none) return { to: 'quiet', quiet: null };
      const [, from, to] = quietHours.exec(value) ?? [];
      return from === undefined || to === undefined || from === to ? 'wrong' : { to: 'quiet', quiet: { from, to } };
    }
    default:
      return null;
  }
}

function listOf(value: string): readonly string[] {
  if (value === none) return [];
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .slice(0, mostWords);
}
