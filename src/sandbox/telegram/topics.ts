import type { ChatsState } from './chats.ts';
import { type Params, text } from './params.ts';
import { badRequest } from './refusal.ts';
import type { ChatRecord } from './types.ts';

/** The colour that Telegram gives where none is asked for. */
const BLUE = 0x6fb9f0;

/** A new topic of a forum; its thread is the id of the service message that tells of it. */
export function createForumTopic(state: ChatsState, params: Params): Record<string, unknown> {
  const record = state.writable(params);
  const name = text(params, 'name')?.trim() ?? '';
  if (!record.chat.is_forum) throw badRequest('the chat is not a forum');
  if (record.withoutRights?.includes('can_manage_topics')) throw badRequest('not enough rights to create a topic');
  if (name === '' || name.length > 128) throw badRequest('TOPIC_TITLE_EMPTY');
  const service = state.append(record, state.bot, { text: `🗂 ${name}`, silent: true });
  service.threadId = service.messageId;
  record.topics = new Map([...(record.topics ?? []), [service.messageId, name]]);
  return { message_thread_id: service.messageId, name, icon_color: BLUE };
}

/** A forum knows its topics; elsewhere threads are not looked at. */
export function checkThread({ chat, topics }: ChatRecord, threadId: number | undefined): void {
  if (threadId === undefined || !chat.is_forum) return;
  if (!topics?.has(threadId)) throw badRequest('message thread not found');
}
