import type { NextFunction } from 'grammy';
import type { BotContext, BotDeps } from '../context.ts';

/** Stopping must not wait for anything, a locked database included; done twice it is done once. */
export function isStop(ctx: Pick<BotContext, 'message'>): boolean {
  return /^\/stop(@|\s|$)/i.test(ctx.message?.text ?? '');
}

/** An update during which so many processes died is taken as done: else it would be sent to the next one, too. */
const crashesAtMost = 2;

/**
 * One update, one effect. Polling confirms updates early, so its ids are recorded before handling: a crash loses at
 * most a command, which is repeatable. A webhook is sent again until it is answered, so there the id is recorded after.
 */
export function takeOnce(deps: BotDeps) {
  const { takeUpdate, wasTaken, config } = deps;
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
    if (await isPoison(deps, id)) return;
    await next();
    await takeUpdate(id);
  };
}

async function isPoison({ beginUpdate, takeUpdate, flows, logger }: BotDeps, id: number): Promise<boolean> {
  const crashes = (await beginUpdate?.(id)) ?? 0;
  if (crashes < crashesAtMost) return false;
  logger.error({ event: 'update_given_up', update_id: id, crashes });
  await flows.tellUpdateGivenUp(id);
  await takeUpdate(id);
  return true;
}
