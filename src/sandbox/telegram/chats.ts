import { integer, type Params, text } from './params.ts';
import { badRequest, Refusal, tooManyRequests } from './refusal.ts';
import type { ChatRecord, StoredFile, StoredMessage, TgChat, TgUser } from './types.ts';

export type TelegramEvent =
  | { kind: 'message' | 'edited' | 'deleted'; chatId: number; messageId: number }
  | { kind: 'answer'; chatId: number; userId: number; text: string; isAlert: boolean; url?: string }
  | { kind: 'typing' | 'chat' | 'commands'; chatId?: number };

export type ChatRules = { rateLimits: boolean; groupMessagesPerMinute: number };
export type ChatsState = ReturnType<typeof createChats>;

const KEPT_RECENT = 200;

/** The chats, who is in them, their messages and files: the stand-in's memory, without the Bot API's words. */
export function createChats(nowMs: () => number, bot: TgUser, rules: ChatRules) {
  const chats = new Map<number, ChatRecord>();
  const files = new Map<string, StoredFile>();
  const listeners = new Set<(event: TelegramEvent) => void>();
  let lastFile = 0;

  function emit(event: TelegramEvent): void {
    for (const listener of listeners) listener(event);
  }

  function add(chat: TgChat, members: readonly TgUser[]): ChatRecord {
    const record: ChatRecord = {
      chat,
      members: new Map(members.map((user) => [user.id, user])),
      messages: [],
      lastMessageId: 0,
      sends: 0,
      edits: 0,
      recent: [],
    };
    chats.set(chat.id, record);
    emit({ kind: 'chat', chatId: chat.id });
    return record;
  }

  function closedReason(record: ChatRecord): Refusal {
    if (record.closed === 'blocked') return new Refusal(403, 'Forbidden: bot was blocked by the user');
    return new Refusal(403, `Forbidden: bot was kicked from the ${record.chat.type} chat`);
  }

  function find(params: Params): ChatRecord {
    const name = text(params, 'chat_id');
    if (name === undefined || name === '') throw badRequest('chat_id is empty');
    const found = name.startsWith('@')
      ? [...chats.values()].find((record) => record.chat.username === name.slice(1))
      : chats.get(integer(params, 'chat_id') ?? 0);
    if (!found) throw badRequest('chat not found');
    return found;
  }

  /** One send or edit against the chat's limit: 1 a second in private (bursts of 5), n a minute in groups. */
  function spend(record: ChatRecord): void {
    const now = nowMs();
    const isPrivate = record.chat.type === 'private';
    const [windowMs, limit] = isPrivate ? [5_000, 5] : [60_000, rules.groupMessagesPerMinute];
    const within = record.recent.filter((at) => at > now - windowMs);
    const oldest = within[within.length - limit];
    if (rules.rateLimits && oldest !== undefined) {
      throw tooManyRequests(Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)));
    }
    record.recent = [...within, now].slice(-KEPT_RECENT);
  }

  function writable(params: Params): ChatRecord {
    const record = find(params);
    if (record.closed) throw closedReason(record);
    return record;
  }

  function append(record: ChatRecord, from: TgUser, content: Partial<StoredMessage>): StoredMessage {
    record.lastMessageId += 1;
    const message: StoredMessage = {
      messageId: record.lastMessageId,
      chatId: record.chat.id,
      from,
      date: Math.floor(nowMs() / 1000),
      text: '',
      entities: [],
      keyboard: undefined,
      silent: false,
      pinned: false,
      reactions: [],
      deleted: false,
      history: [],
      ...content,
    };
    record.messages.push(message);
    if (from.id === bot.id) record.sends += 1;
    emit({ kind: 'message', chatId: record.chat.id, messageId: message.messageId });
    return message;
  }

  function message(record: ChatRecord, messageId: number): StoredMessage | undefined {
    // Ids are given in order, so a message sits near its id.
    const guess = record.messages[messageId - (record.messages[0]?.messageId ?? 1)];
    const found = guess?.messageId === messageId ? guess : record.messages.find((m) => m.messageId === messageId);
    return found?.deleted ? undefined : found;
  }

  function keepFile(name: string, type: string, bytes: Buffer): StoredFile {
    lastFile = Math.max(lastFile, files.size) + 1;
    const folder = type.startsWith('image/') ? 'photos' : 'documents';
    const file = {
      id: `BQACAgIAAx${String(lastFile).padStart(8, '0')}`,
      path: `${folder}/file_${lastFile}`,
      name,
      type,
      bytes,
    };
    files.set(file.id, file);
    return file;
  }

  return {
    bot,
    chats,
    files,
    add,
    find,
    writable,
    spend,
    append,
    message,
    keepFile,
    emit,
    nowMs,
    subscribe(listener: (event: TelegramEvent) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
