import { Composer } from 'grammy';
import type { HandleSubject } from '../../src/flows/types.ts';
import { traceMessage } from '../../src/messages/bot/trace.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, toast } from '../views/show.ts';
import { onPress, refuse } from './wiring.ts';

/** The buttons under a payment's timeline: both leave it as things are now, in the same message. */
export function traceFeature(deps: BotDeps): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onPress(composer, 'refresh_trace', async (ctx) => {
    const payment = await paymentOf(ctx, deps);
    if (payment) await redraw(ctx, deps, payment);
  });
  onPress(composer, 'replay', async (ctx) => {
    const payment = await paymentOf(ctx, deps);
    if (!payment) return;
    const result = await flows.replay(ctx.actor, payment.subjectId);
    if (!result.ok) return refuse(ctx, result);
    await toast(ctx, text(ctx.reader.locale, 'bot-replayed', { count: result.count }));
    await redraw(ctx, deps, payment);
  });
  return composer;
}

async function paymentOf(ctx: BotContext, { flows }: BotDeps): Promise<HandleSubject | null> {
  const subject = await flows.findHandle(ctx.press?.handle ?? '', String(ctx.chatId));
  if (subject?.kind === 'payment') return subject;
  await toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  return null;
}

async function redraw(ctx: BotContext, { flows }: BotDeps, { subjectId }: HandleSubject): Promise<void> {
  const result = await flows.trace(ctx.actor, subjectId);
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, traceMessage(result.trace, ctx.reader), ctx.press?.handle);
}
