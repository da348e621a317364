import type { ChatsState } from './chats.ts';
import { toKeyboard } from './keyboard.ts';
import { findEntities, type Marked, parseHtml, trimMarked } from './markup.ts';
import { objectParam, type Params, structure, text, upload } from './params.ts';
import { badRequest } from './refusal.ts';
import type { StoredFile, TgDocument, TgEntity, TgKeyboard, TgPhoto } from './types.ts';

export const TEXT_LIMIT = 4096;
export const CAPTION_LIMIT = 1024;

function marked(raw: string, mode: string | undefined, entities: unknown): Marked {
  if (Array.isArray(entities) && entities.length > 0)
    return trimMarked({ text: raw, entities: entities as TgEntity[] });
  if (mode === undefined || mode === '') return trimMarked({ text: raw, entities: [] });
  if (mode.toLowerCase() === 'html') return parseHtml(raw);
  // MarkdownV2 is known to the real service and not used here; refusing it keeps a mistake visible.
  throw badRequest(`unsupported parse_mode`);
}

function withFound(content: Marked): Marked {
  const free = findEntities(content.text).filter((found) =>
    content.entities.every((e) => found.offset + found.length <= e.offset || e.offset + e.length <= found.offset),
  );
  return { text: content.text, entities: [...content.entities, ...free].sort((a, b) => a.offset - b.offset) };
}

/** The text of a message, parsed and measured as Telegram does: 1..4096 UTF-16 units after parsing. */
export function readText(params: Params): Marked {
  const raw = text(params, 'text');
  if (raw === undefined || raw.trim() === '') throw badRequest('message text is empty');
  const content = marked(raw, text(params, 'parse_mode'), structure(params, 'entities'));
  if (content.text === '') throw badRequest('message text is empty');
  if (content.text.length > TEXT_LIMIT) throw badRequest('message is too long');
  return withFound(content);
}

export function readCaption(source: Params): Marked {
  const raw = text(source, 'caption') ?? '';
  const content = marked(raw, text(source, 'parse_mode'), structure(source, 'caption_entities'));
  if (content.text.length > CAPTION_LIMIT) throw badRequest('message caption is too long');
  return withFound(content);
}

export function readKeyboard(params: Params): TgKeyboard | undefined {
  return toKeyboard(objectParam(params, 'reply_markup'));
}

function pngSize(bytes: Buffer): { width: number; height: number } {
  const isPng = bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : { width: 800, height: 600 };
}

const isImage = (bytes: Buffer) =>
  bytes.subarray(0, 4).toString('hex') === '89504e47' || bytes.subarray(0, 2).toString('hex') === 'ffd8';

function storedFile(state: ChatsState, params: Params, field: string, value = text(params, field)): StoredFile {
  const uploaded = upload(params, field, value);
  if (!uploaded) {
    const known = value === undefined ? undefined : state.files.get(value);
    if (!known) throw badRequest('wrong file identifier/HTTP URL specified');
    return known;
  }
  if (uploaded.bytes.length === 0) throw badRequest('file must be non-empty');
  return state.keepFile(uploaded.name, uploaded.type || 'application/octet-stream', uploaded.bytes);
}

export function readPhoto(state: ChatsState, params: Params, value?: string): TgPhoto[] {
  const file = storedFile(state, params, 'photo', value ?? text(params, 'photo'));
  if (file.bytes.length > 10 * 1024 * 1024) throw badRequest('PHOTO_SAVE_FILE_INVALID');
  if (!isImage(file.bytes)) throw badRequest('IMAGE_PROCESS_FAILED');
  const size = { ...pngSize(file.bytes), file_size: file.bytes.length };
  return [{ file_id: file.id, file_unique_id: `u${file.id.slice(-8)}`, ...size }];
}

export function readDocument(state: ChatsState, params: Params, value?: string): TgDocument {
  const file = storedFile(state, params, 'document', value ?? text(params, 'document'));
  return {
    file_id: file.id,
    file_unique_id: `u${file.id.slice(-8)}`,
    file_name: file.name,
    mime_type: file.type,
    file_size: file.bytes.length,
  };
}
