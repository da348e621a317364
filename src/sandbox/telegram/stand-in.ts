import type { Clock } from '../../lib/clock.ts';
import type { ControlTable } from '../control.ts';
import type { Decoded } from '../server.ts';
import { type LoopbackServer, startLoopbackServer } from '../server.ts';
import { jsonReply, type WireReply, type WireRequest } from '../wire.ts';
import { type ChatsState, createChats, type TelegramEvent } from './chats.ts';
import { type BotRights, type ChatDoor, Doors, type JoinInput } from './doors.ts';
import { createMethods, type Method } from './methods.ts';
import { describeParams, type Params, readParams } from './params.ts';
import { type PaidInvoice, type PayInvoiceInput, Payments, type SavedPayments } from './payments.ts';
import {
  createPeople,
  type GroupInput,
  type People,
  type Person,
  type PressInput,
  type SeenMessage,
  type SendFileInput,
  type SendTextInput,
  toSeen,
} from './people.ts';
import { type BotCommand, createProfile, type Profile } from './profile.ts';
import { type CallbackAnswer, createQueries } from './queries.ts';
import { Refusal } from './refusal.ts';
import { restoreChats, type SavedChats, saveChats } from './saved.ts';
import type { TgUser } from './types.ts';
import { createUpdates, type Updates } from './updates.ts';

export type { TelegramEvent } from './chats.ts';
export type { GroupInput, Person, PressInput, SeenMessage, SendTextInput } from './people.ts';
export type { BotCommand } from './profile.ts';
export type { CallbackAnswer } from './queries.ts';

export type TelegramOptions = {
  clock: Clock;
  token: string;
  botUsername?: string;
  port?: number;
  /** Privacy mode off, the default here, so that plain text in a group reaches the bot. */
  readsAllGroupMessages?: boolean;
  /** 20 sends and edits a minute and group, 1 a second (bursts of 5) in private; off by default. */
  rateLimits?: boolean;
  groupMessagesPerMinute?: number;
  /** Who are `creator` to getChatMember; the rest of a group are members. */
  owners?: readonly number[];
};

export type TelegramStandIn = LoopbackServer & {
  readonly bot: TgUser;
  addPrivateChat(person: Person): { chatId: number };
  addGroup(group: GroupInput): { chatId: number };
  sendText(input: SendTextInput): { messageId: number };
  /** A person's document with a caption. */
  sendFile(input: SendFileInput): { messageId: number };
  /** Resolves with the bot's answer to the press, or null where none came within `timeoutMs` (10 s). */
  press(input: PressInput): Promise<CallbackAnswer | null>;
  /** Resolves once the bot has said yes or no, and with a yes the Stars are taken. */
  payInvoice(input: PayInvoiceInput): Promise<PaidInvoice>;
  renewSubscription(chargeId: string, options?: { loseUpdate?: boolean }): string;
  repeatPayment(chargeId: string): void;
  /** A person follows an invite link; throws where it leads nowhere for him. */
  askToJoin(input: JoinInput): { chatId: number; isIn: boolean };
  door(chatId: number): ChatDoor;
  setBotRights(chatId: number, rights: Partial<BotRights>): void;
  /** The chat as it looks now, oldest first, deleted messages left out. */
  messages(chatId: number): SeenMessage[];
  counts(chatId: number): { sends: number; edits: number };
  chats(): { id: number; type: string; title: string; members: number[] }[];
  commandsFor(chatId: number, userId: number): BotCommand[];
  file(fileId: string): { bytes: Buffer; type: string; name: string } | undefined;
  block(userId: number): void;
  unblock(userId: number): void;
  kickBot(chatId: number, by: number): void;
  addBot(chatId: number, by: number): void;
  pendingUpdates(): number;
  subscribe(listener: (event: TelegramEvent) => void): () => void;
  save(): SavedTelegram;
  restore(saved: SavedTelegram): void;
};

/** `stars` is absent in what was saved before they were kept. */
export type SavedTelegram = SavedChats & { stars?: SavedPayments };

type PathParts = { token: string; method: string } | undefined;
const PARAMS = Symbol('params');
type TelegramCall = Decoded & { [PARAMS]?: Params | Refusal };

function partsOf(path: string): PathParts {
  const [, token, method] = /^\/bot([^/]+)\/(?:test\/)?([A-Za-z]+)\/?$/.exec(decodeURIComponent(path)) ?? [];
  return token && method ? { token, method } : undefined;
}

async function decode(request: WireRequest): Promise<TelegramCall> {
  if (request.path.startsWith('/file/')) return { name: 'downloadFile', body: {} };
  const method = partsOf(request.path)?.method ?? request.path;
  try {
    const params = await readParams(request);
    return { name: method, body: describeParams(params), [PARAMS]: params };
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(400, 'Bad Request: invalid request body');
    return { name: method, body: null, [PARAMS]: refusal };
  }
}

const NOT_FOUND = new Refusal(404, 'Not Found');

async function call(
  methods: ReturnType<typeof createMethods>,
  token: string,
  request: WireRequest,
  decoded: TelegramCall,
) {
  const parts = partsOf(request.path);
  if (!parts) return NOT_FOUND.toReply();
  if (parts.token !== token) return new Refusal(401, 'Unauthorized').toReply();
  const method = methods.get(parts.method.toLowerCase());
  if (!method) return NOT_FOUND.toReply();
  try {
    const params = decoded[PARAMS];
    if (!params || params instanceof Refusal) throw params ?? NOT_FOUND;
    return jsonReply(200, { ok: true, result: await method(params, request) });
  } catch (error) {
    if (error instanceof Refusal) return error.toReply();
    throw error;
  }
}

