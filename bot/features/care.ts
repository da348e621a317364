import { Composer } from 'grammy';
import { backupsMessage, erasedMessage, eraseQuestion } from '../../src/messages/bot/care.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onCommand, refuse } from './wiring.ts';

/** /backup and /erase: what is kept safe, and what is forgotten for good. */
export function careFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'backup', async (ctx) => {
    const result = await flows.backups(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    await show(ctx, backupsMessage(result.backups, await offer(deps, ctx, 'make_backup'), ctx.reader));
  });
  onAct(composer, questions, 'make_backup', async (ctx) => {
    const result = await flows.createBackup(ctx.actor);
    const told = sentence(ctx.reader.locale, result.ok ? 'care-backup-made' : 'care-backup-failed');
    await replace(ctx, await signed(ctx, deps, 'back_up', told));
  });
  onCommand(composer, 'erase', (ctx) => askErase(ctx, deps, questions));
  onAct(composer, questions, 'erase', async (ctx, query) => {
    const result = await flows.erasePerson(ctx.actor, query, false);
    if (!result.ok) return refuse(ctx, result);
    await replace(ctx, await signed(ctx, deps, 'erase', erasedMessage(result.counts, ctx.reader.locale)));
  });
  return composer;
}

async function askErase(ctx: BotContext, deps: BotDeps, questions: Questions): Promise<void> {
  const query = ctx.typed?.argument ?? '';
  const { locale } = ctx.reader;
  if (query === '') return void (await show(ctx, sentence(locale, 'care-erase-ask')));
  const preview = await deps.flows.erasePerson(ctx.actor, query, true);
  if (!preview.ok && preview.reason === 'forbidden') return refuse(ctx, preview);
  if (!preview.ok) return void (await show(ctx, sentence(locale, 'care-erase-none')));
  const ids = { yes: await offer(deps, ctx, 'erase', query), no: await offer(deps, ctx, 'cancel') };
  await questions.ask(ctx, eraseQuestion(preview.counts, ids, ctx.reader));
}
