import { Composer } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import { nearestWord } from '../../src/lib/edit-distance.ts';
import { sentence, unknownCommand } from '../../src/messages/bot/help.ts';
import type { Message } from '../../src/messages/message.ts';
import { shopGreeting } from '../../src/messages/shop/buying.ts';
import { text } from '../../src/messages/text.ts';
import { commands, commandsFor, findCommand, isTeam, roleNeeded } from '../commands.ts';
import type { BotContext, TypedCommand } from '../context.ts';
import { show, toast } from '../views/show.ts';

/** The last feature: nothing that was meant for the bot stays without an answer. */
export function unhandledFeature(): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  composer.on('callback_query', (ctx) => toast(ctx, text(ctx.reader.locale, 'bot-expired')));
  composer.on('message', async (ctx) => {
    if (ctx.typed) return tell(ctx, answerCommand(ctx, ctx.typed));
    if (ctx.message.text !== undefined) await tell(ctx, answerTalk(ctx));
  });
  return composer;
}

async function tell(ctx: BotContext, answer: Message | null): Promise<void> {
  if (answer) await show(ctx, answer);
}

/**
 * Somebody of the team is told which role a command needs. To everybody else it does not exist, so in a group, where
 * unknown commands may be meant for another bot, there is no answer at all.
 */
function answerCommand({ actor, kind, reader }: BotContext, typed: TypedCommand): Message | null {
  const name = findCommand(typed.name);
  if (name !== null && isTeam(actor) && may(actor, commands[name].action))
    return sentence(reader.locale, 'bot-only-private');
  if (name !== null && isTeam(actor)) {
    const role = roleNeeded(name);
    if (role !== null)
      return sentence(reader.locale, 'bot-forbidden', { role: text(reader.locale, `bot-role-${role}`) });
  }
  if (kind !== 'private' && !typed.isAddressed) return null;
  return unknownCommand(nearestWord(typed.name, commandsFor(actor, kind)), reader.locale);
}

function answerTalk({ actor, kind, reader }: BotContext): Message | null {
  if (kind !== 'private') return null;
  return may(actor, 'look_up') ? sentence(reader.locale, 'bot-not-understood') : shopGreeting(reader.locale);
}
