import { Composer } from 'grammy';
import { type RunStatus, runActions } from '../../src/flows/mend.ts';
import type { Result } from '../../src/flows/types.ts';
import { type ComparisonShown, comparisonMessage } from '../../src/messages/bot/reconcile.ts';
import { runMessage, undoQuestion } from '../../src/messages/bot/runs.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { follow, isUnderWay } from '../views/progress.ts';
import type { Questions } from '../views/questions.ts';
import { replace } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onPress, refuse } from './wiring.ts';

/** [Cancel] and [Undo] of whatever takes many steps; its message shows how far it is. */
export function runsFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { flows } = deps;
  onPress(composer, 'cancel_run', (ctx) => drive(ctx, deps, flows.cancelRun(ctx.actor, ctx.press?.handle ?? '')));
  onPress(composer, 'undo', async (ctx) => {
    const found = await flows.findRun(ctx.actor, ctx.press?.handle ?? '');
    if (!found.ok) return refuse(ctx, found);
    const ids = { yes: await offer(deps, ctx, 'undo_run', found.run.id), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, undoQuestion(found.run, ids, ctx.reader));
  });
  onAct(composer, questions, 'undo_run', (ctx, id) =>
    drive(ctx, deps, flows.undoRun(ctx.actor, id, { waitMs: 1_500 })),
  );
  return composer;
}

/** Shows what became of it in the pressed message, and goes on showing while it is under way. */
export async function drive(ctx: BotContext, deps: BotDeps, asked: Promise<Result<{ run: RunStatus }>>): Promise<void> {
  const result = await asked;
  if (!result.ok) return refuse(ctx, result);
  const draw = (run: RunStatus) => drawRun(run, ctx, deps);
  await replace(ctx, await draw(result.run));
  const messageId = ctx.callbackQuery?.message?.message_id;
  if (messageId !== undefined && isUnderWay(result.run)) follow(deps, ctx, messageId, result.run.id, draw);
}

/** Signed when it has ended: until then there is nothing to stand by. */
async function drawRun(run: RunStatus, ctx: BotContext, deps: BotDeps): Promise<Message> {
  const { reader } = ctx;
  const isComparison = run.kind === 'reconcile';
  const message = isComparison ? comparisonMessage(run as ComparisonShown, null, reader) : runMessage(run, reader);
  return isUnderWay(run) ? message : signed(ctx, deps, runActions[run.kind], message);
}
