import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { minuteMs } from '../../src/domain/time.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { type Answer, answerQuery, bindLinks, type QueryCommand } from '../features/lookup.ts';
import { replay } from '../features/queue.ts';
import { findActor } from '../middleware/identity.ts';
import { newHandle, noSubject, sendParts } from '../views/show.ts';

const patienceMs = 10 * minuteMs;
type Asked = QueryCommand | 'replay';

/**
 * `/customer` without an id: asks for it and takes the next text as the answer. A command ends the dialogue and is
 * handled as itself. It is replayed from the top on every update, so all that is ours goes through `external`.
 */
export function askForQuery(deps: BotDeps) {
  return async function ask(
    conversation: Conversation<BotContext, Context>,
    ctx: Context,
    asked: Asked,
    reader: Reader,
  ) {
    await sendParts(ctx, sentence(reader.locale, `bot-ask-${asked}`), noSubject);
    const answer = await conversation.waitFor('message:text', { maxMilliseconds: patienceMs, next: true });
    if (answer.message.text.startsWith('/')) return conversation.halt({ next: true });
    const found = await conversation.external(async () => ({
      ...(await answerAs(deps, asked, answer, reader)),
      handle: newHandle(),
    }));
    const messageId = await sendParts(answer, found.message, found.about ? found.handle : noSubject);
    await conversation.external(async () => {
      await bindLinks(deps.flows, String(answer.chatId), found.links ?? []);
      if (!found.about || messageId === null) return;
      await deps.flows.bindHandle(found.handle, {
        chatId: String(answer.chatId),
        messageId: String(messageId),
        ...found.about,
      });
    });
  };
}

async function answerAs(deps: BotDeps, asked: Asked, ctx: Context, reader: Reader): Promise<Answer> {
  const query = ctx.message?.text?.trim() ?? '';
  if (!ctx.from) throw new TypeError('a private message without a sender');
  const actor = await findActor(deps, ctx.from);
  if (asked === 'replay') return { message: await replay(actor, query, { reader }, deps), about: null };
  return answerQuery(deps.flows, actor, asked, query, reader);
}
