import type { Context } from 'grammy';
import { after } from '../../src/lib/timer.ts';
import type { Message } from '../../src/messages/message.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext } from '../context.ts';
import { replace, show } from './show.ts';

/** As long as an offered action lives. */
const answerWithinMs = 60_000;

/** Asks before something is done; a question that nobody answers says so itself, so no dead button stays behind. */
export type Questions = Readonly<{
  ask: (ctx: BotContext, question: Message) => Promise<void>;
  /** Puts the question in the place of the message that was pressed. */
  askInPlace: (ctx: BotContext, question: Message) => Promise<void>;
  /** A message became a question by an edit of ours. */
  watch: (ctx: BotContext, messageId: number) => void;
  /** The pressed question has its answer. */
  settle: (ctx: Context) => void;
}>;

/** Open questions live in memory only: after a restart their buttons say that they have expired. */
export function createQuestions(): Questions {
  const open = new Map<string, () => void>();
  const watch = (ctx: BotContext, messageId: number): void => {
    const key = `${ctx.chatId}:${messageId}`;
    const expire = async (): Promise<void> => {
      open.delete(key);
      await ctx.api.editMessageText(ctx.chatId ?? 0, messageId, text(ctx.reader.locale, 'bot-timed-out'));
    };
    const cancel = after(answerWithinMs, () => void expire().catch(() => undefined));
    open.set(key, cancel);
  };
  return {
    watch,
    ask: async (ctx, question) => {
      const messageId = await show(ctx, question);
      if (messageId !== null) watch(ctx, messageId);
    },
    askInPlace: async (ctx, question) => {
      await replace(ctx, question);
      const messageId = ctx.callbackQuery?.message?.message_id;
      if (messageId !== undefined) watch(ctx, messageId);
    },
    settle: (ctx) => {
      const key = `${ctx.chatId}:${ctx.callbackQuery?.message?.message_id}`;
      open.get(key)?.();
      open.delete(key);
    },
  };
}
