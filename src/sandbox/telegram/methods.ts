import type { WireRequest } from '../wire.ts';
import type { ChatsState } from './chats.ts';
import type { Doors } from './doors.ts';
import * as editing from './editing.ts';
import { integer, type Params, text } from './params.ts';
import type { Payments } from './payments.ts';
import type { Profile } from './profile.ts';
import type { createQueries } from './queries.ts';
import { badRequest } from './refusal.ts';
import { toFullChat } from './render.ts';
import * as sending from './sending.ts';
import { createForumTopic } from './topics.ts';
import type { BotRight, ChatRecord, TgUser } from './types.ts';
import type { Updates } from './updates.ts';

export type Method = (params: Params, request: WireRequest) => unknown;
type Deps = {
  state: ChatsState;
  updates: Updates;
  profile: Profile;
  queries: ReturnType<typeof createQueries>;
  payments: Payments;
  doors: Doors;
  owners: ReadonlySet<number>;
  readsAllGroupMessages: boolean;
};

function chatMember(state: ChatsState, params: Params, owners: ReadonlySet<number>) {
  const record = state.find(params);
  const id = integer(params, 'user_id') ?? 0;
  if (id === state.bot.id) return botAsMember(state, record);
  const user: TgUser | undefined = record.members.get(id);
  if (!user) throw badRequest('PARTICIPANT_ID_INVALID');
  return { user, status: owners.has(id) ? 'creator' : 'member', is_anonymous: false };
}

/** All the fields of ChatMemberAdministrator that are always there. */
function botAsMember({ bot }: ChatsState, { chat, closed, rights, withoutRights = [] }: ChatRecord) {
  if (closed) return { user: bot, status: 'kicked', until_date: 0 };
  if (chat.type === 'private') return { user: bot, status: 'member' };
  const { can_invite_users = true, can_restrict_members = true } = rights ?? {};
  const has = (right: BotRight) => !withoutRights.includes(right);
  return {
    user: bot,
    status: 'administrator',
    can_be_edited: false,
    is_anonymous: false,
    can_manage_chat: true,
    can_delete_messages: true,
    can_manage_video_chats: false,
    can_restrict_members,
    can_promote_members: false,
    can_change_info: false,
    can_invite_users,
    can_post_stories: false,
    can_edit_stories: false,
    can_delete_stories: false,
    can_pin_messages: has('can_pin_messages'),
    ...(chat.is_forum ? { can_manage_topics: has('can_manage_topics') } : {}),
  };
}

function getFile(state: ChatsState, params: Params) {
  const file = state.files.get(text(params, 'file_id') ?? '');
  if (!file) throw badRequest('invalid file_id');
  if (file.bytes.length > 20 * 1024 * 1024) throw badRequest('file is too big');
  return {
    file_id: file.id,
    file_unique_id: `u${file.id.slice(-8)}`,
    file_size: file.bytes.length,
    file_path: file.path,
  };
}

function sendChatAction(state: ChatsState, params: Params): true {
  const record = state.writable(params);
  if (!text(params, 'action')) throw badRequest('wrong parameter action in request');
  state.emit({ kind: 'typing', chatId: record.chat.id });
  return true;
}

function leaveChat(state: ChatsState, params: Params): true {
  state.find(params).closed = 'kicked';
  return true;
}

/** The Bot API methods that are spoken here; every other name is 404, as for the real service. */
export function createMethods(deps: Deps): ReadonlyMap<string, Method> {
  const { state, updates, profile, queries, payments, doors } = deps;
  const me = {
    ...state.bot,
    can_join_groups: true,
    can_read_all_group_messages: deps.readsAllGroupMessages,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
  const withState =
    (method: (s: ChatsState, p: Params) => unknown): Method =>
    (params) =>
      method(state, params);
  const methods: Record<string, Method> = {
    getMe: () => me,
    getUpdates: updates.getUpdates,
    setWebhook: updates.setWebhook,
    deleteWebhook: updates.deleteWebhook,
    getWebhookInfo: updates.getWebhookInfo,
    getFile: withState(getFile),
    getChat: (params) => toFullChat(state.find(params)),
    getChatMember: (params) => chatMember(state, params, deps.owners),
    getChatMemberCount: (params) => state.find(params).members.size + 1,
    sendChatAction: withState(sendChatAction),
    createForumTopic: withState(createForumTopic),
    leaveChat: withState(leaveChat),
    answerCallbackQuery: queries.answerCallbackQuery,
    createInvoiceLink: payments.createInvoiceLink,
    answerPreCheckoutQuery: payments.answerPreCheckoutQuery,
    getStarTransactions: payments.getStarTransactions,
    refundStarPayment: payments.refundStarPayment,
    createChatInviteLink: doors.createChatInviteLink,
    revokeChatInviteLink: doors.revokeChatInviteLink,
    approveChatJoinRequest: doors.approveChatJoinRequest,
    declineChatJoinRequest: doors.declineChatJoinRequest,
    banChatMember: doors.banChatMember,
    unbanChatMember: doors.unbanChatMember,
    logOut: () => true,
    close: () => true,
  };
  for (const [name, method] of Object.entries({ ...sending, ...editing })) methods[name] = withState(method);
  const { commandsFor: _, descriptions: __, ...profileMethods } = profile;
  return new Map(Object.entries({ ...methods, ...profileMethods }).map(([name, m]) => [name.toLowerCase(), m]));
}
