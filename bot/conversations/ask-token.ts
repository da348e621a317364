import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import { minuteMs } from '../../src/domain/time.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { scopesMessage, tokenName } from '../features/tokens.ts';
import { findActor } from '../middleware/identity.ts';
import { noSubject, sendParts } from '../views/show.ts';

const patienceMs = 5 * minuteMs;

/** The name of a new token is typed; what it may do is chosen by the buttons that follow. */
export function askForTokenName(deps: BotDeps) {
  return async function askTokenName(conversation: Conversation<BotContext, Context>, ctx: Context, reader: Reader) {
    await sendParts(ctx, sentence(reader.locale, 'bot-token-ask-name'), noSubject);
    const answer = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
    const name = answer.message.text.trim();
    if (name.startsWith('/')) return conversation.halt({ next: true });
    const message = await conversation.external(async () => {
      const isAllowed = answer.from !== undefined && may(await findActor(deps, answer.from), 'manage_tokens');
      if (!isAllowed) return sentence(reader.locale, 'bot-forbidden-any');
      if (!tokenName.test(name)) return sentence(reader.locale, 'bot-token-bad-name');
      const place = { personId: String(answer.from.id), chatId: String(answer.chatId) };
      return scopesMessage(deps.flows, place, { name, chosen: [] }, reader.locale);
    });
    await sendParts(answer, message, noSubject);
  };
}
