import type { Money } from '../../domain/money.ts';
import { money } from '../../domain/money.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { Order, OrderId } from '../../domain/shop/order.ts';
import { isLow, leftOf, methodsOf, type PayMethod, type Plan, payMethods, priceFor } from '../../domain/shop/plan.ts';
import { priceWith, refusePromo } from '../../domain/shop/promo.ts';
import { type Instant, plusMs } from '../../domain/time.ts';
import type { Reader, Tx } from '../../store/database.ts';
import { adoptOrderMessage } from '../../store/shop/order-message.ts';
import { findOrder, hadTrial, insertOrder, listWaitingOf } from '../../store/shop/orders.ts';
import { countTaken, findPlan } from '../../store/shop/plans.ts';
import { findPromo, recountUses } from '../../store/shop/promos.ts';
import { type FlowDeps, isBuyingHeld, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import { endOrder, markPaid } from './paid.ts';
import type { OrderWish, ShopRefusal, ShopResult } from './types.ts';

/** More unpaid orders of one person would only hold stock. */
const mostWaiting = 5;

export const no = (reason: ShopRefusal['reason']): ShopRefusal => ({ ok: false, reason });

/** Anybody with a Telegram id; the command line, tokens and jobs buy nothing. */
export function buyerOf(actor: Actor): string | null {
  return actor.kind === 'operator' || actor.kind === 'stranger' ? actor.telegramId : null;
}

export function configuredMethods({ checkouts }: Pick<FlowDeps, 'checkouts'>): readonly PayMethod[] {
  return payMethods.filter((method) => checkouts.has(method));
}

export type Priced = Readonly<{ ok: true; amount: Money; takenOffMinor: number }>;

/** What a plan costs by a method, with the code: both as they are now, or as the order has kept them. */
export async function priceOf(
  db: Reader,
  plan: Plan,
  {
    method,
    promo,
    now,
    isCounted,
  }: Readonly<{ method: PayMethod; promo: string | null; now: Instant; isCounted: boolean }>,
): Promise<Priced | ShopRefusal> {
  const price = priceFor(plan, method);
  if (price === null) return no('no_method');
  if (promo === null) return { ok: true, amount: price, takenOffMinor: 0 };
  const known = await findPromo(db, promo);
  // An order that uses it already does so whatever became of the code since; it still has to be of this currency.
  const asUsed = known && isCounted ? { ...known, active: true, expiresAt: null, limit: null, plans: [] } : known;
  const why = refusePromo(asUsed, { planCode: plan.code, price, now });
  if (why !== null || known === null) return { ...no('promo'), why: why ?? 'unknown' };
  const { left, takenOffMinor } = priceWith(price, known);
  return { ok: true, amount: left, takenOffMinor };
}

type Placed = ShopResult<{ order: Order; replaced?: string | null }>;

/**
 * One transaction: stock, trial and code are looked at and taken by nobody else in between. What costs nothing is paid
 * there and then, without a provider.
 */
export async function placeOrder(deps: FlowDeps, actor: Actor, wish: OrderWish): Promise<Placed> {
  const buyer = buyerOf(actor);
  if (buyer === null) return no('forbidden');
  if (isBuyingHeld(deps)) return no('stopped');
  const placed = await deps.commits.submit(async (tx): Promise<Placed> => {
    const done = await placeIn(tx, deps, buyer, wish);
    if (!done.ok || wish.shownIn === undefined) return done;
    const message = { orderId: done.order.id, chatId: buyer, messageId: wish.shownIn };
    const drawn = { handle: deps.randomHandle(), now: nowOf(deps) };
    return { ...done, replaced: await adoptOrderMessage(tx, message, drawn) };
  });
  if (placed.ok) deps.wake();
  return placed;
}

async function placeIn(tx: Tx, deps: FlowDeps, buyer: string, wish: OrderWish): Promise<ShopResult<{ order: Order }>> {
  const plan = await findPlan(tx, wish.planCode);
  if (!plan?.active) return no('not_found');
  const kind = kindOf(plan, wish);
  if (kind === 'renewal' && !(await isOwnOf(tx, buyer, plan, wish.renewalOf))) return no('not_found');
  const promo = wish.promo?.trim().toUpperCase() || null;
  const waiting = await listWaitingOf(tx, buyer);
  const same = waiting.find((order) => order.plan.code === plan.code && order.kind === kind);
  if (same?.promoCode === promo && same.expiresAt > nowOf(deps)) return { ok: true, order: same };
  if (!same && waiting.length >= mostWaiting) return no('too_many');
  if (kind === 'trial' && (await hadTrial(tx, buyer, plan.code))) return no('trial_used');
  const { stock } = plan;
  const left = kind === 'renewal' ? null : leftOf(plan, await countTaken(tx, plan.code));
  // What he holds by the order that this one takes the place of is his to take.
  if (left !== null && left + (same ? 1 : 0) <= 0) return no('out_of_stock');
  const priced = await firstPrice(tx, deps, plan, { ...wish, promo, kind });
  if (!priced.ok) return priced;
  if (same) await endOrder(tx, deps, same, 'cancelled');
  const order = newOrder(deps, buyer, wish, { plan, kind, promo, priced });
  await insertOrder(tx, order);
  if (promo !== null) await recountUses(tx, promo);
  if (left !== null && isLow(left - 1, stock))
    await enqueueNotice(tx, deps, { kind: 'stock_low', plan: plan.code, left: left - 1 }, plan.code, nowOf(deps));
  if (order.amount.amountMinor > 0) return { ok: true, order };
  await markPaid(tx, deps, order, { payment: null, paidAt: order.createdAt });
  return { ok: true, order: (await findOrder(tx, order.id)) ?? order };
}

function kindOf({ trial }: Plan, { gift, renewalOf }: OrderWish): Order['kind'] {
  if (trial) return 'trial';
  if (gift) return 'gift';
  return renewalOf ? 'renewal' : 'purchase';
}

async function isOwnOf(tx: Tx, buyer: string, plan: Plan, id: OrderId | undefined): Promise<boolean> {
  const before = id ? await findOrder(tx, id) : null;
  if (before?.plan.code !== plan.code || before.status !== 'paid') return false;
  return before.telegramId === buyer || before.recipientId === buyer;
}

type Pricing = Readonly<{ method: PayMethod | null; amount: Money; takenOffMinor: number }>;

async function firstPrice(
  tx: Tx,
  deps: FlowDeps,
  plan: Plan,
  { method, promo, kind }: Readonly<{ method?: PayMethod; promo: string | null; kind: Order['kind'] }>,
): Promise<(Readonly<{ ok: true }> & Pricing) | ShopRefusal> {
  if (kind === 'trial') return { ok: true, method: null, amount: money(0, deps.policy.baseCurrency), takenOffMinor: 0 };
  const open = methodsOf(plan, configuredMethods(deps));
  const chosen = method ?? open[0];
  if (!chosen || !open.includes(chosen)) return no('no_method');
  const priced = await priceOf(tx, plan, { method: chosen, promo, now: nowOf(deps), isCounted: false });
  return priced.ok ? { ...priced, method: method ?? null } : priced;
}

function newOrder(
  deps: FlowDeps,
  buyer: string,
  { contact, locale }: OrderWish,
  { plan, kind, promo, priced }: Readonly<{ plan: Plan; kind: Order['kind']; promo: string | null; priced: Pricing }>,
): Order {
  const now = nowOf(deps);
  return {
    id: deps.newId('ord') as OrderId,
    plan,
    telegramId: buyer,
    recipientId: kind === 'gift' ? null : buyer,
    kind,
    status: 'waiting',
    amount: priced.amount,
    takenOffMinor: priced.takenOffMinor,
    promoCode: promo,
    method: priced.method,
    contact: contact?.trim() || null,
    locale,
    giftCode: kind === 'gift' ? deps.randomHandle() : null,
    createdAt: now,
    expiresAt: plusMs(now, deps.shop.orderTtlMs),
    paidAt: null,
    paidBy: null,
    remindedAt: null,
  };
}
