import { Composer } from 'grammy';
import { rulesMessage, rulesSavedMessage } from '../../src/messages/reports/teams.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { readUpload } from '../views/upload.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

/**
 * /rules shows which sales are which team's; as the caption of a CSV file it takes a new list over, on a yes to what that
 * moves. Telegram keeps the file meanwhile; of the press only its id is remembered.
 */
export function rulesFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'rules', async (ctx) => {
    const fileId = ctx.message?.document?.file_id;
    await (fileId === undefined ? list(ctx, deps) : preview(ctx, deps, questions, fileId));
  });
  onAct(composer, questions, 'save_rules', (ctx, fileId) => save(ctx, deps, fileId));
  return composer;
}

async function list(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const result = await flows.listTeamRules(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  await show(ctx, rulesMessage(result.rules, ctx.reader));
}

async function preview(ctx: BotContext, deps: BotDeps, questions: Questions, fileId: string): Promise<void> {
  const upload = await readUpload(ctx, deps, fileId);
  if (!upload.ok) return void (await show(ctx, upload.said));
  const result = await deps.flows.saveTeamRules(ctx.actor, upload.text, true);
  if (!result.ok) return refuse(ctx, result);
  if (result.teams.problems.length > 0)
    return void (await show(ctx, rulesSavedMessage(result.teams, null, ctx.reader)));
  const actions = { save: await offer(deps, ctx, 'save_rules', fileId), cancel: await offer(deps, ctx, 'cancel') };
  await questions.ask(ctx, rulesSavedMessage(result.teams, actions, ctx.reader));
}

async function save(ctx: BotContext, deps: BotDeps, fileId: string): Promise<void> {
  const upload = await readUpload(ctx, deps, fileId);
  if (!upload.ok) return replace(ctx, upload.said);
  const result = await deps.flows.saveTeamRules(ctx.actor, upload.text, false);
  if (!result.ok) return refuse(ctx, result);
  await replace(ctx, rulesSavedMessage(result.teams, null, ctx.reader));
}
