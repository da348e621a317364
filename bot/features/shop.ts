import { Composer } from 'grammy';
import { afterPress, type Buying, nothingChosen } from '../../src/domain/shop/buying.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { readBuyStep } from '../../src/messages/shop/buttons.ts';
import { refusalText } from '../../src/messages/shop/buying.ts';
import { orderMessage } from '../../src/messages/shop/order.ts';
import { giftQuestion } from '../../src/messages/shop/own-orders.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show, toast } from '../views/show.ts';
import { onCommand, onPress } from './wiring.ts';

/** /buy, /terms, and what a gift's link leads to. In private only: what one buys is nobody else's business. */
export function shopFeature(deps: BotDeps): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'buy', (ctx) => beginToBuy(ctx, nothingChosen));
  onCommand(composer, 'terms', async (ctx) => void (await show(ctx, sentence(ctx.reader.locale, 'shop-terms'))));
  onCommand(composer, 'paysupport', async (ctx) => {
    await ctx.conversation.exitAll();
    await ctx.conversation.enter('askSupport', ctx.reader);
  });
  onPress(composer, 'buy', (ctx) => pressedOutside(ctx, deps));
  onPress(composer, 'gift_take', async (ctx) => {
    const { locale } = ctx.reader;
    const taken = await flows.takeGift(ctx.actor, ctx.press?.handle ?? '');
    if (!taken.ok && taken.reason === 'forbidden') return toast(ctx, refusalText(taken, locale));
    await replace(ctx, sentence(locale, taken.ok ? 'shop-gift-taken' : 'shop-gift-gone'));
  });
  return composer;
}

/** Whatever dialogue was open ends: people begin anew where they have lost the thread. */
export async function beginToBuy(ctx: BotContext, start: Buying): Promise<void> {
  await ctx.conversation.exitAll();
  await ctx.conversation.enter('buy', start, ctx.reader);
}

/**
 * A button of a dialogue that is over, or was dropped by a newer version: it goes on from there, as far as the button
 * says all of it. A second tap on what has become an order shows that order.
 */
async function pressedOutside(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const step = readBuyStep(ctx.press?.handle ?? '');
  if (step === null || ctx.kind !== 'private') return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  const messageId = ctx.callbackQuery?.message?.message_id;
  const view = messageId === undefined ? null : await flows.orderShownIn(ctx.actor, String(messageId));
  if (view) return replace(ctx, orderMessage(view));
  await beginToBuy(ctx, afterPress(nothingChosen, step));
}

const giftPrefix = 'gift_';

export function isGiftLink(payload: string): boolean {
  return payload.startsWith(giftPrefix);
}

export function giftLink(ctx: BotContext, code: string): string {
  return `https://t.me/${ctx.me.username}?start=${giftPrefix}${code}`;
}

/** `/start gift_…`: what it is; only the press takes it. */
export async function showGift(ctx: BotContext, { flows }: BotDeps, payload: string): Promise<void> {
  const code = payload.slice(giftPrefix.length);
  const { locale } = ctx.reader;
  const gift = await flows.findGift(ctx.actor, code);
  if (gift?.state === 'open') return void (await show(ctx, giftQuestion(gift, code, locale)));
  await show(ctx, sentence(locale, gift?.state === 'yours' ? 'shop-gift-yours' : 'shop-gift-gone'));
}

/** `/start buy` and `/start buy_<plan>`: links on pages and in channels lead right to the shop. */
export function buyingFromLink(payload: string): Buying | null {
  if (payload === 'buy') return nothingChosen;
  const [, plan] = /^buy_([A-Za-z0-9_-]{1,32})$/.exec(payload) ?? [];
  return plan === undefined ? null : { ...nothingChosen, planCode: plan };
}
