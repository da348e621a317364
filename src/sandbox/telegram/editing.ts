import { isFields } from '../wire.ts';
import type { ChatsState } from './chats.ts';
import { readCaption, readDocument, readKeyboard, readPhoto, readText } from './content.ts';
import { integer, objectParam, type Params, structure } from './params.ts';
import { badRequest } from './refusal.ts';
import { toWireMessage } from './render.ts';
import { readRich } from './rich.ts';
import type { ChatRecord, StoredMessage } from './types.ts';

const DELETE_WITHIN_SECONDS = 48 * 3600;

function located(state: ChatsState, params: Params, what: string): { record: ChatRecord; message: StoredMessage } {
  const record = state.writable(params);
  const id = integer(params, 'message_id');
  if (id === undefined) throw badRequest('message identifier is not specified');
  const message = state.message(record, id);
  if (!message) throw badRequest(`message to ${what} not found`);
  return { record, message };
}

function sameContent(message: StoredMessage, change: Partial<StoredMessage>): boolean {
  const { text, entities, keyboard, photo, rich } = message;
  const before = { text, entities, keyboard, photo, rich };
  const after = { ...before, ...change };
  return JSON.stringify([before, message.document]) === JSON.stringify([after, change.document ?? message.document]);
}

/** Changes one of the bot's own messages in place; an edit that changes nothing is refused. */
function edit(state: ChatsState, params: Params, read: (message: StoredMessage) => Partial<StoredMessage>) {
  const { record, message } = located(state, params, 'edit');
  if (message.from.id !== state.bot.id) throw badRequest("message can't be edited");
  const change = read(message);
  if (sameContent(message, change)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  state.spend(record);
  message.history.push({ at: state.nowMs(), text: message.text, keyboard: message.keyboard });
  Object.assign(message, change, { editDate: Math.floor(state.nowMs() / 1000) });
  record.edits += 1;
  state.emit({ kind: 'edited', chatId: record.chat.id, messageId: message.messageId });
  return toWireMessage(record, message);
}

export const editMessageText = (state: ChatsState, params: Params) =>
  edit(state, params, (message) => {
    if (message.photo || message.document) throw badRequest('there is no text in the message to edit');
    const keyboard = readKeyboard(params);
    if (params.fields['rich_message'] !== undefined) return { ...readRich(state, params), entities: [], keyboard };
    return { ...readText(params), rich: undefined, keyboard };
  });

export const editMessageCaption = (state: ChatsState, params: Params) =>
  edit(state, params, (message) => {
    if (!message.photo && !message.document) throw badRequest('there is no caption in the message to edit');
    return { ...readCaption(params), keyboard: readKeyboard(params) };
  });

export const editMessageReplyMarkup = (state: ChatsState, params: Params) =>
  edit(state, params, () => ({ keyboard: readKeyboard(params) }));

export const editMessageMedia = (state: ChatsState, params: Params) =>
  edit(state, params, () => {
    const media = objectParam(params, 'media');
    if (!media) throw badRequest("can't parse InputMedia: Expected an Object");
    const source = String(media['media'] ?? '');
    const caption = readCaption({ fields: media, files: params.files });
    const bare = { keyboard: readKeyboard(params), rich: undefined };
    if (media['type'] === 'photo') return { photo: readPhoto(state, params, source), ...caption, ...bare };
    if (media['type'] === 'document') return { document: readDocument(state, params, source), ...caption, ...bare };
    throw badRequest(`media of type "${String(media['type'])}" is not supported`);
  });

export function deleteMessage(state: ChatsState, params: Params): true {
  const { record, message } = located(state, params, 'delete');
  const ageSeconds = state.nowMs() / 1000 - message.date;
  if (ageSeconds > DELETE_WITHIN_SECONDS) throw badRequest("message can't be deleted for everyone");
  message.deleted = true;
  state.emit({ kind: 'deleted', chatId: record.chat.id, messageId: message.messageId });
  return true;
}

function setPinned(state: ChatsState, record: ChatRecord, message: StoredMessage, pinned: boolean): void {
  message.pinned = pinned;
  state.emit({ kind: 'edited', chatId: record.chat.id, messageId: message.messageId });
}

export function pinChatMessage(state: ChatsState, params: Params): true {
  const { record, message } = located(state, params, 'pin');
  setPinned(state, record, message, true);
  return true;
}

export function unpinChatMessage(state: ChatsState, params: Params): true {
  const record = state.writable(params);
  const id = integer(params, 'message_id');
  const message = id === undefined ? record.messages.findLast((m) => m.pinned) : state.message(record, id);
  if (!message) throw badRequest('message to unpin not found');
  setPinned(state, record, message, false);
  return true;
}

export function unpinAllChatMessages(state: ChatsState, params: Params): true {
  const record = state.writable(params);
  for (const message of record.messages.filter((m) => m.pinned)) setPinned(state, record, message, false);
  return true;
}

export function setMessageReaction(state: ChatsState, params: Params): true {
  const { record, message } = located(state, params, 'react');
  const wanted = structure(params, 'reaction');
  const list: unknown[] = Array.isArray(wanted) ? wanted : [];
  if (list.length > 1) throw badRequest('REACTIONS_TOO_MANY');
  message.reactions = list.map((r) => (isFields(r) ? String(r['emoji'] ?? '') : '')).filter((emoji) => emoji !== '');
  state.emit({ kind: 'edited', chatId: record.chat.id, messageId: message.messageId });
  return true;
}
