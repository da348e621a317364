import type { Conversation } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import type { User } from 'grammy/types';
import { afterPress, afterText, type Buying } from '../../src/domain/shop/buying.ts';
import { hourMs } from '../../src/domain/time.ts';
import type { Reader } from '../../src/messages/bot/local-time.ts';
import type { Message } from '../../src/messages/message.ts';
import { readBuyStep } from '../../src/messages/shop/buttons.ts';
import { workingMessage } from '../../src/messages/shop/buying.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { look, noteDrawn, place } from '../features/shop-steps.ts';
import { noSubject, replace, rewrite, sendParts } from '../views/show.ts';

const patienceMs = 24 * hourMs;
type Talk = Conversation<BotContext, Context>;

/**
 * From the list of plans to the pay page, in one message that is edited and in the end becomes the order's. It is
 * replayed from the top on every update, so all that is ours goes through `external`; what that does may be repeated:
 * the same wish is the same order.
 */
export function buyPlan(deps: BotDeps) {
  return async function buy(conversation: Talk, ctx: Context, start: Buying, reader: Reader): Promise<void> {
    let at = ctx;
    let buying = start;
    for (;;) {
      const person = personOf(at);
      const step = await conversation.external(() => look(deps, person, buying, reader.locale));
      buying = step.buying;
      if (step.message === null) {
        const next = await order(conversation, deps, at, buying, reader);
        if (next === null) return;
        buying = next;
        continue;
      }
      await put(at, step.message);
      if (step.isOver) return;
      at = await hear(conversation, buying);
      buying = heard(buying, at);
    }
  };
}

function personOf({ from }: Context): User {
  if (!from) throw new TypeError('a private message without a sender');
  return from;
}

/** In the place of the pressed message; below what was typed. */
async function put(at: Context, message: Message): Promise<void> {
  await (at.callbackQuery ? replace(at, message) : sendParts(at, message, noSubject));
}

function stepOf({ callbackQuery }: Context) {
  const data = callbackQuery?.data ?? '';
  return data.startsWith('buy.') ? readBuyStep(data.slice('buy.'.length)) : null;
}

/** One of our buttons, or the text that was asked for; a command ends the dialogue and is handled as itself. */
async function hear(conversation: Talk, { asking }: Buying): Promise<Context> {
  const isMeant = (next: Context) => {
    const words = next.message?.text;
    return stepOf(next) !== null || (words !== undefined && (asking !== null || words.startsWith('/')));
  };
  const next = await conversation.waitUntil(isMeant, { maxMilliseconds: patienceMs, next: true });
  if (next.message?.text?.startsWith('/')) return conversation.halt({ next: true });
  return next;
}

function heard(buying: Buying, at: Context): Buying {
  const step = stepOf(at);
  return step ? afterPress(buying, step) : afterText(buying, at.message?.text ?? '');
}

/** Null once the order's message says the rest; else what is still to be asked. */
async function order(
  conversation: Talk,
  deps: BotDeps,
  at: Context,
  buying: Buying,
  { locale }: Reader,
): Promise<Buying | null> {
  const chatId = String(at.chatId);
  const pressed = at.callbackQuery?.message?.message_id;
  const messageId = String(pressed ?? (await sendParts(at, workingMessage(locale), noSubject)));
  const person = personOf(at);
  const done = await conversation.external(() => place(deps, person, buying, { messageId, locale }));
  if (done.replaced !== null && done.replaced !== messageId)
    await at.api.deleteMessage(chatId, Number(done.replaced)).catch(() => undefined);
  const { next, message, drawn } = done;
  if (next === null) await rewrite(at.api, { chatId, messageId }, message);
  if (drawn !== null) await conversation.external(() => noteDrawn(deps, person, drawn));
  return next;
}
