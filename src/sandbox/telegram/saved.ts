import type { ChatsState } from './chats.ts';
import { photosOf } from './rich.ts';
import type { ChatRecord, StoredFile, TgUser } from './types.ts';
import type { Updates } from './updates.ts';

const KEPT_MESSAGES = 400;

export type SavedChats = {
  chats: (Omit<ChatRecord, 'members' | 'recent' | 'topics'> & { members: TgUser[]; topics: [number, string][] })[];
  files: (Omit<StoredFile, 'bytes'> & { base64: string })[];
  lastUpdateId: number;
};

/** The chats as plain JSON: the last 400 messages of each and the files that they show. */
export function saveChats(state: ChatsState, lastUpdateId: number): SavedChats {
  const chats = [...state.chats.values()].map(({ recent: _, members, messages, topics = new Map(), ...rest }) => ({
    ...rest,
    topics: [...topics],
    members: [...members.values()],
    messages: messages.slice(-KEPT_MESSAGES),
  }));
  const shown = new Set(
    chats.flatMap((c) =>
      c.messages.flatMap((m) => [
        m.document?.file_id,
        ...(m.photo ?? []).map((p) => p.file_id),
        ...photosOf(m.rich?.blocks ?? []),
      ]),
    ),
  );
  const files = [...state.files.values()].filter((f) => shown.has(f.id));
  return {
    chats,
    files: files.map(({ bytes, ...file }) => ({ ...file, base64: bytes.toString('base64') })),
    lastUpdateId,
  };
}

export function restoreChats(state: ChatsState, updates: Updates, users: Map<number, TgUser>, saved: SavedChats): void {
  for (const { members, topics = [], ...rest } of saved.chats) {
    for (const user of members) users.set(user.id, user);
    state.chats.set(rest.chat.id, {
      ...rest,
      members: new Map(members.map((u) => [u.id, u])),
      topics: new Map(topics),
      recent: [],
    });
  }
  for (const { base64, ...file } of saved.files) {
    state.files.set(file.id, { ...file, bytes: Buffer.from(base64, 'base64') });
  }
  updates.skipTo(saved.lastUpdateId);
}
