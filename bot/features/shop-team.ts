import { Composer } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import type { Order, OrderId } from '../../src/domain/shop/order.ts';
import type { MoneyDecision } from '../../src/flows/shop/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { priceText } from '../../src/messages/shop/price.ts';
import { allOrdersMessage, moneyMessage, teamOrderMessage, teamQuestion } from '../../src/messages/shop/team-orders.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, toast } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onPress, refuse } from './wiring.ts';

const onAPage = 8;
const mostMoney = 10;

/** Everybody's orders and the money that waits for a decision: to be found under /orders by those of the team. */
export function teamOrdersFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onPress(composer, 'shop_orders', (ctx) => listOrders(ctx, deps));
  onPress(composer, 'shop_order', (ctx) => showOrder(ctx, deps, ctx.press?.handle ?? ''));
  onPress(composer, 'shop_money', (ctx) => showMoney(ctx, deps));
  onAct(composer, questions, 'ask_refund_order', (ctx, id) => askRefund(ctx, deps, questions, id));
  onAct(composer, questions, 'refund_order', async (ctx, id) => {
    const result = await deps.flows.refundOrder(ctx.actor, id as OrderId);
    if (!result.ok) return refuse(ctx, result);
    const amount = priceText(result.amount, ctx.reader.locale);
    const told = sentence(ctx.reader.locale, 'shop-refund-asked', { amount });
    await replace(ctx, await signed(ctx, deps, 'refund', told));
  });
  onAct(composer, questions, 'ask_decide', (ctx, argument) => askDecision(ctx, deps, questions, argument));
  onAct(composer, questions, 'decide', async (ctx, argument) => {
    const { id, how } = JSON.parse(argument) as Choice;
    const result = await deps.flows.decideMoney(ctx.actor, id, how);
    if (!result.ok) return refuse(ctx, result);
    const { state, amount } = result.decision;
    const told = sentence(ctx.reader.locale, `shop-money-${state}`, { amount: priceText(amount, ctx.reader.locale) });
    await replace(ctx, await signed(ctx, deps, 'decide_money', told));
  });
  return composer;
}

async function listOrders(ctx: BotContext, { flows }: BotDeps): Promise<void> {
  const handle = ctx.press?.handle ?? '0';
  const cursor = handle === '0' ? null : handle;
  const result = await flows.listOrders(ctx.actor, {}, { limit: onAPage, cursor });
  if (!result.ok) return refuse(ctx, result);
  const orders = result.orders.map(({ order }) => order);
  await replace(ctx, allOrdersMessage(orders, result.nextCursor, ctx.reader));
}

async function findOrder(ctx: BotContext, { flows }: BotDeps, id: string): Promise<Order | null> {
  return may(ctx.actor, 'see_orders') ? flows.findOrder(ctx.actor, id as OrderId) : null;
}

async function showOrder(ctx: BotContext, deps: BotDeps, id: string): Promise<void> {
  const order = await findOrder(ctx, deps, id);
  if (!order) return toast(ctx, text(ctx.reader.locale, 'bot-expired'));
  const isRefundable = order.status === 'paid' && order.paidBy !== null && may(ctx.actor, 'refund');
  const refund = isRefundable ? await offer(deps, ctx, 'ask_refund_order', order.id) : null;
  await replace(ctx, teamOrderMessage(order, order.plan.tickets, { refund }, ctx.reader));
}

async function askRefund(ctx: BotContext, deps: BotDeps, questions: Questions, id: string): Promise<void> {
  const { locale } = ctx.reader;
  const order = await findOrder(ctx, deps, id);
  if (!order) return toast(ctx, text(locale, 'bot-expired'));
  const amount = priceText(order.amount, locale);
  const words = text(locale, 'shop-refund-question', {
    amount,
    title: order.plan.title[locale],
    buyer: order.telegramId,
  });
  const ids = { yes: await offer(deps, ctx, 'refund_order', id), no: await offer(deps, ctx, 'cancel') };
  await questions.askInPlace(
    ctx,
    teamQuestion(words, ids, text(locale, 'shop-button-refund-yes', { amount }), ctx.reader),
  );
}

type Choice = Readonly<{ id: string; how: 'refund' | 'accept' }>;

async function showMoney(ctx: BotContext, deps: BotDeps): Promise<void> {
  const result = await deps.flows.listDecisions(ctx.actor);
  if (!result.ok) return refuse(ctx, result);
  const way = (id: string, how: Choice['how']) => offer(deps, ctx, 'ask_decide', JSON.stringify({ id, how }));
  const mayDecide = may(ctx.actor, 'decide_money');
  const entries = await Promise.all(
    result.decisions.slice(0, mostMoney).map(async (decision: MoneyDecision) => ({
      ...decision,
      refund: mayDecide ? await way(decision.id, 'refund') : null,
      accept: mayDecide && decision.orderId !== null ? await way(decision.id, 'accept') : null,
    })),
  );
  await replace(ctx, moneyMessage(entries, ctx.reader));
}

async function askDecision(ctx: BotContext, deps: BotDeps, questions: Questions, argument: string): Promise<void> {
  const { locale } = ctx.reader;
  const { id, how } = JSON.parse(argument) as Choice;
  const result = await deps.flows.listDecisions(ctx.actor);
  const decision = result.ok ? result.decisions.find((one) => one.id === id) : null;
  if (!decision) return toast(ctx, text(locale, 'bot-expired'));
  const amount = priceText(decision.amount, locale);
  const words = text(locale, `shop-money-ask-${how}`, {
    amount,
    payment: decision.paymentRef,
    order: decision.orderId ?? '',
  });
  const ids = { yes: await offer(deps, ctx, 'decide', argument), no: await offer(deps, ctx, 'cancel') };
  await questions.askInPlace(
    ctx,
    teamQuestion(words, ids, text(locale, `shop-button-${how}-yes`, { amount }), ctx.reader),
  );
}
