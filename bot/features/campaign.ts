import { Composer } from 'grammy';
import { plusDays } from '../../src/domain/zone.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Message } from '../../src/messages/message.ts';
import { campaignChoice, campaignPage, spans } from '../../src/messages/reports/campaign.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { newHandle, replace, show } from '../views/show.ts';
import { todayOf } from './reports.ts';
import { onCommand, onPress, refuse } from './wiring.ts';

const usualDays = 7;
const searchedDays = 30;
const mostChoices = 8;

/** `/campaign brand`: the page of the campaign whose name has these words; a choice where several have. */
export function campaignFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'campaign', async (ctx) => {
    const words = ctx.typed?.argument ?? '';
    if (words === '') return void (await show(ctx, sentence(ctx.reader.locale, 'campaign-ask')));
    await find(ctx, deps, words);
  });
  for (const days of spans) {
    onPress(composer, `campaign_${days}`, async (ctx) => {
      const handle = ctx.press?.handle ?? '';
      const subject = await deps.flows.findHandle(handle, String(ctx.chatId));
      if (subject?.kind !== 'campaign') return refuse(ctx, { ok: false, reason: 'expired' });
      const message = await page(ctx, deps, subject.subjectId, Number(days));
      if (message) await replace(ctx, message, handle);
    });
  }
  return composer;
}

async function find(ctx: BotContext, deps: BotDeps, words: string): Promise<void> {
  const result = await deps.flows.analyzeCampaigns(ctx.actor, { period: daysOf(deps, searchedDays) });
  if (!result.ok) return refuse(ctx, result);
  const names = result.analysis.campaigns.map(({ campaign }) => campaign).filter((name) => name !== '');
  const own = names.find((name) => name === words);
  const found = own === undefined ? names.filter((name) => name.toLowerCase().includes(words.toLowerCase())) : [own];
  const [name] = found;
  if (name !== undefined && found.length === 1) return tellPage(ctx, deps, name);
  await choose(ctx, deps, words, found.slice(0, mostChoices));
}

async function tellPage(ctx: BotContext, deps: BotDeps, name: string): Promise<void> {
  const message = await page(ctx, deps, name, usualDays);
  if (message) await show(ctx, message, { flows: deps.flows, subject: { kind: 'campaign', subjectId: name } });
}

async function choose(ctx: BotContext, { flows }: BotDeps, words: string, names: readonly string[]): Promise<void> {
  const found = names.map((name) => ({ name, handle: newHandle() }));
  const messageId = await show(ctx, campaignChoice(words, found, ctx.reader));
  for (const { name, handle } of found) {
    const place = { chatId: String(ctx.chatId), messageId: messageId === null ? null : String(messageId) };
    await flows.bindHandle(handle, { ...place, kind: 'campaign', subjectId: name });
  }
}

function daysOf(deps: BotDeps, days: number) {
  const to = todayOf(deps);
  return { from: plusDays(to, 1 - days), to };
}

/** Null where it was refused and said so. */
async function page(ctx: BotContext, deps: BotDeps, campaign: string, days: number): Promise<Message | null> {
  const result = await deps.flows.analyzeCampaigns(ctx.actor, { campaign, period: daysOf(deps, days) });
  if (result.ok) return campaignPage(result.analysis, ctx.reader);
  await refuse(ctx, result);
  return null;
}
