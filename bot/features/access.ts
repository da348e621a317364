import { Composer } from 'grammy';
import type { Order, OrderId } from '../../src/domain/shop/order.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps, Handler } from '../context.ts';
import { show, toast } from '../views/show.ts';
import { onPress } from './wiring.ts';

/**
 * Somebody asks to join a chat. Stands before everything that drops an update: a channel has no persons of ours, and a
 * request that is taken twice is answered once.
 */
export function joinRequestsFeature({ flows, logger }: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  feature.on('chat_join_request', async (ctx) => {
    const { chat, from, invite_link: link } = ctx.chatJoinRequest;
    logger.info({ event: 'join_asked', update_id: ctx.update.update_id, chat_id: chat.id });
    await flows.takeJoinRequest({
      chatId: String(chat.id),
      telegramId: String(from.id),
      link: link?.invite_link ?? null,
      isOwnLink: link?.creator.id === ctx.me.id,
    });
  });
  return feature;
}

/** The buttons of messages about access: anybody has them, and only the person whose order it is gets anything. */
export function accessFeature(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>();
  const orderOf = (ctx: BotContext) => (ctx.press?.handle ?? '') as OrderId;
  onPress(feature, 'access_enter', async (ctx) => {
    const isOwed = await deps.flows.letIn(ctx.actor, orderOf(ctx));
    await toast(ctx, text(ctx.reader.locale, isOwed ? 'access-enter-asked' : 'access-enter-no'));
  });
  const renew: Handler = async (ctx) => {
    const before = await deps.flows.findOrder(ctx.actor, orderOf(ctx));
    if (before === null || !(await beginRenewal(ctx, deps, before)))
      await show(ctx, sentence(ctx.reader.locale, 'access-renew-gone'));
  };
  onPress(feature, 'access_renew', renew);
  return feature;
}

/** A new order of the same plan, payable as the one before; its own message says the rest. */
async function beginRenewal(ctx: BotContext, { flows }: BotDeps, before: Order): Promise<boolean> {
  const offer = (await flows.listOffers(ctx.actor)).find(({ plan }) => plan.code === before.plan.code);
  const methods = offer?.prices.filter(({ needsContact }) => !needsContact || before.contact !== null) ?? [];
  const method = (methods.find((one) => one.method === before.method) ?? methods[0])?.method;
  if (method === undefined) return false;
  const wish = { planCode: before.plan.code, method, renewalOf: before.id, locale: ctx.reader.locale };
  const placed = await flows.placeOrder(
    ctx.actor,
    before.contact === null ? wish : { ...wish, contact: before.contact },
  );
  if (!placed.ok || placed.order.status !== 'waiting') return placed.ok;
  return (await flows.startPayment(ctx.actor, placed.order.id, method)).ok;
}
