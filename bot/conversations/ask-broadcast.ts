import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { minuteMs } from '../../src/domain/time.ts';
import { longestBroadcast } from '../../src/flows/broadcasts.ts';
import { broadcastMessage } from '../../src/messages/bot/broadcast.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { segmentsMessage } from '../features/broadcast.ts';
import { findActor } from '../middleware/identity.ts';
import { noSubject, sendParts } from '../views/show.ts';

const patienceMs = 15 * minuteMs;

/** The text is shown back as people will see it before anything else is asked. */
export function askForBroadcast(deps: BotDeps) {
  return async function askBroadcast(conversation: Conversation<BotContext, Context>, ctx: Context, reader: Reader) {
    const { locale } = reader;
    await sendParts(ctx, sentence(locale, 'bot-broadcast-ask', { limit: longestBroadcast }), noSubject);
    const answer = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
    const body = answer.message.text;
    if (body.startsWith('/')) return conversation.halt({ next: true });
    if (body.length > longestBroadcast) {
      const told = { length: body.length, limit: longestBroadcast };
      await sendParts(answer, sentence(locale, 'bot-broadcast-too-long', told), noSubject);
      return;
    }
    const question = await conversation.external(async () => {
      if (!answer.from) throw new TypeError('a private message without a sender');
      const place = { personId: String(answer.from.id), chatId: String(answer.chatId) };
      return segmentsMessage(deps.flows, await findActor(deps, answer.from), place, body, locale);
    });
    await sendParts(answer, sentence(locale, 'bot-broadcast-preview'), noSubject);
    await sendParts(answer, broadcastMessage(body), noSubject);
    await sendParts(answer, question, noSubject);
  };
}
