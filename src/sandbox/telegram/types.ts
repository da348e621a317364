/** The parts of the Bot API's objects that the stand-in keeps; names are the wire's. */
export type TgUser = {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
};

export type TgChat = {
  id: number;
  type: 'private' | 'group' | 'supergroup' | 'channel';
  title?: string;
  first_name?: string;
  last_name?: string;
  username?: string;
  is_forum?: true;
};

export type TgEntity = {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
  custom_emoji_id?: string;
  unix_time?: number;
  date_time_format?: string;
};

export type TgButton = { text: string; callback_data?: string; url?: string; [other: string]: unknown };
export type TgKeyboard = { inline_keyboard: TgButton[][] };
export type TgPhoto = { file_id: string; file_unique_id: string; width: number; height: number; file_size: number };
export type TgDocument = {
  file_id: string;
  file_unique_id: string;
  file_name: string;
  mime_type: string;
  file_size: number;
};

export type TgRichText =
  | string
  | TgRichText[]
  | { type: string; text: TgRichText; url?: string; unix_time?: number; date_time_format?: string };
export type TgRichCell = { text?: TgRichText; is_header?: true; align: string; valign: string };
export type TgRichBlock =
  | { type: 'paragraph' | 'footer' | 'pre'; text: TgRichText }
  | { type: 'heading'; text: TgRichText; size: number }
  | { type: 'divider' }
  | { type: 'table'; cells: TgRichCell[][]; is_bordered?: true; is_striped?: true; is_compact?: true }
  | { type: 'details'; summary: TgRichText; blocks: TgRichBlock[]; is_open?: true }
  | { type: 'photo'; photo: TgPhoto[] };
/** `plainTexts`: nothing in it is made a link, a mention or a command by itself. */
export type TgRich = { blocks: TgRichBlock[]; plainTexts?: true };

/** What a message said before an edit. */
export type Revision = { at: number; text: string; keyboard: TgKeyboard | undefined };

export type TgInviteLink = {
  invite_link: string;
  creator: TgUser;
  creates_join_request: boolean;
  is_primary: boolean;
  is_revoked: boolean;
  name?: string;
};

export type StoredMessage = {
  messageId: number;
  chatId: number;
  from: TgUser;
  date: number;
  editDate?: number;
  /** Text or caption, without markup. */
  text: string;
  entities: TgEntity[];
  /** A rich message; `text` then holds its words for search and preview, and is not on the wire. */
  rich?: TgRich | undefined;
  keyboard: TgKeyboard | undefined;
  /** A reply keyboard, force-reply or its removal, as sent. */
  replyMarkup?: unknown;
  photo?: TgPhoto[];
  document?: TgDocument;
  replyTo?: number;
  threadId?: number;
  receiverId?: number;
  silent: boolean;
  pinned: boolean;
  reactions: string[];
  deleted: boolean;
  /** A service message's own field, as the wire calls it. */
  service?: Record<string, unknown>;
  history: Revision[];
};

export type BotRight = 'can_pin_messages' | 'can_manage_topics';

export type ChatRecord = {
  chat: TgChat;
  members: Map<number, TgUser>;
  messages: StoredMessage[];
  lastMessageId: number;
  /** Why the bot may not write here any more. */
  closed?: 'blocked' | 'kicked';
  links?: TgInviteLink[];
  /** Who asked to join, by id. */
  asking?: number[];
  banned?: number[];
  /** What the bot may do here; absent: all of it. */
  rights?: { can_invite_users: boolean; can_restrict_members: boolean };
  /** Rights that the bot lacks as an administrator of this group. */
  withoutRights?: readonly BotRight[];
  /** A forum's topics by their thread. */
  topics?: Map<number, string>;
  sends: number;
  edits: number;
  /** World times of recent sends and edits, for the rate limit. */
  recent: number[];
};

export type TgUpdate = { update_id: number; [kind: string]: unknown };
export type StoredFile = { id: string; path: string; name: string; type: string; bytes: Buffer };
export type UploadedFile = { name: string; type: string; bytes: Buffer };
