import { msOf } from '../domain/time.ts';
import type { Picture } from '../files/picture.ts';
import type { Attachment, StoredAttachment } from '../files/table.ts';
import { escapeHtml, oneLine } from '../lib/html.ts';
import type { Block, Button, Line, Message, Span } from './message.ts';
import { tableLines } from './telegram-table.ts';

/** Telegram counts UTF-16 units of the text that is left when the markup is taken away. */
export const maxTextUnits = 4096;
/** A text under a picture or a file has less room. */
export const maxCaptionUnits = 1024;
/** core.telegram.org/bots/api#senddocument: 50 MB, whichever they are, form included; with some spare. */
export const maxUploadBytes = 45_000_000;
/** Telegram drops formatting beyond so many entities in one message. */
const maxEntities = 100;
/** Longer texts are not copied whole by a button. */
const maxCopyUnits = 256;

export type TelegramButton = Readonly<{
  text: string;
  callback_data?: string;
  url?: string;
  copy_text?: Readonly<{ text: string }>;
  style?: 'danger' | 'success' | 'primary';
}>;
export type TelegramKeyboard = readonly (readonly TelegramButton[])[];

export type TelegramMedia = Readonly<
  { kind: 'photo'; picture: Picture } | { kind: 'document'; attachment: Attachment | StoredAttachment }
>;

/**
 * One message to send: `html` for parse_mode HTML, `plain` where that is refused; under a picture or a file both are its
 * caption. Buttons stand under the last part that is no file.
 */
export type TelegramPart = Readonly<{
  html: string;
  plain: string;
  keyboard: TelegramKeyboard | null;
  media: TelegramMedia | null;
}>;

type Piece = Readonly<{ html: string; plain: string; entities: number; glue: '\n' | '\n\n' }>;

/**
 * Draws a message for Telegram. Splits between blocks; a block too long for one message splits between its lines, a
 * line too long for one message between its words. Nothing is left out. `handle` goes into navigation buttons
 * (`verb.handle`); without one they are left out. A picture carries a text that fits under it; after a longer one it
 * comes by itself. Files come last.
 */
export function renderTelegram(message: Message, handle: string | null): readonly TelegramPart[] {
  const texts = packPieces(message.blocks.flatMap((block, index) => blockPieces(block, message.blocks[index - 1])));
  const parts = withPicture(texts, message.picture);
  const keyboard = keyboardOf(message.buttons, handle);
  const files = (message.attachments ?? []).map(
    (attachment): TelegramPart => ({ html: '', plain: '', keyboard: null, media: { kind: 'document', attachment } }),
  );
  return [
    ...parts.map((part, index) => ({ ...part, keyboard: index === parts.length - 1 ? keyboard : null })),
    ...files,
  ];
}

type Unbuttoned = Omit<TelegramPart, 'keyboard'>;
type Text = Pick<TelegramPart, 'html' | 'plain'>;

function withPicture(texts: readonly Text[], picture: Picture | undefined): readonly Unbuttoned[] {
  const bare = texts.map((part) => ({ ...part, media: null }));
  if (picture === undefined) return bare;
  const media = { kind: 'photo', picture } as const;
  const [first = { html: '', plain: '' }, ...rest] = texts;
  if (rest.length === 0 && first.plain.length <= maxCaptionUnits) return [{ ...first, media }];
  const title = clip(first.plain.split('\n', 1)[0] ?? '', maxCaptionUnits);
  return [...bare, { html: escapeHtml(title), plain: title, media }];
}

/** Callback data as the bot's router reads it: `verb.handle` for navigation, `act.id` for a single-use action. */
export function keyboardOf(rows: Message['buttons'], handle: string | null): TelegramKeyboard | null {
  const drawn = rows.map((row) => row.flatMap((button) => drawButton(button, handle))).filter((row) => row.length > 0);
  return drawn.length > 0 ? drawn : null;
}

function drawButton(button: Button, handle: string | null): readonly TelegramButton[] {
  const base = { text: oneLine(button.label), ...(button.style && { style: button.style }) };
  const { intent } = button;
  switch (intent.kind) {
    case 'open':
      return openButton(base, intent.verb, intent.about ?? handle);
    case 'act':
      return [{ ...base, callback_data: `act.${intent.actionId}` }];
    case 'copy':
      return copyButton(base, oneLine(intent.text));
    case 'url':
      return [{ ...base, url: intent.url }];
  }
}

/** Telegram refuses a button that copies nothing, and the whole message with it. */
function copyButton(base: { text: string }, copied: string): readonly TelegramButton[] {
  return copied.trim() === '' ? [] : [{ ...base, copy_text: { text: clip(copied, maxCopyUnits) } }];
}

function openButton(base: { text: string }, verb: string, handle: string | null): readonly TelegramButton[] {
  return handle === null ? [] : [{ ...base, callback_data: `${verb}.${handle}` }];
}

