import type { ChatsState } from './chats.ts';
import { readCaption, readDocument, readKeyboard, readPhoto, readText } from './content.ts';
import { flag, integer, objectParam, type Params } from './params.ts';
import { badRequest } from './refusal.ts';
import { toWireMessage } from './render.ts';
import { readRich } from './rich.ts';
import { checkThread } from './topics.ts';
import type { ChatRecord, StoredMessage } from './types.ts';

type Content = Partial<StoredMessage>;

function replyTarget(state: ChatsState, record: ChatRecord, params: Params): number | undefined {
  const reply = objectParam(params, 'reply_parameters');
  const id = Number(reply?.['message_id'] ?? integer(params, 'reply_to_message_id') ?? 0);
  if (id === 0) return undefined;
  if (state.message(record, id)) return id;
  const isOptional = reply?.['allow_sending_without_reply'] === true || flag(params, 'allow_sending_without_reply');
  if (!isOptional) throw badRequest('message to be replied not found');
  return undefined;
}

/** What every sending method has besides its content. */
function envelope(state: ChatsState, record: ChatRecord, params: Params): Content {
  const replyTo = replyTarget(state, record, params);
  const threadId = integer(params, 'message_thread_id');
  checkThread(record, threadId);
  const receiver = objectParam(params, 'ephemeral_message_parameters')?.['receiver_user_id'];
  const markup = objectParam(params, 'reply_markup');
  return {
    keyboard: readKeyboard(params),
    silent: flag(params, 'disable_notification'),
    ...(markup ? { replyMarkup: markup } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(threadId ? { threadId } : {}),
    ...(receiver === undefined ? {} : { receiverId: Number(receiver) }),
  };
}

function send(state: ChatsState, params: Params, read: () => Content): Record<string, unknown> {
  const record = state.writable(params);
  const content = { ...envelope(state, record, params), ...read() };
  state.spend(record);
  return toWireMessage(record, state.append(record, state.bot, content));
}

export const sendMessage = (state: ChatsState, params: Params) => send(state, params, () => readText(params));

export const sendRichMessage = (state: ChatsState, params: Params) =>
  send(state, params, () => readRich(state, params));

export const sendPhoto = (state: ChatsState, params: Params) =>
  send(state, params, () => ({ photo: readPhoto(state, params), ...readCaption(params) }));

export const sendDocument = (state: ChatsState, params: Params) =>
  send(state, params, () => ({ document: readDocument(state, params), ...readCaption(params) }));
