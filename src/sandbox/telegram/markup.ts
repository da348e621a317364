import { badRequest } from './refusal.ts';
import { isDateTimeFormat } from './rich-text.ts';
import type { TgEntity } from './types.ts';

export type Marked = { text: string; entities: TgEntity[] };

const KINDS: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  'tg-time': 'date_time',
};
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

type Attributes = Readonly<Record<string, string>>;
type Open = { tag: string; at: number; attributes: Attributes };

function cannotParse(what: string): never {
  throw badRequest(`can't parse entities: ${what}`);
}

function decodeEntities(source: string): string {
  return source.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]+);/gi, (whole: string, name: string) => {
    if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? whole;
    const code = name[1]?.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function readAttributes(source: string, tag: string): Attributes {
  const found: Record<string, string> = {};
  for (const match of source.matchAll(/([a-z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi)) {
    found[(match[1] ?? '').toLowerCase()] = decodeEntities(match[2] ?? match[3] ?? match[4] ?? '');
  }
  if (tag === 'span' && found['class'] !== 'tg-spoiler') {
    cannotParse('Tag "span" must have class "tg-spoiler"');
  }
  return found;
}

function byteOffset(source: string, at: number): number {
  return Buffer.byteLength(source.slice(0, at), 'utf8');
}

function kindOf(open: Open): string {
  if (open.tag === 'blockquote' && 'expandable' in open.attributes) return 'expandable_blockquote';
  return KINDS[open.tag] ?? open.tag;
}

function dateTimeOf({ unix = '', format = '' }: Attributes) {
  if (!/^-?\d{1,15}$/.test(unix)) cannotParse('Tag "tg-time" must have attribute "unix"');
  if (!isDateTimeFormat(format)) cannotParse('Invalid date-time format specified');
  return { unix_time: Number(unix), date_time_format: format };
}

function toEntity(open: Open, end: number, text: string): TgEntity | undefined {
  const length = end - open.at;
  if (length === 0) return undefined;
  const entity: TgEntity = { type: kindOf(open), offset: open.at, length };
  if (open.tag === 'a') {
    const url = open.attributes['href'] ?? text.slice(open.at, end);
    if (!/^(https?|tg|mailto|ton|tonsite):/i.test(url)) return undefined;
    entity.url = url;
  }
  if (open.tag === 'tg-emoji' && open.attributes['emoji-id']) entity.custom_emoji_id = open.attributes['emoji-id'];
  if (open.tag === 'tg-time') Object.assign(entity, dateTimeOf(open.attributes));
  const language = /^language-(.+)$/.exec(open.attributes['class'] ?? '')?.[1];
  if (language && (open.tag === 'code' || open.tag === 'pre')) entity.language = language;
  return entity;
}

/** `<pre><code class="language-x">` is one `pre` with a language, not two entities. */
function joinCodeInPre(entities: TgEntity[]): TgEntity[] {
  const isInner = (code: TgEntity) =>
    code.type === 'code' &&
    entities.some((pre) => {
      const same = pre.type === 'pre' && pre.offset === code.offset && pre.length === code.length;
      if (same && code.language) pre.language = code.language;
      return same;
    });
  return entities.filter((entity) => !isInner(entity));
}

/** Trims as Telegram does and keeps the entities inside what is left. */
export function trimMarked({ text, entities }: Marked): Marked {
  const start = text.length - text.trimStart().length;
  const trimmed = text.trim();
  const kept: TgEntity[] = [];
  for (const entity of entities) {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(trimmed.length, entity.offset - start + entity.length);
    if (to > from) kept.push({ ...entity, offset: from, length: to - from });
  }
  return { text: trimmed, entities: kept.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function closeTag(stack: Open[], tag: string, where: number): Open {
  const open = stack.pop();
  if (!open) return cannotParse(`Unexpected end tag at byte offset ${where}`);
  if (open.tag !== tag) {
    return cannotParse(`Unmatched end tag at byte offset ${where}, expected "</${open.tag}>", found "</${tag}>"`);
  }
  return open;
}

function openTag(stack: readonly Open[], body: string, at: number, where: number): Open {
  const [, name = '', rest = ''] = /^([a-zA-Z-]+)([\s\S]*)$/.exec(body) ?? [];
  const tag = name.toLowerCase();
  if (!(tag in KINDS)) cannotParse(`Unsupported start tag "${tag}" at byte offset ${where}`);
  if (tag === 'blockquote' && stack.some((open) => open.tag === tag)) cannotParse('Nested blockquotes are not allowed');
  return { tag, at, attributes: readAttributes(rest, tag) };
}

/** Parses the Bot API's HTML: its tags only, each closed, offsets in UTF-16 units. */
export function parseHtml(source: string): Marked {
  const stack: Open[] = [];
  const entities: TgEntity[] = [];
  let text = '';
  for (let i = 0; i < source.length; ) {
    const next = source.indexOf('<', i);
    text += decodeEntities(source.slice(i, next < 0 ? source.length : next));
    if (next < 0) break;
    const where = byteOffset(source, next);
    const end = source.indexOf('>', next);
    if (end < 0) return cannotParse(`Unclosed start tag at byte offset ${where}`);
    const body = source.slice(next + 1, end).trim();
    if (body.startsWith('/')) {
      const entity = toEntity(closeTag(stack, body.slice(1).trim().toLowerCase(), where), text.length, text);
      if (entity) entities.push(entity);
    } else stack.push(openTag(stack, body, text.length, where));
    i = end + 1;
  }
  const left = stack.pop();
  if (left) return cannotParse(`Can't find end tag corresponding to start tag "${left.tag}"`);
  return trimMarked({ text, entities: joinCodeInPre(entities) });
}

const AUTOMATIC: ReadonlyArray<readonly [string, RegExp]> = [
  ['bot_command', /(?<![\w/<])\/[a-z0-9_]{1,64}(?:@\w{3,32})?(?!\w)/gi],
  ['url', /https?:\/\/[^\s<>"]+/gi],
  ['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  ['mention', /(?<![\w@.])@[a-z]\w{3,31}/gi],
  ['hashtag', /(?<![\w#])#[\p{L}_][\p{L}\p{N}_]*/gu],
];

/** What Telegram finds by itself in plain text: commands, links, addresses, mentions, hashtags. */
export function findEntities(text: string): TgEntity[] {
  const found: TgEntity[] = [];
  for (const [type, pattern] of AUTOMATIC) {
    for (const match of text.matchAll(pattern)) {
      const entity = { type, offset: match.index, length: match[0].length };
      const overlaps = found.some(
        (e) => e.offset < entity.offset + entity.length && entity.offset < e.offset + e.length,
      );
      if (!overlaps) found.push(entity);
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}
