import { integer, type Params, text } from './params.ts';
import { badRequest, Refusal, tooManyRequests } from './refusal.ts';
import type { ChatRecord, StoredFile, StoredMessage, TgChat, TgUser } from './types.ts';

export type TelegramEvent =
  | { kind: 'message' | 'edited' | 'deleted'; chatId: number; messageId: number }
  | { kind: 'answer'; chatId: number; userId: number; text: string; isAlert: boolean; url?: string }
  | { kind: 'typing' | 'chat' | 'commands'; chatId?: number };

export type ChatRules = { rateLimits: boolean; groupMessagesPerMinute: number };

const KEPT_RECENT = 200;

/** The chats, who is in them, their messages and files: the stand-in's memory, without the Bot API's words. */
export class ChatsState {
  readonly nowMs: () => number;
  readonly bot: TgUser;
  readonly #rules: ChatRules;
  readonly chats = new Map<number, ChatRecord>();
  readonly files = new Map<string, StoredFile>();
  readonly #listeners = new Set<(event: TelegramEvent) => void>();
  #lastFile = 0;

  constructor(nowMs: () => number, bot: TgUser, rules: ChatRules) {
    this.nowMs = nowMs;
    this.bot = bot;
    this.#rules = rules;
  }

  readonly emit = (event: TelegramEvent): void => {
    for (const listener of this.#listeners) listener(event);
  };

  readonly add = (chat: TgChat, members: readonly TgUser[]): ChatRecord => {
    const record: ChatRecord = {
      chat,
      members: new Map(members.map((user) => [user.id, user])),
      messages: [],
      lastMessageId: 0,
      sends: 0,
      edits: 0,
      recent: [],
    };
    this.chats.set(chat.id, record);
    this.emit({ kind: 'chat', chatId: chat.id });
    return record;
  };

  #closedReason(record: ChatRecord): Refusal {
    if (record.closed === 'blocked') return new Refusal(403, 'Forbidden: bot was blocked by the user');
    return new Refusal(403, `Forbidden: bot was kicked from the ${record.chat.type} chat`);
  }

  readonly find = (params: Params): ChatRecord => {
    const name = text(params, 'chat_id');
    if (name === undefined || name === '') throw badRequest('chat_id is empty');
    const found = name.startsWith('@')
      ? [...this.chats.values()].find((record) => record.chat.username === name.slice(1))
      : this.chats.get(integer(params, 'chat_id') ?? 0);
    if (!found) throw badRequest('chat not found');
    return found;
  };

  /** One send or edit against the chat's limit: 1 a second in private (bursts of 5), n a minute in groups. */
  readonly spend = (record: ChatRecord): void => {
    const now = this.nowMs();
    const isPrivate = record.chat.type === 'private';
    const [windowMs, limit] = isPrivate ? [5_000, 5] : [60_000, this.#rules.groupMessagesPerMinute];
    const within = record.recent.filter((at) => at > now - windowMs);
    const oldest = within[within.length - limit];
    if (this.#rules.rateLimits && oldest !== undefined) {
      throw tooManyRequests(Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)));
    }
    record.recent = [...within, now].slice(-KEPT_RECENT);
  };

  readonly writable = (params: Params): ChatRecord => {
    const record = this.find(params);
    if (record.closed) throw this.#closedReason(record);
    return record;
  };

  readonly append = (record: ChatRecord, from: TgUser, content: Partial<StoredMessage>): StoredMessage => {
    record.lastMessageId += 1;
    const message: StoredMessage = {
      messageId: record.lastMessageId,
      chatId: record.chat.id,
      from,
      date: Math.floor(this.nowMs() / 1000),
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
    if (from.id === this.bot.id) record.sends += 1;
    this.emit({ kind: 'message', chatId: record.chat.id, messageId: message.messageId });
    return message;
  };

  readonly message = (record: ChatRecord, messageId: number): StoredMessage | undefined => {
    // Ids are given in order, so a this.message sits near its id.
    const guess = record.messages[messageId - (record.messages[0]?.messageId ?? 1)];
    const found = guess?.messageId === messageId ? guess : record.messages.find((m) => m.messageId === messageId);
    return found?.deleted ? undefined : found;
  };

  readonly keepFile = (name: string, type: string, bytes: Buffer): StoredFile => {
    this.#lastFile = Math.max(this.#lastFile, this.files.size) + 1;
    const folder = type.startsWith('image/') ? 'photos' : 'documents';
    const file = {
      id: `BQACAgIAAx${String(this.#lastFile).padStart(8, '0')}`,
      path: `${folder}/file_${this.#lastFile}`,
      name,
      type,
      bytes,
    };
    this.files.set(file.id, file);
    return file;
  };

  readonly subscribe = (listener: (event: TelegramEvent) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
}

export function createChats(nowMs: () => number, bot: TgUser, rules: ChatRules): ChatsState {
  return new ChatsState(nowMs, bot, rules);
}