function botUser(token: string, username: string): TgUser {
  return { id: Number(token.split(':')[0]) || 7_000_000_001, is_bot: true, first_name: 'payops', username };
}

function download({ state, token }: Parts, request: WireRequest): WireReply {
  const path = decodeURIComponent(request.path);
  const file = [...state.files.values()].find((f) => path === `/file/bot${token}/${f.path}`);
  if (!file) return NOT_FOUND.toReply();
  return { status: 200, headers: { 'content-type': file.type }, body: file.bytes };
}

type Parts = {
  token: string;
  state: ChatsState;
  updates: Updates;
  profile: Profile;
  people: People;
  payments: Payments;
  doors: Doors;
  owners: ReadonlySet<number>;
  methods: ReadonlyMap<string, Method>;
};

function createParts(options: TelegramOptions): Parts {
  const { clock, token, readsAllGroupMessages = true, rateLimits = false, groupMessagesPerMinute = 20 } = options;
  const bot = botUser(token, options.botUsername ?? 'payops_bot');
  const state = createChats(() => clock.nowMs(), bot, { rateLimits, groupMessagesPerMinute });
  const updates = createUpdates(() => clock.nowMs());
  const profile = createProfile();
  const queries = createQueries(state, updates);
  const people = createPeople({ state, updates, queries, readsAllGroupMessages });
  const owners = new Set(options.owners ?? []);
  const payments = new Payments({ state, updates, userOf: (id) => people.userOf(id) });
  const doors = new Doors({ state, updates, userOf: (id) => people.userOf(id), owners });
  const methods = createMethods({ state, updates, profile, queries, payments, doors, owners, readsAllGroupMessages });
  return { token, state, updates, profile, people, payments, doors, owners, methods };
}

/** What a test or the page sees without taking part. */
function createSight({ state, people, profile, owners }: Parts) {
  return {
    messages(chatId: number): SeenMessage[] {
      const { messages } = people.chatOf(chatId);
      return messages.filter((m) => !m.deleted).map((m) => toSeen(state, m));
    },
    counts(chatId: number) {
      const { sends, edits } = people.chatOf(chatId);
      return { sends, edits };
    },
    chats: () =>
      [...state.chats.values()].map(({ chat, members }) => ({
        id: chat.id,
        type: chat.type,
        title: chat.title ?? chat.first_name ?? '',
        members: [...members.keys()],
      })),
    commandsFor(chatId: number, userId: number) {
      const record = people.chatOf(chatId);
      const language = people.users.get(userId)?.language_code;
      const isPrivate = record.chat.type === 'private';
      return profile.commandsFor({ chatId, userId, language, isPrivate, isAdmin: owners.has(userId) });
    },
    file: (fileId: string) => state.files.get(fileId),
  };
}

const withoutBytes = (m: SeenMessage) => ({
  ...m,
  ...(m.photo ? { photo: { ...m.photo, bytes: m.photo.bytes.length } } : {}),
  ...(m.document ? { document: { ...m.document, bytes: m.document.bytes.length } } : {}),
});

function controlOf({ people, updates, payments, doors }: Parts, sight: ReturnType<typeof createSight>): ControlTable {
  return {
    addPrivateChat: people.addPrivateChat,
    addGroup: people.addGroup,
    sendText: people.sendText,
    sendFile: people.sendFile,
    press: people.press,
    payInvoice: payments.payInvoice,
    askToJoin: doors.askToJoin,
    door: (args: { chatId: number }) => doors.door(Number(args.chatId)),
    messages: (args: { chatId: number }) => sight.messages(Number(args.chatId)).map(withoutBytes),
    counts: (args: { chatId: number }) => sight.counts(Number(args.chatId)),
    block: (args: { userId: number }) => people.block(args.userId),
    unblock: (args: { userId: number }) => people.unblock(args.userId),
    pendingUpdates: () => updates.pending(),
  };
}

/** A Bot API server on loopback: `url` is the API root. Validates as the real one does and answers in its words. */
export async function startTelegramStandIn(options: TelegramOptions): Promise<TelegramStandIn> {
  const parts = createParts(options);
  const { token, state, updates, people, payments, doors, methods } = parts;
  const { payInvoice, renewSubscription, repeatPayment } = payments;
  const sight = createSight(parts);
  const handle = (request: WireRequest, decoded: Decoded) =>
    request.path.startsWith('/file/') ? download(parts, request) : call(methods, token, request, decoded);
  const standIn = { decode, handle, control: controlOf(parts, sight) };
  const server = await startLoopbackServer(standIn, options.clock, options.port);
  const { addPrivateChat, addGroup, sendText, sendFile, press, block, unblock, kickBot, addBot } = people;
  return {
    ...server,
    ...sight,
    ...{ addPrivateChat, addGroup, sendText, sendFile, press, block, unblock, kickBot, addBot },
    ...{ payInvoice, renewSubscription, repeatPayment },
    ...{ askToJoin: doors.askToJoin, door: doors.door, setBotRights: doors.setBotRights },
    bot: state.bot,
    pendingUpdates: updates.pending,
    subscribe: state.subscribe,
    save: () => ({ ...saveChats(state, updates.lastId()), stars: payments.save() }),
    restore(saved) {
      restoreChats(state, updates, people.users, saved);
      if (saved.stars) payments.restore(saved.stars);
    },
    async close() {
      updates.stop();
      await server.close();
    },
  };
}
