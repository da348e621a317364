import type { Outcome } from '../domain/outcomes.ts';
import { msOf } from '../domain/time.ts';
import type { Picture } from '../files/picture.ts';
import { oneLine } from '../lib/html.ts';
import type { Block, Line, Message, Span } from './message.ts';
import { isWebLink, keyboardOf, type TelegramKeyboard } from './telegram-html.ts';

/** The Bot API's rich text and blocks, as far as messages of ours need them (`@grammyjs/types` has all). */
export type RichText =
  | string
  | RichText[]
  | { type: 'bold' | 'italic' | 'code'; text: RichText }
  | { type: 'url'; text: RichText; url: string }
  | { type: 'date_time'; text: RichText; unix_time: number; date_time_format: 't' | 'T' | 'd' | 'dt' | 'dT' };
export type RichCell = { text?: RichText; is_header?: true; align: 'left' | 'right'; valign: 'middle' };
export type RichBlock =
  | { type: 'paragraph'; text: RichText }
  | { type: 'heading'; text: RichText; size: 4 }
  | { type: 'table'; cells: RichCell[][]; is_striped: true; is_compact: true }
  | { type: 'details'; summary: RichText; blocks: RichBlock[] };

/** A message in blocks: always one, with its picture inside. `head` stands before the picture, `rest` after it. */
export type TelegramRich = Readonly<{
  head: readonly RichBlock[];
  rest: readonly RichBlock[];
  picture: Picture | null;
  keyboard: TelegramKeyboard | null;
}>;

/** "Up to 32768 UTF-8 characters", "500 blocks, including … table rows", "20 columns in a table". */
export const richLimits = { characters: 32_768, blocks: 500, columns: 20 } as const;

/**
 * A message with a table as blocks, which a phone draws as a table of its own width. Null for one without a table, which
 * HTML says as well, and for one beyond the limits: those are split, and blocks are not.
 */
export function renderRich(message: Message, handle: string | null): TelegramRich | null {
  if (!message.blocks.some(({ kind }) => kind === 'table')) return null;
  const [first, ...rest] = message.blocks.map(blockOf).filter((block) => block !== null);
  if (!first || !fits([first, ...rest])) return null;
  return { head: [first], rest, picture: message.picture ?? null, keyboard: keyboardOf(message.buttons, handle) };
}

function blockOf(block: Block): RichBlock | null {
  switch (block.kind) {
    case 'heading':
      return { type: 'heading', text: oneLine(block.text), size: 4 };
    case 'lines':
      return paragraphOf(block.lines);
    case 'details': {
      const inside = paragraphOf(block.lines);
      return { type: 'details', summary: oneLine(block.summary), blocks: inside ? [inside] : [] };
    }
    case 'table':
      return tableOf(block.header, block.rows);
  }
}

function paragraphOf(lines: readonly Line[]): RichBlock | null {
  const text = lines.flatMap((line, index) => [...(index === 0 ? [] : ['\n']), ...line.map(spanOf)]);
  return text.some((part) => charactersOf(part) > 0) ? { type: 'paragraph', text } : null;
}

function spanOf(span: Span): RichText {
  const text = oneLine(span.text);
  switch (span.style) {
    case 'plain':
      return text;
    case 'link':
      return isWebLink(span.url) ? { type: 'url', text, url: span.url } : text;
    case 'moment': {
      const unix = Math.floor(msOf(span.at) / 1_000);
      return { type: 'date_time', text, unix_time: unix, date_time_format: span.shows };
    }
    case 'bold':
    case 'italic':
    case 'code':
      return text === '' ? '' : { type: span.style, text };
  }
}

/** The first column to the left, the others, which are numbers, to the right; short rows are filled up. */
function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): RichBlock | null {
  const columns = Math.max(header.length, ...rows.map((row) => row.length));
  const rowOf = (row: readonly string[], isHeader: boolean): RichCell[] =>
    Array.from({ length: columns }, (_, column) => cellOf(oneLine(row[column] ?? ''), column, isHeader));
  const cells = [...(header.length > 0 ? [rowOf(header, true)] : []), ...rows.map((row) => rowOf(row, false))];
  return cells.length > 0 ? { type: 'table', cells, is_striped: true, is_compact: true } : null;
}

function cellOf(text: string, column: number, isHeader: boolean): RichCell {
  return {
    ...(text === '' ? {} : { text }),
    ...(isHeader && { is_header: true as const }),
    align: column === 0 ? 'left' : 'right',
    valign: 'middle',
  };
}

function fits(blocks: readonly RichBlock[]): boolean {
  const { characters, blocks: most, columns } = richLimits;
  const sum = (sizeOf: (block: RichBlock) => number) => blocks.reduce((total, block) => total + sizeOf(block), 0);
  return (
    sum(blockCharacters) <= characters && sum(blockCount) <= most && blocks.every((one) => widthOf(one) <= columns)
  );
}

function blockCharacters(block: RichBlock): number {
  switch (block.type) {
    case 'paragraph':
    case 'heading':
      return charactersOf(block.text);
    case 'details':
      return charactersOf(block.summary) + block.blocks.reduce((sum, inner) => sum + blockCharacters(inner), 0);
    case 'table':
      return block.cells.flat().reduce((sum, { text = '' }) => sum + charactersOf(text), 0);
  }
}

function charactersOf(text: RichText): number {
  if (typeof text === 'string') return text.length;
  return Array.isArray(text) ? text.reduce((sum, part) => sum + charactersOf(part), 0) : charactersOf(text.text);
}

function blockCount(block: RichBlock): number {
  if (block.type === 'table') return 1 + block.cells.length;
  return block.type === 'details' ? 1 + block.blocks.length : 1;
}

function widthOf(block: RichBlock): number {
  return block.type === 'table' ? (block.cells[0]?.length ?? 0) : 1;
}

/** What the call says of the message that stands there, not of the form: another form would be answered the same. */
const ofThePlace: readonly string[] = ['edit_impossible', 'other_kind', 'media_refused'];

/**
 * Whether an answer says that rich messages are not taken here: an older Bot API server does not know the method (404),
 * others name what they do not like. All of these are before anything was sent.
 */
export function refusesRich({ outcome, code }: Readonly<{ outcome: Outcome; code: string }>): boolean {
  if (ofThePlace.includes(code)) return false;
  return outcome === 'ours' || outcome === 'unrecognised' || (outcome === 'config' && code === 'unauthorized');
}
