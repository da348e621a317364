import { type Fields, isFields } from '../wire.ts';
import type { ChatsState } from './chats.ts';
import { readPhoto } from './content.ts';
import { flag, objectParam, type Params } from './params.ts';
import { badRequest } from './refusal.ts';
import { cannotParse, plainOf, readRichText } from './rich-text.ts';
import type { TgRich, TgRichBlock, TgRichCell } from './types.ts';

/** Published with the types of Bot API 10.3. */
const limits = { characters: 32_768, blocks: 500, depth: 16, media: 50, columns: 20 };

type Reading = Readonly<{ state: ChatsState; params: Params }>;

function readCell(value: unknown): TgRichCell {
  if (!isFields(value)) return cannotParse('a table cell must be an Object');
  const { align, valign, text, is_header } = value;
  if (!['left', 'center', 'right'].includes(String(align))) cannotParse('wrong align of a table cell');
  if (!['top', 'middle', 'bottom'].includes(String(valign))) cannotParse('wrong valign of a table cell');
  return {
    ...(text === undefined ? {} : { text: readRichText(text) }),
    ...(is_header === true ? { is_header } : {}),
    align: String(align),
    valign: String(valign),
  };
}

function readTable({ cells, is_bordered, is_striped, is_compact }: Fields): TgRichBlock {
  if (!Array.isArray(cells) || cells.length === 0) return cannotParse('a table must have rows');
  const rows = cells.map((row: unknown) => {
    if (!Array.isArray(row) || row.length === 0) return cannotParse('a table row must be an Array of cells');
    if (row.length > limits.columns) return cannotParse('too many columns in a table');
    return row.map(readCell);
  });
  const flags = { is_bordered, is_striped, is_compact };
  const set = Object.fromEntries(Object.entries(flags).filter(([, value]) => value === true));
  return { type: 'table', cells: rows, ...set };
}

function readPhotoBlock({ state, params }: Reading, { photo }: Fields): TgRichBlock {
  if (!isFields(photo) || photo['type'] !== 'photo') return cannotParse('a photo block must have an InputMediaPhoto');
  return { type: 'photo', photo: readPhoto(state, params, String(photo['media'] ?? '')) };
}

function readBlock(reading: Reading, value: unknown, depth: number): TgRichBlock {
  if (!isFields(value)) return cannotParse('a block must be an Object');
  if (depth > limits.depth) return cannotParse('blocks are nested too deep');
  const text = () => readRichText(value['text']);
  switch (value['type']) {
    case 'paragraph':
    case 'footer':
    case 'pre':
      return { type: value['type'], text: text() };
    case 'divider':
      return { type: 'divider' };
    case 'heading': {
      const size = Number(value['size']);
      if (!Number.isInteger(size) || size < 1 || size > 6) return cannotParse('wrong size of a heading');
      return { type: 'heading', text: text(), size };
    }
    case 'table':
      return readTable(value);
    case 'details': {
      const blocks = readBlocks(reading, value['blocks'], depth + 1);
      const open = value['is_open'] === true ? { is_open: true as const } : {};
      return { type: 'details', summary: readRichText(value['summary']), blocks, ...open };
    }
    case 'photo':
      return readPhotoBlock(reading, value);
    default:
      // Others are known to the real service and not used here; refusing them keeps a mistake visible.
      return cannotParse(`unsupported block "${String(value['type'])}"`);
  }
}

function readBlocks(reading: Reading, value: unknown, depth: number): TgRichBlock[] {
  if (!Array.isArray(value)) return cannotParse('blocks must be an Array');
  return value.map((block: unknown) => readBlock(reading, block, depth));
}

/** With table rows and what is inside of blocks. */
function countOf(blocks: readonly TgRichBlock[]): number {
  return blocks.reduce((sum, block) => {
    if (block.type === 'table') return sum + 1 + block.cells.length;
    return sum + 1 + (block.type === 'details' ? countOf(block.blocks) : 0);
  }, 0);
}

function textOf(block: TgRichBlock): string {
  switch (block.type) {
    case 'divider':
    case 'photo':
      return '';
    case 'table':
      return block.cells.map((row) => row.map(({ text = '' }) => plainOf(text)).join('  ')).join('\n');
    case 'details':
      return [plainOf(block.summary), ...block.blocks.map(textOf)].join('\n');
    case 'footer':
    case 'heading':
    case 'paragraph':
    case 'pre':
      return plainOf(block.text);
  }
}

/** The words of a rich message, as a search or a locked phone has them. */
export function wordsOf(blocks: readonly TgRichBlock[]): string {
  return blocks
    .map(textOf)
    .filter((text) => text !== '')
    .join('\n');
}

/** A `rich_message` in blocks, checked against the published shapes and limits. */
export function readRich(state: ChatsState, params: Params): { rich: TgRich; text: string } {
  const given = objectParam(params, 'rich_message');
  if (!given) throw badRequest('rich message is empty');
  const forms = ['html', 'markdown', 'blocks'].filter((form) => given[form] !== undefined);
  if (forms.length !== 1) return cannotParse('exactly one of html, markdown and blocks must be used');
  if (forms[0] !== 'blocks') return cannotParse(`${forms[0]} is not spoken here`);
  const blocks = readBlocks({ state, params }, given['blocks'], 1);
  const text = wordsOf(blocks);
  if (text.trim() === '' && !blocks.some(({ type }) => type === 'photo')) throw badRequest('message text is empty');
  if ([...text].length > limits.characters) throw badRequest('message is too long');
  if (countOf(blocks) > limits.blocks) return cannotParse('too many blocks');
  if (blocks.filter(({ type }) => type === 'photo').length > limits.media) return cannotParse('too many media');
  const plainTexts = flag({ fields: given, files: params.files }, 'skip_entity_detection');
  return { rich: { blocks, ...(plainTexts ? { plainTexts } : {}) }, text };
}

export function photosOf(blocks: readonly TgRichBlock[]): string[] {
  return blocks.flatMap((block) => (block.type === 'photo' ? block.photo.map(({ file_id }) => file_id) : []));
}
