import { Composer } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import { periodOf } from '../../src/domain/reconcile-period.ts';
import { instantOf } from '../../src/domain/time.ts';
import type { RunStatus } from '../../src/flows/mend.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { type ComparisonShown, comparisonMessage, repairQuestion } from '../../src/messages/bot/reconcile.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { follow, isUnderWay } from '../views/progress.ts';
import type { Questions } from '../views/questions.ts';
import { show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { drive } from './runs.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

/** /reconcile: provider, books and sheet line by line; [Repair] asks once more, and can be undone. */
export function reconcileFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const { flows } = deps;
  onCommand(composer, 'reconcile', (ctx) => compare(ctx, deps));
  onAct(composer, questions, 'ask_repair', async (ctx, id) => {
    const found = await flows.findRun(ctx.actor, id);
    if (!found.ok) return refuse(ctx, found);
    const ids = { yes: await offer(deps, ctx, 'repair', id), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, repairQuestion(found.run, ids, ctx.reader));
  });
  onAct(composer, questions, 'repair', (ctx, id) => drive(ctx, deps, flows.startRun(ctx.actor, id, { waitMs: 1_500 })));
  return composer;
}

async function compare(ctx: BotContext, deps: BotDeps): Promise<void> {
  const { config, clock, flows } = deps;
  const window = periodOf(ctx.typed?.argument ?? '', instantOf(clock.nowMs()), { name: config.businessTimeZone });
  if (!window) return void (await show(ctx, sentence(ctx.reader.locale, 'reconcile-period-wrong')));
  const result = await flows.reconcile(ctx.actor, window, { waitMs: 1_500 });
  if (!result.ok) return refuse(ctx, result);
  const { run } = result;
  const messageId = await show(ctx, await draw(run, ctx, deps));
  if (messageId !== null && isUnderWay(run)) follow(deps, ctx, messageId, run.id, (now) => draw(now, ctx, deps));
}

async function draw(run: RunStatus, ctx: BotContext, deps: BotDeps): Promise<Message> {
  const isReady = run.state === 'planned' && run.counts.planned > 0 && may(ctx.actor, 'repair');
  const repair = isReady ? await offer(deps, ctx, 'ask_repair', run.id) : null;
  const message = comparisonMessage(run as ComparisonShown, repair, ctx.reader);
  return isUnderWay(run) ? message : signed(ctx, deps, 'reconcile', message);
}
