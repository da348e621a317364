import { isOrderNumber } from '../src/domain/order-number.ts';
import { looksLikePhone } from '../src/domain/phone.ts';

const idShape =
  /^(?:pi|ch|py|cus|cs|re|pyr|dp|du|in|evt|sub|seti|gcus|pay|pur|cst|dlv|inb|ord|purchase)_[A-Za-z0-9_]{1,120}$/;
const emailShape = /^[^\s@/]{1,64}@[^\s@]{1,255}\.[^\s@.]{2,}$/;

/** The id, e-mail, phone or order number that a pasted text is; null where it is ordinary talk. */
export function findQuery(words: string): string | null {
  const query = words.trim().replace(/^[«"'`<]+|[»"'`>.,;]+$/g, '');
  if (query.length > 320 || query.includes('\n')) return null;
  if (idShape.test(query) || emailShape.test(query) || isOrderNumber(query)) return query;
  return looksLikePhone(query) ? query : null;
}
