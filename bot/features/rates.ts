import { Composer } from 'grammy';
import { ratesMessage, ratesSavedMessage } from '../../src/messages/reports/rates.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { show } from '../views/show.ts';
import { readUpload } from '../views/upload.ts';
import { todayOf } from './reports.ts';
import { onCommand, refuse } from './wiring.ts';

/** /rates shows them; `/rates EUR 1.08 2026-11-01` sets one, a CSV file with that caption many. */
export function ratesFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'rates', async (ctx) => {
    const fileId = ctx.message?.document?.file_id;
    if (fileId !== undefined) return importFile(ctx, deps, fileId);
    const words = ctx.typed?.argument ?? '';
    await (words === '' ? showRates(ctx, deps) : setRate(ctx, deps, words));
  });
  return composer;
}

async function showRates(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const result = await flows.listRates(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  await show(ctx, ratesMessage(result.base, result.rates, ctx.reader));
}

async function setRate(ctx: BotContext, deps: BotDeps, words: string): Promise<void> {
  const [currency = '', rate = '', date = todayOf(deps)] = words.split(/[\s=]+/);
  const given = [{ currency, rate: rate.replace(',', '.'), date }];
  const result = await deps.flows.saveRates(ctx.actor, given, 'operator');
  if (!result.ok) return refuse(ctx, result);
  await show(ctx, ratesSavedMessage(result, ctx.reader));
}

async function importFile(ctx: BotContext, deps: BotDeps, fileId: string): Promise<void> {
  const upload = await readUpload(ctx, deps, fileId);
  if (!upload.ok) return void (await show(ctx, upload.said));
  const result = await deps.flows.importRates(ctx.actor, upload.text);
  if (!result.ok) return refuse(ctx, result);
  await show(ctx, ratesSavedMessage(result, ctx.reader));
}
