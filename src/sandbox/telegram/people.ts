import { isFields } from '../wire.ts';
import type { ChatsState } from './chats.ts';
import { findEntities } from './markup.ts';
import type { CallbackAnswer, createQueries } from './queries.ts';
import { toWireMessage } from './render.ts';
import type { BotRight, ChatRecord, Revision, StoredMessage, TgButton, TgEntity, TgRich, TgUser } from './types.ts';
import type { Updates } from './updates.ts';

export type Person = { id: number; firstName: string; lastName?: string; username?: string; languageCode?: string };
export type GroupInput = {
  id: number;
  title: string;
  members: readonly Person[];
  isChannel?: boolean;
  isForum?: boolean;
  /** Of the rights that administrators may have. */
  botLacks?: readonly BotRight[];
};
export type SendTextInput = { chatId: number; from: number; text: string; replyTo?: number };
export type SendFileInput = Omit<SendTextInput, 'text'> & { name: string; bytes: Buffer; caption?: string };
export type PressInput = {
  chatId: number;
  from: number;
  messageId: number;
  data?: string;
  label?: string;
  timeoutMs?: number;
};
/** A message as a person sees it now, with everything it said before. */
export type SeenMessage = {
  messageId: number;
  from: { id: number; name: string; isBot: boolean };
  at: number;
  editedAt?: number;
  text: string;
  entities: TgEntity[];
  /** In blocks; `text` holds its words. */
  rich?: TgRich;
  buttons: { text: string; data?: string; url?: string; copy?: string }[][];
  photo?: { fileId: string; width: number; height: number; bytes: Buffer };
  document?: { fileId: string; name: string; bytes: Buffer };
  replyTo?: number;
  receiverId?: number;
  silent: boolean;
  /** The topic that it stands in. */
  threadId?: number;
  pinned: boolean;
  reactions: string[];
  replyMarkup?: unknown;
  history: Revision[];
};

export function toUser(person: Person): TgUser {
  return {
    id: person.id,
    is_bot: false,
    first_name: person.firstName,
    ...(person.lastName ? { last_name: person.lastName } : {}),
    ...(person.username ? { username: person.username } : {}),
    ...(person.languageCode ? { language_code: person.languageCode } : {}),
  };
}

function toSeenButton(button: TgButton): SeenMessage['buttons'][number][number] {
  const copy = button['copy_text'];
  return {
    text: button.text,
    ...(button.callback_data === undefined ? {} : { data: button.callback_data }),
    ...(button.url === undefined ? {} : { url: button.url }),
    ...(isFields(copy) ? { copy: String(copy['text'] ?? '') } : {}),
  };
}

export function toSeen(state: ChatsState, message: StoredMessage): SeenMessage {
  const bytesOf = (fileId: string) => state.files.get(fileId)?.bytes ?? Buffer.alloc(0);
  const photo = message.photo?.at(-1);
  const file = message.document;
  const buttons = (message.keyboard?.inline_keyboard ?? []).map((row) => row.map(toSeenButton));
  return {
    messageId: message.messageId,
    from: { id: message.from.id, name: message.from.first_name, isBot: message.from.is_bot },
    at: message.date * 1000,
    ...(message.editDate ? { editedAt: message.editDate * 1000 } : {}),
    text: message.text,
    entities: message.entities,
    ...(message.rich ? { rich: message.rich } : {}),
    buttons,
    ...(photo
      ? { photo: { fileId: photo.file_id, width: photo.width, height: photo.height, bytes: bytesOf(photo.file_id) } }
      : {}),
    ...(file ? { document: { fileId: file.file_id, name: file.file_name, bytes: bytesOf(file.file_id) } } : {}),
    ...(message.replyTo ? { replyTo: message.replyTo } : {}),
    ...(message.receiverId ? { receiverId: message.receiverId } : {}),
    silent: message.silent,
    ...(message.threadId ? { threadId: message.threadId } : {}),
    pinned: message.pinned,
    reactions: message.reactions,
    ...(message.replyMarkup ? { replyMarkup: message.replyMarkup } : {}),
    history: message.history,
  };
}

type Deps = {
  state: ChatsState;
  updates: Updates;
  queries: ReturnType<typeof createQueries>;
  readsAllGroupMessages: boolean;
};

function groupType(id: number): 'supergroup' | 'group' {
  return id < -1_000_000_000_000 ? 'supergroup' : 'group';
}

/** The people's side: what they write and press reaches the bot as updates. */
export class People {
  readonly #state: Deps['state'];
  readonly #updates: Deps['updates'];
  readonly #queries: Deps['queries'];
  readonly #readsAllGroupMessages: Deps['readsAllGroupMessages'];
  readonly users = new Map<number, TgUser>();

  constructor(deps: Deps) {
    this.#state = deps.state;
    this.#updates = deps.updates;
    this.#queries = deps.queries;
    this.#readsAllGroupMessages = deps.readsAllGroupMessages;
  }

  readonly chatOf = (chatId: number): ChatRecord => {
    const record = this.#state.chats.get(chatId);
    if (!record) throw new Error(`no chat ${chatId}: add it with addPrivateChat or addGroup`);
    return record;
  };

