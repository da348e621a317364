import { Composer, InputFile } from 'grammy';
import type { PaymentExport } from '../../src/domain/reports/exported-payment.ts';
import { parseWish } from '../../src/domain/reports/wish-words.ts';
import type { Result } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { reportFileMessage } from '../../src/messages/reports/files.ts';
import { reportHelp } from '../../src/messages/reports/help.ts';
import { paymentsFile, paymentsFileMessage } from '../../src/messages/reports/payments-file.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { show } from '../views/show.ts';
import { todayOf } from './reports.ts';
import { onCommand, refuse } from './wiring.ts';

/**
 * `/export payments last week`: the list of payments, which names people and may need a second person; `/export geo`:
 * any report as a sheet, which does not.
 */
export function exportFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'export', async (ctx) => {
    const words = ctx.typed?.argument ?? '';
    const [isPayments, period = ''] = /^(?:payments|платежи)(?:\s+(.*))?$/iu.exec(words) ?? [];
    await (isPayments ? exportPayments(ctx, deps, period) : exportReport(ctx, deps, words));
  });
  return composer;
}

async function exportPayments(ctx: BotContext, { flows }: BotDeps, period: string): Promise<void> {
  const result = await flows.exportPayments(ctx.actor, period === '' ? 'this month' : period);
  if (!result.ok && result.reason === 'invalid')
    return void (await show(ctx, sentence(ctx.reader.locale, 'export-too-many')));
  if (!result.ok) return refuse(ctx, result);
  await show(ctx, paymentsFileMessage(result.exported, ctx.reader));
}

async function exportReport(ctx: BotContext, deps: BotDeps, words: string): Promise<void> {
  const wish = words === '' ? null : parseWish(words, todayOf(deps));
  if (wish === null)
    return void (await show(
      ctx,
      words === '' ? sentence(ctx.reader.locale, 'export-help') : reportHelp(words, ctx.reader),
    ));
  const result = await deps.flows.runReport(ctx.actor, { ...wish, top: 'all' });
  if (!result.ok) return refuse(ctx, result);
  await show(ctx, reportFileMessage(result.report, 'xlsx', ctx.reader));
}

type Decided = Readonly<{ askedById: string | null; outcome: Result }>;

/** What a second person allowed goes to the one who asked, in private; where it cannot, the log says so. */
export async function sendAllowedExport(
  ctx: BotContext,
  { flows }: BotDeps,
  { askedById, outcome }: Decided,
): Promise<void> {
  const { exported } = outcome as Readonly<{ exported?: PaymentExport }>;
  if (!outcome.ok || exported === undefined || askedById === null || !ctx.files) return;
  const reader = { ...ctx.reader, locale: await flows.findLocale(askedById) };
  try {
    const file = paymentsFile(exported, reader);
    const caption = text(reader.locale, 'export-allowed');
    await ctx.api.sendDocument(askedById, new InputFile(await ctx.files.write(file), file.name), { caption });
  } catch (err) {
    ctx.log.warn({ event: 'export_not_sent', err });
  }
}
