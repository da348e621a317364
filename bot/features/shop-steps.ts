import type { User } from 'grammy/types';
import type { Actor } from '../../src/domain/permissions.ts';
import type { Buying } from '../../src/domain/shop/buying.ts';
import type { ShopRefusal } from '../../src/domain/shop/offer.ts';
import type { OrderId, OrderView } from '../../src/domain/shop/order.ts';
import type { PayMethod } from '../../src/domain/shop/plan.ts';
import type { DrawnOrder } from '../../src/flows/shop/types.ts';
import type { Flows } from '../../src/flows/types.ts';
import { fingerprint } from '../../src/lib/hash.ts';
import type { Message } from '../../src/messages/message.ts';
import { offerMessage, offersMessage, shopRefusal, typingQuestion } from '../../src/messages/shop/buying.ts';
import { orderMessage } from '../../src/messages/shop/order.ts';
import type { Locale } from '../../src/messages/text.ts';
import type { BotDeps } from '../context.ts';
import { findActor } from '../middleware/identity.ts';

/** `message` null: all is known, and the order can be placed. */
export type Step = Readonly<{ buying: Buying; message: Message | null; isOver: boolean }>;

const ask = (buying: Buying, message: Message): Step => ({ buying, message, isOver: false });
const end = (buying: Buying, message: Message): Step => ({ buying, message, isOver: true });
const ready = (buying: Buying): Step => ({ buying, message: null, isOver: false });

/** What a buyer who has come so far sees next. Reads only. */
export async function look(deps: BotDeps, person: User, buying: Buying, locale: Locale): Promise<Step> {
  const { flows } = deps;
  const actor = await findActor(deps, person);
  if (buying.planCode !== null) return lookAtPlan(flows, actor, { ...buying, planCode: buying.planCode }, locale);
  const offers = await flows.listOffers(actor);
  const [only, ...others] = offers;
  if (only && others.length === 0 && only.left !== 0)
    return lookAtPlan(flows, actor, { ...buying, planCode: only.plan.code }, locale);
  const message = offersMessage(offers, locale);
  return offers.some(({ left }) => left !== 0) ? ask(buying, message) : end(buying, message);
}

type Chosen = Buying & Readonly<{ planCode: string }>;

async function lookAtPlan(flows: Flows, actor: Actor, buying: Chosen, locale: Locale): Promise<Step> {
  const { planCode, promo, renewalOf, asking, method, isGift } = buying;
  if (asking !== null) return ask(buying, typingQuestion(asking, planCode, locale));
  if (buying.orderId !== null) return ready(buying);
  const wish = { planCode, ...(promo !== null && { promo }), ...(renewalOf !== null && { renewalOf }) };
  const shown = await flows.showOffer(actor, wish);
  if (!shown.ok && shown.reason === 'promo' && promo !== null) {
    const refusedCode = { code: promo, why: shown.why ?? 'unknown' } as const;
    return lookAtPlan(flows, actor, { ...buying, promo: null, method: null, refusedCode }, locale);
  }
  if (!shown.ok) return end(buying, shopRefusal(shown, locale));
  const { offer } = shown;
  const contact = buying.contact ?? (await lastContact(flows, actor));
  const known: Chosen = { ...buying, contact };
  const { refusedCode } = buying;
  const choose = () =>
    ask(
      { ...known, method: null },
      offerMessage({ offer, isGift, isRenewal: renewalOf !== null, contact, refusedCode }, locale),
    );
  if (method === null) return choose();
  if (method === 'free') return ready(known);
  const price = offer.prices.find((one) => one.method === method);
  if (!price) return choose();
  if (!price.needsContact || price.price.amountMinor === 0 || contact !== null) return ready(known);
  return ask({ ...known, asking: 'contact' }, typingQuestion('contact', planCode, locale));
}

const ordersLooked = 20;

/** Typed once: the one that the newest order with any has. */
async function lastContact(flows: Flows, actor: Actor): Promise<string | null> {
  const orders = await flows.listOwnOrders(actor, ordersLooked);
  return orders.find(({ contact }) => contact !== null)?.contact ?? null;
}

/** `next`: something is still to be asked; else `message` is what the order's message says now. */
export type Placed = Readonly<{ replaced: string | null; drawn: DrawnOrder | null }> &
  Readonly<({ next: Buying } & { message?: never }) | { next: null; message: Message }>;

type Place = Readonly<{ messageId: string; locale: Locale }>;

/**
 * Places the order and asks for the way to pay. Repeated after a crash it finds the same order and the same page. The
 * message becomes the order's in the same step.
 */
export async function place(deps: BotDeps, person: User, buying: Buying, at: Place): Promise<Placed> {
  const { flows } = deps;
  const actor = await findActor(deps, person);
  const { locale } = at;
  const found = await orderOf(flows, actor, buying, at);
  if (!found.ok) return { replaced: null, next: null, message: shopRefusal(found, locale), drawn: null };
  const { orderId, replaced } = found;
  const started = await start(flows, actor, orderId, buying);
  const view = await flows.orderView(actor, orderId);
  const drawn = view && drawnIn(at.messageId, view);
  if (started !== null && started.reason === 'contact_needed') {
    const contact = buying.contact ?? (await lastContact(flows, actor));
    return { replaced, drawn, next: { ...buying, orderId, contact, asking: contact === null ? 'contact' : null } };
  }
  const isHeld = started !== null && view?.order.status === 'waiting';
  const message = view && !isHeld ? orderMessage(view) : shopRefusal(started ?? gone, locale, orderId);
  return { replaced, drawn, next: null, message };
}

/** The order as it stood when a message about it was written. */
export function drawnIn(messageId: string, view: OrderView): DrawnOrder {
  return { orderId: view.order.id, messageId, shownHash: fingerprint(orderMessage(view)) };
}

/** Whatever a dialogue writes there, a question or a refusal too, stays until the order is another than it was. */
export async function noteDrawn(deps: BotDeps, person: User, drawn: DrawnOrder): Promise<void> {
  await deps.flows.orderDrawn(await findActor(deps, person), drawn);
}

const gone: ShopRefusal = { ok: false, reason: 'not_found' };
type Found = Readonly<{ ok: true; orderId: OrderId; replaced: string | null }> | ShopRefusal;

async function orderOf(flows: Flows, actor: Actor, buying: Buying, { messageId, locale }: Place): Promise<Found> {
  const { orderId, planCode, method, promo, renewalOf, contact, isGift } = buying;
  if (orderId !== null) return { ok: true, orderId, replaced: await flows.showOrderIn(actor, orderId, messageId) };
  const placed = await flows.placeOrder(actor, {
    planCode: planCode ?? '',
    locale,
    shownIn: messageId,
    gift: isGift,
    ...(method !== null && method !== 'free' && { method }),
    ...(promo !== null && { promo }),
    ...(renewalOf !== null && { renewalOf }),
    ...(contact !== null && { contact }),
  });
  return placed.ok ? { ok: true, orderId: placed.order.id, replaced: placed.replaced ?? null } : placed;
}

/** Null where the order can be paid now, or there is nothing to pay. */
async function start(
  flows: Flows,
  actor: Actor,
  id: OrderId,
  { method, contact }: Buying,
): Promise<ShopRefusal | null> {
  if (method === null || method === 'free') return null;
  const way: PayMethod = method;
  const started = await flows.startPayment(actor, id, way);
  if (started.ok) return null;
  if (started.reason !== 'contact_needed' || contact === null) return started;
  const again = await flows.startPayment(actor, id, way, contact);
  return again.ok ? null : again;
}
