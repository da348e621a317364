import { isFields } from '../wire.ts';
import { badRequest } from './refusal.ts';
import type { TgRichText } from './types.ts';

const STYLES = [
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'marked',
  'subscript',
  'superscript',
];
const MAX_DEPTH = 16;

/** The real service's words are not published; what it refuses is. */
export function cannotParse(what: string): never {
  throw badRequest(`can't parse rich message: ${what}`);
}

/** A `RichText`: a string, a list, or one of the styles that are used here. */
export function readRichText(value: unknown, depth = 1): TgRichText {
  if (depth > MAX_DEPTH) return cannotParse('texts are nested too deep');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((part: unknown) => readRichText(part, depth + 1));
  if (!isFields(value)) return cannotParse('a RichText must be a String, an Array or an Object');
  const type = String(value['type']);
  const text = readRichText(value['text'], depth + 1);
  if (STYLES.includes(type)) return { type, text };
  if (type === 'url') {
    const url = String(value['url'] ?? '');
    if (!/^(https?|tg|mailto|tel):/i.test(url)) return cannotParse(`wrong URL "${url}"`);
    return { type, text, url };
  }
  if (type === 'date_time') return dateTime(value['unix_time'], String(value['date_time_format'] ?? ''), text);
  return cannotParse(`unsupported RichText "${type}"`);
}

function dateTime(unix: unknown, format: string, text: TgRichText): TgRichText {
  if (!Number.isSafeInteger(unix)) return cannotParse('wrong unix_time');
  if (!isDateTimeFormat(format)) return cannotParse('wrong date_time_format');
  return { type: 'date_time', text, unix_time: Number(unix), date_time_format: format };
}

/** "must adhere to the following regular expression: `r|w?[dD]?[tT]?`". */
export function isDateTimeFormat(format: string): boolean {
  return /^(r|w?[dD]?[tT]?)$/.test(format);
}

export function plainOf(text: TgRichText): string {
  if (typeof text === 'string') return text;
  return Array.isArray(text) ? text.map(plainOf).join('') : plainOf(text.text);
}