  userOf(id: number): TgUser {
    const user = this.users.get(id);
    if (!user) throw new Error(`no person ${id}: add them with addPrivateChat or addGroup`);
    return user;
  }

  #remember(person: Person): TgUser {
    const user = toUser(person);
    this.users.set(user.id, user);
    return user;
  }

  /** With privacy mode on, the bot sees commands, replies to itself and mentions only. */
  #botSees(record: ChatRecord, text: string, replyTo: number | undefined): boolean {
    if (this.#readsAllGroupMessages || record.chat.type === 'private') return true;
    const replied = record.messages.find((m) => m.messageId === replyTo);
    return (
      text.startsWith('/') || text.includes(`@${this.#state.bot.username}`) || replied?.from.id === this.#state.bot.id
    );
  }

  readonly sendText = ({ chatId, from, text, replyTo }: SendTextInput): { messageId: number } => {
    const record = this.chatOf(chatId);
    const user = this.userOf(from);
    if (record.chat.type === 'private' && record.closed === 'blocked') delete record.closed;
    const content = { text, entities: findEntities(text), ...(replyTo === undefined ? {} : { replyTo }) };
    const message = this.#state.append(record, user, content);
    if (this.#botSees(record, text, replyTo)) this.#updates.push('message', toWireMessage(record, message));
    return { messageId: message.messageId };
  };

  readonly sendFile = ({ chatId, from, name, bytes, caption = '' }: SendFileInput): { messageId: number } => {
    const record = this.chatOf(chatId);
    const { id, name: kept, type } = this.#state.keepFile(name, 'text/csv', bytes);
    const document = {
      file_id: id,
      file_unique_id: `u${id.slice(-8)}`,
      file_name: kept,
      mime_type: type,
      file_size: bytes.length,
    };
    const content = { document, text: caption, entities: findEntities(caption) };
    const message = this.#state.append(record, this.userOf(from), content);
    if (this.#botSees(record, caption, undefined)) this.#updates.push('message', toWireMessage(record, message));
    return { messageId: message.messageId };
  };

  readonly press = async (input: PressInput): Promise<CallbackAnswer | null> => {
    const record = this.chatOf(input.chatId);
    const message = this.#state.message(record, input.messageId);
    if (!message) throw new Error(`no message ${input.messageId} in chat ${input.chatId}`);
    const buttons = (message.keyboard?.inline_keyboard ?? []).flat();
    const button = buttons.find((b) =>
      input.data === undefined ? b.text === input.label : b.callback_data === input.data,
    );
    if (button?.callback_data === undefined) {
      const shown = buttons.map((b) => b.text).join(', ') || 'none';
      throw new Error(`message ${input.messageId} has no button ${input.data ?? input.label}; it has: ${shown}`);
    }
    return await this.#queries.press(
      record,
      message,
      this.userOf(input.from),
      button.callback_data,
      input.timeoutMs ?? 10_000,
    );
  };

  #memberUpdate(record: ChatRecord, user: TgUser, from: string, to: string): void {
    const member = (status: string) => ({ user: this.#state.bot, status });
    this.#updates.push('my_chat_member', {
      chat: record.chat,
      from: user,
      date: Math.floor(this.#state.nowMs() / 1000),
      old_chat_member: member(from),
      new_chat_member: member(to),
    });
  }

  /** A person who has opened the bot; the chat's id is theirs. */
  readonly addPrivateChat = (person: Person): { chatId: number } => {
    const user = this.#remember(person);
    const { is_bot: _, language_code: __, ...names } = user;
    if (!this.#state.chats.has(user.id)) this.#state.add({ ...names, type: 'private' }, [user]);
    return { chatId: user.id };
  };

  readonly addGroup = ({
    id,
    title,
    members,
    isChannel = false,
    isForum,
    botLacks = [],
  }: GroupInput): { chatId: number } => {
    const joined = members.map((member) => this.#remember(member));
    if (this.#state.chats.has(id)) return { chatId: id };
    const type = isChannel ? 'channel' : groupType(id);
    const record = this.#state.add({ id, type, title, ...(isForum ? { is_forum: true as const } : {}) }, joined);
    if (botLacks.length > 0) record.withoutRights = botLacks;
    return { chatId: id };
  };

  /** The person stops the bot: sends to the chat get 403 until they write again. */
  readonly block = (userId: number): void => {
    const record = this.chatOf(userId);
    record.closed = 'blocked';
    this.#memberUpdate(record, this.userOf(userId), 'member', 'kicked');
  };

  readonly unblock = (userId: number): void => {
    const record = this.chatOf(userId);
    delete record.closed;
    this.#memberUpdate(record, this.userOf(userId), 'kicked', 'member');
  };

  readonly kickBot = (chatId: number, by: number): void => {
    const record = this.chatOf(chatId);
    record.closed = 'kicked';
    this.#memberUpdate(record, this.userOf(by), 'member', 'kicked');
  };

  readonly addBot = (chatId: number, by: number): void => {
    const record = this.chatOf(chatId);
    delete record.closed;
    this.#memberUpdate(record, this.userOf(by), 'kicked', 'member');
  };
}

export function createPeople(deps: Deps): People {
  return new People(deps);
}
