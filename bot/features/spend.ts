import { Composer } from 'grammy';
import { spendHelp, spendMessage } from '../../src/messages/reports/spend.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { readUpload } from '../views/upload.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

/**
 * /spend as the caption of a CSV file: what it holds and what it changes, saved on a yes. Telegram keeps the file
 * meanwhile; of the press only its id is remembered.
 */
export function spendFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'spend', async (ctx) => {
    const fileId = ctx.message?.document?.file_id;
    if (fileId === undefined) return void (await show(ctx, spendHelp(ctx.reader)));
    await preview(ctx, deps, questions, fileId);
  });
  onAct(composer, questions, 'save_spend', (ctx, fileId) => save(ctx, deps, fileId));
  return composer;
}

async function preview(ctx: BotContext, deps: BotDeps, questions: Questions, fileId: string): Promise<void> {
  const upload = await readUpload(ctx, deps, fileId);
  if (!upload.ok) return void (await show(ctx, upload.said));
  const result = await deps.flows.saveSpend(ctx.actor, { source: 'file', csv: upload.text }, true);
  if (!result.ok) return refuse(ctx, result);
  if (result.spend.problems.length > 0) return void (await show(ctx, spendMessage(result.spend, null, ctx.reader)));
  const actions = { save: await offer(deps, ctx, 'save_spend', fileId), cancel: await offer(deps, ctx, 'cancel') };
  await questions.ask(ctx, spendMessage(result.spend, actions, ctx.reader));
}

async function save(ctx: BotContext, deps: BotDeps, fileId: string): Promise<void> {
  const upload = await readUpload(ctx, deps, fileId);
  if (!upload.ok) return replace(ctx, upload.said);
  const result = await deps.flows.saveSpend(ctx.actor, { source: 'file', csv: upload.text }, false);
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, spendMessage(result.spend, null, ctx.reader));
}
