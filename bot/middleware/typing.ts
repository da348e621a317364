import type { NextFunction } from 'grammy';
import { after } from '../../src/lib/timer.ts';
import type { BotContext } from '../context.ts';

const patienceMs = 700;

/** Shows «typing…» where a command takes longer than a person expects. */
export async function showTyping(ctx: BotContext, next: NextFunction): Promise<void> {
  if (!ctx.typed) return next();
  const cancel = after(patienceMs, () => void ctx.replyWithChatAction('typing').catch(() => undefined));
  try {
    await next();
  } finally {
    cancel();
  }
}
