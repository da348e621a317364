import { expect } from 'vitest';
import type { BotDeps, SessionStore } from '../../bot/context.ts';
import { createBot, type PayopsBot } from '../../bot/start.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Role } from '../../src/domain/permissions.ts';
import type { Flows } from '../../src/flows/types.ts';
import { type AdjustableClock, createAdjustableClock } from '../../src/lib/clock.ts';
import { createLogger } from '../../src/lib/logger.ts';
import {
  type CallbackAnswer,
  type SeenMessage,
  startTelegramStandIn,
  type TelegramStandIn,
} from '../../src/sandbox/telegram/stand-in.ts';
import { type CannedFlows, createCannedFlows } from './canned-flows.ts';
import { eventually } from './eventually.ts';

const token = '700000001:AAE-abcdefghijklmnopqrstuvwxyz12345';
export const group = -100_200_300;
/** One person per role; the owner is known by OWNER_TELEGRAM_IDS alone. */
export const people = {
  owner: 11,
  admin: 12,
  operator: 13,
  analyst: 14,
  ad_buyer: 15,
  buyer: 16,
  stranger: 17,
} as const;
export type Who = keyof typeof people;

export type TestBot = Readonly<{
  telegram: TelegramStandIn;
  bot: PayopsBot;
  canned: CannedFlows;
  clock: AdjustableClock;
  logs: readonly string[];
  /** Writes to the bot, waits until it is handled, returns what the bot sent meanwhile. */
  say: (who: Who, text: string, options?: SayOptions) => Promise<readonly SeenMessage[]>;
  press: (who: Who, message: SeenMessage, label: string, chatId?: number) => Promise<CallbackAnswer | null>;
  messages: (chatId: number) => readonly SeenMessage[];
  close: () => Promise<void>;
}>;
export type SayOptions = Readonly<{ chatId?: number; replyTo?: number }>;

export type BotOptions = Readonly<{
  flows?: Partial<Flows>;
  deps?: Partial<BotDeps>;
  sessions?: SessionStore;
  readsAllGroupMessages?: boolean;
}>;

export function memorySessions(): SessionStore & { readonly values: Map<string, string> } {
  const values = new Map<string, string>();
  return {
    values,
    read: async (key) => values.get(key) ?? null,
    write: async (key, value) => void values.set(key, value),
    delete: async (key) => void values.delete(key),
  };
}

/** The real bot over its real runner, against the Telegram stand-in, with canned flows behind it. */
export async function startBot(options: BotOptions = {}): Promise<TestBot> {
  const clock = createAdjustableClock(Date.parse('2026-11-20T13:05:00Z'));
  const telegram = await startTelegramStandIn({
    clock,
    token,
    readsAllGroupMessages: options.readsAllGroupMessages ?? true,
  });
  const persons = Object.entries(people).map(([name, id]) => ({
    id,
    firstName: name[0]?.toUpperCase() + name.slice(1),
  }));
  for (const person of persons) telegram.addPrivateChat(person);
  telegram.addGroup({ id: group, title: 'Ops', members: persons });

  const roles = Object.fromEntries(
    Object.entries(people)
      .filter(([name]) => name !== 'owner' && name !== 'stranger')
      .map(([name, id]) => [String(id), name as Role]),
  );
  const canned = createCannedFlows(roles, options.flows);
  const loaded = loadConfig({
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: telegram.url,
    TELEGRAM_CHAT_ID: String(group),
    OWNER_TELEGRAM_IDS: String(people.owner),
    DEFAULT_LOCALE: 'en',
  });
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  const logs: string[] = [];
  const taken = new Set<number>();
  const bot = createBot({
    flows: canned.flows,
    config: loaded.config,
    logger: createLogger({ level: 'info', secrets: [], destination: { write: (line) => void logs.push(line) } }),
    clock,
    sessions: options.sessions ?? memorySessions(),
    takeUpdate: async (id) => taken.size < taken.add(id).size,
    ...options.deps,
  });
  let handled = 0;
  const handleUpdate = bot.bot.handleUpdate.bind(bot.bot);
  bot.bot.handleUpdate = async (update) => {
    await handleUpdate(update);
    handled++;
  };
  bot.start();
  await eventually(() => expect(bot.isConnected()).toBe(true));

  const settled = (count: number) => eventually(() => expect(handled).toBeGreaterThanOrEqual(count), 2);
  return {
    telegram,
    bot,
    canned,
    clock,
    logs,
    messages: (chatId) => telegram.messages(chatId),
    say: async (who, text, { chatId = people[who], replyTo } = {}) => {
      const before = handled;
      const { messageId } = telegram.sendText({
        chatId,
        from: people[who],
        text,
        ...(replyTo !== undefined && { replyTo }),
      });
      await settled(before + 1);
      return telegram.messages(chatId).filter((m) => m.from.isBot && m.messageId > messageId);
    },
    press: async (who, message, label, chatId = people[who]) => {
      const before = handled;
      const answer = await telegram.press({
        chatId,
        from: people[who],
        messageId: message.messageId,
        label,
        timeoutMs: 30_000,
      });
      await settled(before + 1);
      return answer;
    },
    close: async () => {
      await bot.stop();
      await telegram.close();
    },
  };
}

/** What a message says, with its buttons, as one text for comparing. */
export function drawn(message: SeenMessage | undefined): string {
  const rows = (message?.buttons ?? []).map((row) => row.map((button) => `[${button.text}]`).join(' '));
  return [message?.text ?? '(nothing)', ...rows].join('\n');
}
