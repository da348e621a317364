import { Composer } from 'grammy';
import { instantOf } from '../../src/domain/time.ts';
import type { ResumeMode } from '../../src/flows/types.ts';
import { resumedMessage, resumeQuestion, stoppedMessage } from '../../src/messages/bot/emergency.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

const maxReason = 200;

/** /stop acts at once, since stopping is the safe direction; /resume asks how, and only the asker may say. */
export function emergencyFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'stop', (ctx) => stop(ctx, deps));
  onCommand(composer, 'resume', (ctx) => askResume(ctx, deps, questions));
  onPress(composer, 'resume', (ctx) => askResume(ctx, deps, questions));
  onAct(composer, questions, 'resume', async (ctx, mode) => {
    const result = await deps.flows.resume(ctx.actor, mode as ResumeMode);
    if (!result.ok) return refuse(ctx, result);
    await replace(ctx, resumedMessage(mode, result, ctx.reader));
  });
  return composer;
}

async function stop(ctx: BotContext, { flows, clock }: BotDeps): Promise<void> {
  const reason = ctx.typed?.argument.slice(0, maxReason) || null;
  const result = await flows.stop(ctx.actor, reason);
  if (!result.ok) return refuse(ctx, result);
  const waiting = await flows.queue(ctx.actor);
  const rows = waiting.ok ? waiting.destinations.filter((row) => row.waiting > 0) : [];
  if (!result.state.stopped) return;
  await show(ctx, stoppedMessage(result.state, result.held, rows, instantOf(clock.nowMs()), ctx.reader));
}

async function askResume(ctx: BotContext, deps: BotDeps, questions: Questions): Promise<void> {
  const { flows, clock } = deps;
  const { stop: state } = await flows.status();
  if (!state.stopped) return void (await show(ctx, sentence(ctx.reader.locale, 'bot-resume-not-stopped')));
  const result = await flows.queue(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const ids = {
    drain: await offer(deps, ctx, 'resume', 'drain'),
    digest: await offer(deps, ctx, 'resume', 'digest'),
    discard: await offer(deps, ctx, 'resume', 'discard'),
    cancel: await offer(deps, ctx, 'cancel'),
  };
  const rows = result.destinations.filter((row) => row.waiting > 0);
  await questions.ask(ctx, resumeQuestion(rows, ids, instantOf(clock.nowMs()), ctx.reader));
}
