import { Composer } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import { nothingChosen } from '../../src/domain/shop/buying.ts';
import type { Order, OrderId } from '../../src/domain/shop/order.ts';
import { payMethods } from '../../src/domain/shop/plan.ts';
import { open } from '../../src/messages/bot/buttons.ts';
import type { Button } from '../../src/messages/message.ts';
import { refusalText } from '../../src/messages/shop/buying.ts';
import { orderMessage } from '../../src/messages/shop/order.ts';
import {
  endedOrderMessage,
  giftLinkMessage,
  methodQuestion,
  ownOrdersMessage,
} from '../../src/messages/shop/own-orders.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { replace, show, toast } from '../views/show.ts';
import { beginToBuy, giftLink } from './shop.ts';
import { drawnIn } from './shop-steps.ts';
import { onCommand, onPress } from './wiring.ts';

const onAPage = 8;
/** The newest; older ones an operator finds by number. */
const mostOwn = 200;

/** /orders: one's own, each with what can be done about it; and the buttons of the order's message. */
export function ownOrdersFeature(deps: BotDeps): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onCommand(composer, 'orders', async (ctx) => void (await show(ctx, await ownOrders(ctx, deps, 1))));
  onPress(composer, 'orders', async (ctx) => {
    const isMenu = ctx.press?.handle === '0';
    const page = Math.max(1, Number.parseInt(ctx.press?.handle ?? '', 10) || 1);
    const message = await ownOrders(ctx, deps, page);
    await (isMenu ? show(ctx, message) : replace(ctx, message));
  });
  onPress(composer, 'order', (ctx) => withOrder(ctx, deps, (order) => showOrder(ctx, deps, order)));
  onPress(composer, 'order_method', (ctx) => withOrder(ctx, deps, (order) => askMethod(ctx, deps, order)));
  onPress(composer, 'order_pay', (ctx) => payAnotherWay(ctx, deps));
  onPress(composer, 'order_cancel', async (ctx) => {
    const id = (ctx.press?.handle ?? '') as OrderId;
    const cancelled = await flows.cancelOrder(ctx.actor, id);
    if (!cancelled.ok) return toast(ctx, refusalText(cancelled, ctx.reader.locale));
    await toast(ctx, text(ctx.reader.locale, 'shop-cancelled'));
    await replace(ctx, orderMessage({ order: cancelled.order, payUrl: null }));
  });
  onPress(composer, 'order_gift', (ctx) => withOrder(ctx, deps, (order) => showGiftLink(ctx, deps, order)));
  onPress(composer, 'order_renew', (ctx) =>
    withOrder(ctx, deps, ({ plan, id }) => beginToBuy(ctx, { ...nothingChosen, planCode: plan.code, renewalOf: id })),
  );
  return composer;
}

async function ownOrders(ctx: BotContext, { flows }: BotDeps, page: number) {
  const { locale } = ctx.reader;
  const all = await flows.listOwnOrders(ctx.actor, Math.min(mostOwn, page * onAPage + 1));
  const from = (page - 1) * onAPage;
  const shown = all.slice(from, from + onAPage);
  const team: readonly Button[] = may(ctx.actor, 'see_orders')
    ? [
        open(text(locale, 'shop-button-all-orders'), 'shop_orders'),
        open(text(locale, 'shop-button-money'), 'shop_money'),
      ]
    : [];
  const turning = { number: page, hasMore: all.length > from + onAPage, first: from + 1 };
  return ownOrdersMessage(shown, turning, team, ctx.reader);
}

/** Of his own only, whatever his role: others' orders are looked at elsewhere. */
async function withOrder(ctx: BotContext, { flows }: BotDeps, work: (order: Order) => Promise<void>): Promise<void> {
  const order = await flows.findOrder(ctx.actor, (ctx.press?.handle ?? '') as OrderId);
  const person = String(ctx.from?.id);
  const isOwn = order !== null && (order.telegramId === person || order.recipientId === person);
  if (!isOwn || ctx.kind !== 'private') return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  await work(order);
}

/** An order that waits lives in one message: this one from now on. */
async function showOrder(ctx: BotContext, { flows }: BotDeps, order: Order): Promise<void> {
  const message = ctx.callbackQuery?.message?.message_id;
  const view = order.status === 'waiting' ? await flows.orderView(ctx.actor, order.id) : null;
  if (!view || message === undefined) return replace(ctx, endedOrderMessage(order, ctx.reader));
  const before = await flows.showOrderIn(ctx.actor, order.id, String(message));
  await replace(ctx, orderMessage(view));
  if (before !== null && before !== String(message))
    await ctx.api.deleteMessage(ctx.chatId ?? 0, Number(before)).catch(() => undefined);
  await flows.orderDrawn(ctx.actor, drawnIn(String(message), view));
}

async function askMethod(ctx: BotContext, { flows }: BotDeps, order: Order): Promise<void> {
  const { locale } = ctx.reader;
  const ways = await flows.waysToPay(ctx.actor, order.id);
  if (!ways.ok) return toast(ctx, refusalText(ways, locale));
  await replace(ctx, methodQuestion(order, ways.prices, locale));
}

async function payAnotherWay(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const [, named, id] = /^([a-z]+)-(.+)$/.exec(ctx.press?.handle ?? '') ?? [];
  const method = payMethods.find((one) => one === named);
  const order = id === undefined ? null : await flows.findOrder(ctx.actor, id as OrderId);
  if (!method || order?.telegramId !== String(ctx.from?.id) || ctx.kind !== 'private')
    return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  await beginToBuy(ctx, { ...nothingChosen, planCode: order.plan.code, orderId: order.id, method });
}

async function showGiftLink(ctx: BotContext, { flows }: BotDeps, order: Order): Promise<void> {
  const code = await flows.giftCode(ctx.actor, order.id);
  if (code === null) return toast(ctx, text(ctx.reader.locale, 'shop-gift-sent'));
  await show(ctx, giftLinkMessage(order, giftLink(ctx, code), ctx.reader.locale));
}
