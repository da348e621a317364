import { hmacHex } from '../../lib/hash.ts';

/** 96 bits: no two people of any contest share one. */
const length = 24;

/** What a person is called in the published files: tells nobody who it is, and everybody his own. */
export function entrantId(key: string, telegramId: string): string {
  return hmacHex(key, telegramId).slice(0, length);
}
