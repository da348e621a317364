import type { ChatsState } from './chats.ts';
import { flag, type Params, text } from './params.ts';
import { badRequest } from './refusal.ts';
import { toWireMessage } from './render.ts';
import type { ChatRecord, StoredMessage, TgUser } from './types.ts';
import type { Updates } from './updates.ts';

const OPEN_MS = 60_000;

export type CallbackAnswer = { text: string; isAlert: boolean; url?: string };
type Waiting = { at: number; chatId: number; userId: number; settle: (answer: CallbackAnswer | null) => void };

/** Callback queries on their way: pressed by a person, answered by the bot within a minute of world time. */
export function createQueries(state: ChatsState, updates: Updates) {
  const waiting = new Map<string, Waiting>();
  let last = 0;

  function press(record: ChatRecord, message: StoredMessage, from: TgUser, data: string, timeoutMs: number) {
    last += 1;
    const id = String(4_000_000_000_000 + last);
    return new Promise<CallbackAnswer | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), timeoutMs);
      const settle = (answer: CallbackAnswer | null) => {
        clearTimeout(timer);
        resolve(answer);
      };
      waiting.set(id, { at: state.nowMs(), chatId: record.chat.id, userId: from.id, settle });
      const wire = toWireMessage(record, message);
      updates.push('callback_query', { id, from, message: wire, chat_instance: String(record.chat.id), data });
    });
  }

  function answerCallbackQuery(params: Params): true {
    const id = text(params, 'callback_query_id') ?? '';
    const query = waiting.get(id);
    if (!query || state.nowMs() - query.at > OPEN_MS) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    const answer = { text: text(params, 'text') ?? '', isAlert: flag(params, 'show_alert') };
    if (answer.text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
    const url = text(params, 'url');
    const whole = url ? { ...answer, url } : answer;
    query.settle(whole);
    state.emit({ kind: 'answer', chatId: query.chatId, userId: query.userId, ...whole });
    return true;
  }

  return { press, answerCallbackQuery };
}
