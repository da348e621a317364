import { Composer } from 'grammy';
import { instantOf } from '../../src/domain/time.ts';
import type { Flows } from '../../src/flows/types.ts';
import { doctorMessage } from '../../src/messages/bot/doctor.ts';
import { statusMessage } from '../../src/messages/bot/status.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show } from '../views/show.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

/** /status: one message, which [Refresh] brings up to date in its place; its [Details] are doctor's. */
export function statusFeature(deps: BotDeps): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'status', async (ctx) => void (await show(ctx, await status(ctx, deps))));
  onPress(composer, 'status', async (ctx) => void (await show(ctx, await status(ctx, deps))));
  onPress(composer, 'refresh_status', async (ctx) => replace(ctx, await status(ctx, deps)));
  onPress(composer, 'checks', (ctx) => checks(ctx, flows, show));
  onPress(composer, 'refresh_checks', (ctx) => checks(ctx, flows, replace));
  return composer;
}

type Tell = (ctx: BotContext, message: Message) => Promise<unknown>;

/** Takes as long as the slowest service outside: its deadline is 10 s. */
async function checks(ctx: BotContext, flows: Flows, tell: Tell): Promise<void> {
  const result = await flows.examine(ctx.actor, { offline: false, deep: false });
  if (!result.ok) return refuse(ctx, result);
  await tell(ctx, doctorMessage(result.findings, ctx.reader));
}

async function status(ctx: BotContext, { flows, clock }: BotDeps): Promise<Message> {
  const [state, health, waiting] = await Promise.all([flows.status(), flows.health(), flows.queue(ctx.actor)]);
  const rows = waiting.ok ? waiting.destinations : [];
  return statusMessage({ ...state, health, destinations: rows }, instantOf(clock.nowMs()), ctx.reader);
}
