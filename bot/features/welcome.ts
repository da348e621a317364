import { Composer } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import { referralPrefix } from '../../src/flows/contests/referral.ts';
import { helpMessage, languageQuestion, sentence, teamGreeting } from '../../src/messages/bot/help.ts';
import { shopGreeting } from '../../src/messages/shop/buying.ts';
import { commands, commandsFor, isTeam } from '../commands.ts';
import type { BotContext, BotDeps, Handler } from '../context.ts';
import { syncOwnMenu } from '../menus.ts';
import { replace, show } from '../views/show.ts';
import { joinChat } from './chats.ts';
import { bindReferral } from './contest.ts';
import { takeCode } from './invites.ts';
import { notePerson } from './people.ts';
import { beginToBuy, buyingFromLink, isGiftLink, showGift } from './shop.ts';
import { onCommand, onPress } from './wiring.ts';

/** /start, /help, /language. */
export function welcomeFeature(deps: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'start', async (ctx) => {
    if (ctx.kind === 'private') await notePerson(ctx, deps);
    const payload = ctx.typed?.argument ?? '';
    if (ctx.kind === 'private' && /^(inv|own)_/.test(payload)) return takeCode(ctx, deps, payload);
    if (ctx.kind === 'private' && payload.startsWith(referralPrefix)) await bindReferral(ctx, deps, payload);
    if (payload.startsWith('chat_')) return joinChat(ctx, deps, payload);
    if (ctx.kind === 'private' && isGiftLink(payload)) return showGift(ctx, deps, payload);
    const buying = ctx.kind === 'private' ? buyingFromLink(payload) : null;
    if (buying) return beginToBuy(ctx, buying);
    await show(ctx, greeting(ctx));
    if (ctx.kind === 'private') await syncOwnMenu(ctx, deps.logger);
  });
  const help: Handler = async (ctx) => void (await show(ctx, helpFor(ctx)));
  onCommand(composer, 'help', help);
  onPress(composer, 'help', help);
  onCommand(composer, 'language', async (ctx) => {
    if (maySetLanguage(ctx)) await show(ctx, languageQuestion(ctx.reader.locale));
  });
  for (const locale of ['ru', 'en'] as const) {
    onPress(composer, `language_${locale}`, async (ctx) => {
      if (!maySetLanguage(ctx)) return;
      await deps.flows.setLocale(String(ctx.chatId), locale);
      await replace(ctx, sentence(locale, 'bot-language-done'));
    });
  }
  return composer;
}

/** One's own chat is one's own; a group's language is the team's to choose. */
function maySetLanguage(ctx: BotContext): boolean {
  return ctx.kind === 'private' || isTeam(ctx.actor);
}

function greeting({ actor, reader }: BotContext) {
  if (!isTeam(actor) || actor.kind !== 'operator') return shopGreeting(reader.locale);
  return teamGreeting(actor.name, actor.role, may(actor, 'see_reports'), may(actor, 'see_status'), reader.locale);
}

function helpFor({ actor, kind, reader }: BotContext) {
  const entries = commandsFor(actor, kind).map((name) => ({ name, example: commands[name].example }));
  return helpMessage(entries, may(actor, 'look_up'), reader.locale);
}