/** At most `units` UTF-16 units, never half a surrogate pair. */
export function clip(text: string, units: number): string {
  return text.slice(0, units).replace(/[\uD800-\uDBFF]$/, '');
}

function blockPieces(block: Block, before: Block | undefined): readonly Piece[] {
  const glue = before === undefined || before.kind === 'heading' || block.kind === 'details' ? '\n' : '\n\n';
  switch (block.kind) {
    case 'heading':
      return linePieces([[{ style: 'bold', text: block.text }]], glue, (html) => html);
    case 'lines':
      return linePieces(block.lines, glue, (html) => html);
    case 'details': {
      const summary: Line = [{ style: 'bold', text: block.summary }];
      return linePieces([summary, ...block.lines], glue, (html) => `<blockquote expandable>${html}</blockquote>`);
    }
    case 'table':
      return linePieces(
        tableLines(block.header, block.rows).map((text) => [{ style: 'plain', text }]),
        glue,
        (html) => `<pre>${html}</pre>`,
      );
  }
}

type Drawn = Readonly<{ html: string; plain: string; entities: number }>;

/** Lines gathered into as few pieces as the limits allow, each wrapped by itself, so no markup is ever cut. */
function linePieces(lines: readonly Line[], glue: Piece['glue'], wrap: (html: string) => string): readonly Piece[] {
  const groups: Drawn[] = [];
  for (const drawn of lines.flatMap(drawLine)) {
    const last = groups.at(-1);
    if (last && fits(last, drawn, 1)) groups[groups.length - 1] = joined(last, drawn, '\n');
    else groups.push(drawn);
  }
  return groups.map((group, index) => ({
    ...group,
    html: wrap(group.html),
    entities: group.entities + 1,
    glue: index === 0 ? glue : '\n',
  }));
}

function packPieces(pieces: readonly Piece[]): readonly Text[] {
  const parts: Drawn[] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (last && fits(last, piece, piece.glue.length)) parts[parts.length - 1] = joined(last, piece, piece.glue);
    else parts.push(piece);
  }
  return parts.map(({ html, plain }) => ({ html, plain }));
}

function fits(a: Drawn, b: Drawn, glueUnits: number): boolean {
  return a.plain.length + glueUnits + b.plain.length <= maxTextUnits && a.entities + b.entities < maxEntities;
}

function joined(a: Drawn, b: Drawn, glue: string): Drawn {
  return { html: a.html + glue + b.html, plain: a.plain + glue + b.plain, entities: a.entities + b.entities };
}

/** One line, or several where it is longer than a message. */
function drawLine(line: Line): readonly Drawn[] {
  const rows: Drawn[] = [{ html: '', plain: '', entities: 0 }];
  for (const span of line.flatMap(spanChunks)) {
    const drawn = drawSpan(span);
    const last = rows.at(-1);
    if (last && fits(last, drawn, 0)) rows[rows.length - 1] = joined(last, drawn, '');
    else rows.push(drawn);
  }
  return rows;
}

/** A span longer than a message in pieces cut at a space where there is one. */
function spanChunks(span: Span): readonly Span[] {
  const chunks: Span[] = [];
  let rest = span.style === 'plain' ? span.text.toWellFormed() : oneLine(span.text);
  while (rest.length > maxTextUnits) {
    const head = clip(rest, maxTextUnits);
    const space = head.lastIndexOf(' ');
    const cut = space > maxTextUnits / 2 ? space + 1 : head.length;
    chunks.push({ ...span, text: rest.slice(0, cut) });
    rest = rest.slice(cut);
  }
  return [...chunks, { ...span, text: rest }];
}

function drawSpan(span: Span): Drawn {
  const plain = oneLine(span.text);
  const html = escapeHtml(plain);
  if (html === '' || span.style === 'plain') return { html, plain, entities: 0 };
  switch (span.style) {
    case 'bold':
      return { html: `<b>${html}</b>`, plain, entities: 1 };
    case 'italic':
      return { html: `<i>${html}</i>`, plain, entities: 1 };
    case 'code':
      return { html: `<code>${html}</code>`, plain, entities: 1 };
    case 'moment': {
      const unix = Math.floor(msOf(span.at) / 1_000);
      return { html: `<tg-time unix="${unix}" format="${span.shows}">${html}</tg-time>`, plain, entities: 1 };
    }
    case 'link':
      return isWebLink(span.url)
        ? { html: `<a href="${escapeHtml(span.url)}">${html}</a>`, plain: `${plain} (${span.url})`, entities: 1 }
        : { html, plain, entities: 0 };
  }
}

/** Anything else (`tg://user`, `javascript:`) is shown as its text. */
export function isWebLink(url: string): boolean {
  return /^https?:\/\/[^\s"<>]+$/i.test(url);
}
