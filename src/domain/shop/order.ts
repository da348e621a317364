import type { Brand, ProviderName } from '../ids.ts';
import type { Money } from '../money.ts';
import { dayMs, hourMs, type Instant, minuteMs, msOf, plusMs } from '../time.ts';
import type { PayMethod, Plan } from './plan.ts';

export type OrderId = Brand<string, 'OrderId'>;

/**
 * `waiting` for money, then one of the others for good: but `paid` may become `refunded`, and an operator may accept
 * late money for one that had ended.
 */
export const orderStatuses = ['waiting', 'paid', 'expired', 'cancelled', 'refunded'] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** What a buyer asked for: plan and price as they were then. */
export type Order = Readonly<{
  id: OrderId;
  plan: Plan;
  /** Who pays. */
  telegramId: string;
  /** Who gets it: the buyer, or whoever took the gift; null: nobody took it yet. */
  recipientId: string | null;
  kind: 'purchase' | 'gift' | 'renewal' | 'trial';
  status: OrderStatus;
  /** To pay, after the code. */
  amount: Money;
  takenOffMinor: number;
  promoCode: string | null;
  method: PayMethod | null;
  /** For the receipt, where receipts are on. */
  contact: string | null;
  locale: 'ru' | 'en';
  /** Who knows it may take the gift; null where it is none. */
  giftCode: string | null;
  createdAt: Instant;
  expiresAt: Instant;
  paidAt: Instant | null;
  paidBy: Readonly<{ provider: ProviderName; externalId: string }> | null;
  remindedAt: Instant | null;
}>;

/** Half of an order's life is over: one reminder. */
export function remindAt({ createdAt, expiresAt }: Pick<Order, 'createdAt' | 'expiresAt'>): Instant {
  return plusMs(createdAt, (msOf(expiresAt) - msOf(createdAt)) / 2);
}

/** Telegram's subscriptions are of 30 days, and of nothing else (core.telegram.org/bots/api#createinvoicelink). */
const subscriptionDays = 30;

/**
 * Stars go on by themselves where the plan lasts as long as Telegram's subscriptions. Not a gift, which is for once, and
 * not with a code: it would count for ever.
 */
export function renewsByItself({ plan, kind, promoCode }: Pick<Order, 'plan' | 'kind' | 'promoCode'>): boolean {
  return plan.periodDays === subscriptionDays && kind !== 'gift' && promoCode === null;
}

/** One try to pay at one provider: its key is kept before the call, so a repeat of the call is the same payment. */
export type PayAttempt = Readonly<{
  orderId: OrderId;
  n: number;
  method: PayMethod;
  /** `opening`: asked for, and no answer kept yet. `ended`: the provider says that no money can come of it any more. */
  state: 'opening' | 'open' | 'succeeded' | 'ended';
  /** The provider's id of it: a checkout session, a payment, an invoice. */
  ref: string | null;
  url: string | null;
  createdAt: Instant;
  checks: number;
  nextCheckAt: Instant | null;
  /** The buyer chose another method, and the provider cannot call this one off: its money may still come. */
  left: boolean;
}>;

/** By order, method and attempt: a provider that was asked twice answers twice with the same. */
export function idempotencyKey({ orderId, method, n }: Pick<PayAttempt, 'orderId' | 'method' | 'n'>): string {
  return `${orderId}:${method}:${n}`;
}

/** What Telegram carries with an invoice and its payments: which order, and which try. */
export function invoicePayload({ orderId, n }: Pick<PayAttempt, 'orderId' | 'n'>): string {
  return `${orderId}:${n}`;
}

export function readInvoicePayload(text: string): Pick<PayAttempt, 'orderId' | 'n'> | null {
  const [, orderId, n] = /^(ord_[a-z0-9]{1,64}):(\d{1,4})$/.exec(text) ?? [];
  return orderId ? { orderId: orderId as OrderId, n: Number(n) } : null;
}

/** What has to be done so that the buyer can pay by a method. */
export type NextAttempt =
  | Readonly<{ do: 'reuse'; attempt: PayAttempt }>
  /** Asked for and not answered: asked again with the same key. */
  | Readonly<{ do: 'ask_again'; attempt: PayAttempt }>
  /** Another method is open: its provider must say first that it is over. */
  | Readonly<{ do: 'end_first'; attempt: PayAttempt }>
  | Readonly<{ do: 'begin'; n: number }>;

