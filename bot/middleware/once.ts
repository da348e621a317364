import type { NextFunction } from 'grammy';
import type { BotContext, BotDeps } from '../context.ts';

/** Stopping must not wait for anything, a locked database included; done twice it is done once. */
export function isStop(ctx: Pick<BotContext, 'message'>): boolean {
  return /^\/stop(@|\s|$)/i.test(ctx.message?.text ?? '');
}

/**
 * One update, one effect. Polling confirms updates early, so its ids are recorded before handling: a crash loses at
 * most a command, which is repeatable. A webhook is sent again until it is answered, so there the id is recorded after.
 */
export function takeOnce({ takeUpdate, wasTaken, config }: BotDeps) {
  const isWebhook = config.telegram.bot.mode === 'webhook' && wasTaken !== undefined;
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    const id = ctx.update.update_id;
    if (isStop(ctx)) {
      await next();
      await takeUpdate(id);
      return;
    }
    if (!isWebhook) {
      if (await takeUpdate(id)) await next();
      return;
    }
    if (await wasTaken(id)) return;
    await next();
    await takeUpdate(id);
  };
}
