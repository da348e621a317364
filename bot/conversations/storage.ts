import type { ConversationData, ConversationStorage, VersionedState } from '@grammyjs/conversations';
import type { BotContext, SessionStore } from '../context.ts';

/** Raised whenever a dialogue's steps change: state of the old steps is then dropped instead of replayed wrongly. */
const version = 1;

/** One dialogue per person and chat, kept in our own store. */
export function conversationStorage(sessions: SessionStore): ConversationStorage<BotContext, ConversationData> {
  return {
    type: 'key',
    version,
    prefix: 'conversation:',
    getStorageKey: (ctx) => (ctx.chatId === undefined || !ctx.from ? undefined : `${ctx.chatId}:${ctx.from.id}`),
    adapter: {
      read: async (key) => parse(await sessions.read(key)),
      write: (key, state) => sessions.write(key, JSON.stringify(state)),
      delete: (key) => sessions.delete(key),
    },
  };
}

function parse(value: string | null): VersionedState<ConversationData> | undefined {
  return value === null ? undefined : (JSON.parse(value) as VersionedState<ConversationData>);
}
