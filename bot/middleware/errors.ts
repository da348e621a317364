import { randomBytes } from 'node:crypto';
import type { NextFunction } from 'grammy';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Locale } from '../../src/messages/text.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { noSubject, sendParts, toast } from '../views/show.ts';

/**
 * The outermost of ours: whatever fails, the person gets an apology with a reference that stands in the log, the button
 * stops turning, and the next update is handled as if nothing had been.
 */
export function answerErrors({ logger, config }: BotDeps) {
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    try {
      await next();
    } catch (error) {
      const reference = `e${randomBytes(4).toString('hex')}`;
      logger.error({ event: 'update_failed', update_id: ctx.update.update_id, reference, err: error });
      const locale: Locale = (ctx.reader as BotContext['reader'] | undefined)?.locale ?? config.defaultLocale;
      await apologise(ctx, reference, locale).catch((failure: unknown) => {
        logger.warn({ event: 'apology_not_sent', reference, err: failure });
      });
    }
  };
}

async function apologise(ctx: BotContext, reference: string, locale: Locale): Promise<void> {
  if (ctx.callbackQuery && !ctx.isAnswered) return toast(ctx, text(locale, 'bot-error-toast', { reference }));
  if (!ctx.chat || (!ctx.typed && ctx.chat.type !== 'private')) return;
  await sendParts(ctx, sentence(locale, 'bot-error', { reference }), noSubject);
}
