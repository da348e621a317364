import { Composer } from 'grammy';
import { isTeam } from '../commands.ts';
import type { BotContext, BotDeps } from '../context.ts';

/** Who blocks the bot in private, and who comes back: learnt from Telegram as it happens. */
export function peopleFeature({ flows }: BotDeps): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('my_chat_member', async (ctx) => {
    if (ctx.kind !== 'private') return;
    await flows.noteBlocked(String(ctx.from.id), ctx.myChatMember.new_chat_member.status === 'kicked');
  });
  return composer;
}

/** `/start` in private: from now on a broadcast reaches this person. */
export async function notePerson(ctx: BotContext, { flows, config }: BotDeps): Promise<void> {
  const spoken = ctx.from?.language_code?.slice(0, 2);
  const locale = spoken === 'ru' || spoken === 'en' ? spoken : config.defaultLocale;
  await flows.notePerson(String(ctx.from?.id), locale);
  // A buyer is spoken to as his Telegram is; the team as the business has set it.
  if (isTeam(ctx.actor) || spoken !== locale) return;
  ctx.reader = { ...ctx.reader, locale: await flows.guessLocale(String(ctx.chatId), locale) };
}
