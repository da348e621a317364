import type { ChatsState } from './chats.ts';
import { flag, integer, type Params, text } from './params.ts';
import { badRequest } from './refusal.ts';
import type { ChatRecord, TgInviteLink, TgUser } from './types.ts';
import type { Updates } from './updates.ts';

export type BotRights = { can_invite_users: boolean; can_restrict_members: boolean };
export type JoinInput = { link: string; from: number };
export type ChatDoor = {
  members: number[];
  asking: number[];
  banned: number[];
  links: readonly TgInviteLink[];
};

type Deps = { state: ChatsState; updates: Updates; userOf: (id: number) => TgUser; owners: ReadonlySet<number> };

const LONGEST_NAME = 32;

/** Who may come in: invite links, requests to join, and who is put out. */
export class Doors {
  readonly #deps: Deps;
  #last = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  #open(params: Params, right: keyof BotRights, what: string): ChatRecord {
    const record = this.#deps.state.writable(params);
    if (record.chat.type === 'private') throw badRequest('method is available only for supergroups and channel chats');
    if (record.rights?.[right] === false) throw badRequest(`not enough rights to ${what}`);
    return record;
  }

  readonly createChatInviteLink = (params: Params): TgInviteLink => {
    const record = this.#open(params, 'can_invite_users', 'manage chat invite link');
    const name = text(params, 'name') ?? '';
    const asks = flag(params, 'creates_join_request');
    if (name.length > LONGEST_NAME) throw badRequest('invite link name must be 0-32 characters');
    if (asks && integer(params, 'member_limit') !== undefined)
      throw badRequest("member limit can't be specified for links requiring administrator approval");
    this.#last += 1;
    const link: TgInviteLink = {
      invite_link: `https://t.me/+sandbox${String(this.#deps.state.nowMs()).slice(-7)}x${this.#last}`,
      creator: this.#deps.state.bot,
      creates_join_request: asks,
      is_primary: false,
      is_revoked: false,
      ...(name === '' ? {} : { name }),
    };
    record.links = [...(record.links ?? []), link];
    return link;
  };

  readonly revokeChatInviteLink = (params: Params): TgInviteLink => {
    const record = this.#open(params, 'can_invite_users', 'manage chat invite link');
    const wanted = text(params, 'invite_link');
    const link = record.links?.find((one) => one.invite_link === wanted);
    if (!link || link.is_revoked) throw badRequest('INVITE_HASH_EXPIRED');
    link.is_revoked = true;
    return link;
  };

  readonly approveChatJoinRequest = (params: Params): true => {
    const { record, user } = this.#takeRequest(params);
    record.members.set(user.id, user);
    this.#deps.state.emit({ kind: 'chat', chatId: record.chat.id });
    return true;
  };

  readonly declineChatJoinRequest = (params: Params): true => {
    this.#takeRequest(params);
    return true;
  };

  #takeRequest(params: Params): { record: ChatRecord; user: TgUser } {
    const record = this.#open(params, 'can_invite_users', 'manage chat join requests');
    const user = this.#userOf(params);
    if (record.members.has(user.id)) throw badRequest('USER_ALREADY_PARTICIPANT');
    if (!record.asking?.includes(user.id)) throw badRequest('HIDE_REQUESTER_MISSING');
    record.asking = record.asking.filter((id) => id !== user.id);
    return { record, user };
  }

  #userOf(params: Params): TgUser {
    const id = integer(params, 'user_id') ?? 0;
    try {
      return this.#deps.userOf(id);
    } catch {
      throw badRequest('PARTICIPANT_ID_INVALID');
    }
  }

  readonly banChatMember = (params: Params): true => {
    const record = this.#open(params, 'can_restrict_members', 'restrict/unrestrict chat member');
    const user = this.#userOf(params);
    if (this.#deps.owners.has(user.id)) throw badRequest("can't remove chat owner");
    record.members.delete(user.id);
    record.banned = [...(record.banned ?? []).filter((id) => id !== user.id), user.id];
    this.#deps.state.emit({ kind: 'chat', chatId: record.chat.id });
    return true;
  };

  readonly unbanChatMember = (params: Params): true => {
    const record = this.#open(params, 'can_restrict_members', 'restrict/unrestrict chat member');
    const user = this.#userOf(params);
    if (!flag(params, 'only_if_banned')) record.members.delete(user.id);
    record.banned = (record.banned ?? []).filter((id) => id !== user.id);
    return true;
  };

  /** A person follows a link and asks; throws what Telegram would show him. */
  readonly askToJoin = ({ link, from }: JoinInput): { chatId: number; isIn: boolean } => {
    const { state, updates } = this.#deps;
    const user = this.#deps.userOf(from);
    const record = [...state.chats.values()].find((one) => one.links?.some(({ invite_link }) => invite_link === link));
    const found = record?.links?.find(({ invite_link }) => invite_link === link);
    if (!record || !found || found.is_revoked) throw new Error('This invite link has expired.');
    if (record.banned?.includes(from)) throw new Error('You were banned from this chat.');
    if (record.members.has(from)) return { chatId: record.chat.id, isIn: true };
    if (!found.creates_join_request) {
      record.members.set(from, user);
      return { chatId: record.chat.id, isIn: true };
    }
    record.asking = [...(record.asking ?? []).filter((id) => id !== from), from];
    const date = Math.floor(state.nowMs() / 1000);
    const asked = { chat: record.chat, from: user, user_chat_id: from, date, invite_link: found };
    updates.push('chat_join_request', asked);
    return { chatId: record.chat.id, isIn: false };
  };

  readonly door = (chatId: number): ChatDoor => {
    const record = this.#deps.state.chats.get(chatId);
    if (!record) throw new Error(`no chat ${chatId}`);
    const { members, asking = [], banned = [], links = [] } = record;
    return { members: [...members.keys()], asking, banned, links };
  };

  /** What the bot may do there; without an entry it may. */
  readonly setBotRights = (chatId: number, rights: Partial<BotRights>): void => {
    const record = this.#deps.state.chats.get(chatId);
    if (record) record.rights = { can_invite_users: true, can_restrict_members: true, ...rights };
  };
}
