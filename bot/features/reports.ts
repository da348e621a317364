import { Composer } from 'grammy';
import { instantOf } from '../../src/domain/time.ts';
import type { Flows, Refusal } from '../../src/flows/types.ts';
import { dayReportMessage } from '../../src/messages/bot/day-report.ts';
import { statusMessage } from '../../src/messages/bot/status.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show } from '../views/show.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

/** /today and /status: one message each, which [Refresh] brings up to date in its place. */
export function reportsFeature(deps: BotDeps): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'today', (ctx) => today(ctx, flows, async (m) => void (await show(ctx, m))));
  onPress(composer, 'today', (ctx) => today(ctx, flows, (m) => replaceOrShow(ctx, m)));
  onCommand(composer, 'status', async (ctx) => void (await show(ctx, await status(ctx, deps))));
  onPress(composer, 'status', async (ctx) => replaceOrShow(ctx, await status(ctx, deps)));
  return composer;
}

async function today(ctx: BotContext, flows: Flows, tell: (message: Message) => Promise<void>): Promise<void> {
  const result = await flows.reportDay(ctx.actor);
  if (!result.ok) return refuse(ctx, result satisfies Refusal);
  await tell(dayReportMessage(result.report, ctx.reader));
}

async function status(ctx: BotContext, { flows, clock }: BotDeps): Promise<Message> {
  const [state, health] = await Promise.all([flows.status(), flows.health()]);
  return statusMessage(state, health, instantOf(clock.nowMs()), ctx.reader);
}

/** [Refresh] stands under the report itself; [Today] and [Status] under the greeting, which stays. */
async function replaceOrShow(ctx: BotContext, message: Message): Promise<void> {
  const shown = ctx.callbackQuery?.message;
  const isItself = shown && 'text' in shown && /^(📊|🟢|🟡|🔴|🛑)/u.test(shown.text ?? '');
  if (isItself) return replace(ctx, message);
  await show(ctx, message);
}
