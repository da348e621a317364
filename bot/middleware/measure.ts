import type { NextFunction } from 'grammy';
import { findCommand } from '../commands.ts';
import type { BotContext, BotDeps } from '../context.ts';

/** Counts and times what people ask for, by names of ours only: what somebody types is no label. */
export function measureUpdates({ measure }: BotDeps) {
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    if (!measure) return next();
    const startedMs = performance.now();
    const told = (result: 'done' | 'failed') =>
      measure({ ...asked(ctx), result }, (performance.now() - startedMs) / 1_000);
    try {
      await next();
      told('done');
    } catch (error) {
      told('failed');
      throw error;
    }
  };
}

function asked(ctx: BotContext): { kind: string; name: string } {
  if (ctx.typed) return { kind: 'command', name: findCommand(ctx.typed.name) ?? 'unknown' };
  if (ctx.press) return { kind: 'press', name: ctx.press.verb };
  if (ctx.act) return { kind: 'act', name: ctx.act.verb };
  return { kind: ctx.callbackQuery ? 'press' : 'text', name: 'other' };
}