/** One that was left is taken up again where its method is: better than a second that could be paid as well. */
export function nextAttempt(attempts: readonly PayAttempt[], method: PayMethod): NextAttempt {
  const alive = attempts.filter(isAlive);
  const other = alive.find((attempt) => attempt.method !== method && !attempt.left);
  if (other) return { do: 'end_first', attempt: other };
  const same = alive.find((attempt) => attempt.method === method);
  if (!same) return { do: 'begin', n: Math.max(0, ...attempts.map(({ n }) => n)) + 1 };
  return same.state === 'open' ? { do: 'reuse', attempt: same } : { do: 'ask_again', attempt: same };
}

/** Money may still come of it. */
export function isAlive({ state }: Pick<PayAttempt, 'state'>): boolean {
  return state === 'opening' || state === 'open';
}

/** After so long a pending attempt is asked for again, whether its webhook came or not; then no more. */
const checkAfterMs = [minuteMs, 5 * minuteMs, hourMs, dayMs] as const;

export function nextCheck({ createdAt, checks }: Pick<PayAttempt, 'createdAt' | 'checks'>): Instant | null {
  const after = checkAfterMs[checks];
  return after === undefined ? null : plusMs(createdAt, after);
}

/** Money that came with an order's id. */
export type OrderMoney = Readonly<{
  provider: ProviderName;
  externalId: string;
  amount: Money;
  /** Whom the payment's metadata name; null where they name nobody. */
  telegramId: string | null;
  paidAt: Instant;
}>;

/** What a person has to decide: give it back, or accept it. */
export const moneyProblems = [
  'unknown_order',
  'another_person',
  'wrong_currency',
  'underpaid',
  'overpaid',
  'already_paid',
  'ended',
  'out_of_stock',
  /** It pays the order, and there is no key to give for it. */
  'no_key',
] as const;
export type MoneyProblem = (typeof moneyProblems)[number];

export type Judgement = Readonly<
  | { kind: 'pays' }
  | { kind: 'known' }
  /** The next month of a subscription: an order of its own, paid at once. */
  | { kind: 'renews' }
  | { kind: 'problem'; problem: MoneyProblem }
>;

/**
 * Whether money pays an order. Nothing is granted for what differs in currency, amount or person, nor for an order that
 * is paid, over, or whose last piece went to somebody else: those wait for a person, and nothing is silent.
 */
export function judgeMoney(order: Order | null, money: OrderMoney, isInStock: boolean): Judgement {
  const problem = (is: MoneyProblem): Judgement => ({ kind: 'problem', problem: is });
  if (order === null) return problem('unknown_order');
  const { paidBy, amount } = order;
  if (paidBy?.provider === money.provider && paidBy.externalId === money.externalId) return { kind: 'known' };
  if (money.telegramId !== null && money.telegramId !== order.telegramId) return problem('another_person');
  if (money.amount.currency !== amount.currency) return problem('wrong_currency');
  if (isRenewal(order, money)) return { kind: 'renews' };
  if (order.status === 'paid' || order.status === 'refunded') return problem('already_paid');
  if (order.status !== 'waiting') return problem('ended');
  if (money.amount.amountMinor < amount.amountMinor) return problem('underpaid');
  if (money.amount.amountMinor > amount.amountMinor) return problem('overpaid');
  return isInStock ? { kind: 'pays' } : problem('out_of_stock');
}

/** Telegram takes the next month a little before or after the last one is over, never much sooner. */
const renewalAfterMs = (subscriptionDays - 3) * dayMs;

/** Telegram charges again for the same invoice by itself, under a new id; anybody else's second payment is a mistake. */
function isRenewal(order: Order, { provider, amount, paidAt }: OrderMoney): boolean {
  if (provider !== 'stars' || order.paidBy?.provider !== 'stars' || order.paidAt === null) return false;
  if (!renewsByItself(order) || amount.amountMinor !== order.amount.amountMinor) return false;
  return msOf(paidAt) - msOf(order.paidAt) >= renewalAfterMs;
}

/** Why an order cannot be paid now; null: it can. */
export function refusePaying({ status, expiresAt }: Order, now: Instant): 'already_paid' | 'ended' | null {
  if (status === 'paid' || status === 'refunded') return 'already_paid';
  return status !== 'waiting' || now >= expiresAt ? 'ended' : null;
}

/** All that a buyer's message says of his order. */
export type OrderView = Readonly<{
  order: Order;
  /** Where it is paid; null where there is nothing to pay, or no way was chosen. */
  payUrl: string | null;
  /** His money that does not pay the order as it is: it waits for a person, or goes back to him. */
  held?: HeldMoney | null;
}>;

export type HeldMoney = Readonly<{ amount: Money; state: 'waiting' | 'refunded' }>;
