import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { minuteMs } from '../../src/domain/time.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { findActor } from '../middleware/identity.ts';
import { noSubject, sendParts } from '../views/show.ts';

const patienceMs = 30 * minuteMs;

/** /paysupport: the next text goes to the team. */
export function askForSupport(deps: BotDeps) {
  return async function askSupport(conversation: Conversation<BotContext, Context>, ctx: Context, reader: Reader) {
    await sendParts(ctx, sentence(reader.locale, 'shop-paysupport'), noSubject);
    const answer = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
    const words = answer.message.text.trim();
    if (words.startsWith('/')) return conversation.halt({ next: true });
    await conversation.external(async () => {
      if (answer.from) await deps.flows.askPaySupport(await findActor(deps, answer.from), words);
    });
    await sendParts(answer, sentence(reader.locale, 'shop-support-told'), noSubject);
  };
}
