import type { ConversationFlavor } from '@grammyjs/conversations';
import type { Context, Transformer } from 'grammy';
import type { UserFromGetMe } from 'grammy/types';
import type { Config } from '../src/config/config.ts';
import type { Actor } from '../src/domain/permissions.ts';
import type { Instant } from '../src/domain/time.ts';
import type { FileMaker } from '../src/files/maker.ts';
import type { Flows } from '../src/flows/types.ts';
import type { Clock } from '../src/lib/clock.ts';
import type { Logger } from '../src/lib/logger.ts';
import type { Reader } from '../src/messages/bot/local-time.ts';
import type { ChatKind } from './commands.ts';

/** Where dialogues are kept, so that a restart forgets nobody. Values are JSON texts. */
export type SessionStore = Readonly<{
  read: (key: string) => Promise<string | null>;
  write: (key: string, value: string) => Promise<void>;
  delete: (key: string) => Promise<void>;
}>;

export type MeasureUpdate = (
  labels: Readonly<{ kind: string; name: string; result: 'done' | 'failed' }>,
  seconds: number,
) => void;

export type BotDeps = Readonly<{
  flows: Flows;
  config: Pick<Config, 'telegram' | 'businessTimeZone' | 'defaultLocale' | 'baseCurrency'>;
  logger: Logger;
  clock: Clock;
  sessions: SessionStore;
  /**
   * Records an update's id; false where it was recorded before. In polling it is asked before the update is handled,
   * in webhook mode after it.
   */
  takeUpdate: (updateId: number) => Promise<boolean>;
  /** Webhook mode: whether an update was taken before, asked before it is handled. */
  wasTaken?: (updateId: number) => Promise<boolean>;
  /** Webhook mode: notes that handling begins; how often it began before and never ended. */
  beginUpdate?: (updateId: number) => Promise<number>;
  botInfo?: UserFromGetMe;
  /** Told of every update handled: what it was, whether it went well, how long it took. */
  measure?: MeasureUpdate;
  /** Put on every API client of the bot, also inside dialogues: the limiter shared with the Telegram destination. */
  apiMiddleware?: readonly Transformer[];
  /** Draws pictures and writes files; without it answers are words. */
  files?: FileMaker;
  /** Pinned messages and progress are looked at at once. */
  banners?: Readonly<{ wake: () => void }>;
}>;

export type TypedCommand = Readonly<{ name: string; argument: string; isAddressed: boolean }>;

/** What the bot's own middleware has found out before a feature sees the update. */
type Found = {
  actor: Actor;
  reader: Reader;
  kind: ChatKind;
  log: Logger;
  /** Absent in dialogues, whose answers are words. */
  files?: FileMaker;
  /** When this update was begun to be handled. */
  begunAt: Instant;
  /** The command this message begins with, where it is one and meant for us. */
  typed?: TypedCommand;
  /** A navigation button that was pressed. */
  press?: Readonly<{ verb: string; handle: string }>;
  /** A single-use action, taken by this press. */
  act?: Readonly<{ verb: string; argument: string }>;
  /** The press has been answered, so the button no longer turns. */
  isAnswered?: boolean;
};

export type BotContext = ConversationFlavor<Context & Found>;
export type Handler = (ctx: BotContext) => Promise<void>;
