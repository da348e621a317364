import type { Currency, Money } from '../money.ts';

/** In what a buyer may pay; each is one provider's. */
export const payMethods = ['stripe', 'yookassa', 'stars'] as const;
export type PayMethod = (typeof payMethods)[number];

/** Telegram Stars: a currency without decimals that only Telegram has (core.telegram.org/bots/payments-stars). */
export const starsCurrency = 'XTR' as Currency;

export type InTwoLanguages = Readonly<{ ru: string; en: string }>;

export type PlanPrice = Readonly<{ currency: Currency; amountMinor: number; methods: readonly PayMethod[] }>;

/** What a buyer gets once the order is paid. */
export type Fulfilment =
  | Readonly<{ type: 'invite_link'; chatId: string }>
  | Readonly<{ type: 'webhook'; url: string }>
  | Readonly<{ type: 'text'; text: InTwoLanguages }>
  /** One of a stock, each given once; the keys themselves are never in the plan that is shown. */
  | Readonly<{ type: 'keys' }>;

/** Something that the shop sells. An order keeps it as it was when it was placed. */
export type Plan = Readonly<{
  code: string;
  title: InTwoLanguages;
  description: InTwoLanguages;
  /** Digital goods inside Telegram are sold in Stars unless the owner decides otherwise. */
  kind: 'digital' | 'physical';
  prices: readonly PlanPrice[];
  /** Null: for ever. */
  periodDays: number | null;
  /** How many there are in all; null: no end. */
  stock: number | null;
  /** Contest tickets a purchase brings. */
  tickets: number;
  /** Once per person, for nothing. */
  trial: boolean;
  fulfilment: Fulfilment;
  active: boolean;
}>;

/** Letters, digits, `-` and `_`: it stands in links and metadata. */
export const planCodeShape = /^[A-Za-z0-9_-]{1,32}$/;

export function priceFor({ prices }: Plan, method: PayMethod, currency?: Currency): Money | null {
  const price = prices.find((one) => one.methods.includes(method) && (!currency || one.currency === currency));
  return price ? { amountMinor: price.amountMinor, currency: price.currency } : null;
}

/** Ways to pay that the plan has a price for and that are configured, in the order of `payMethods`. */
export function methodsOf(plan: Plan, configured: readonly PayMethod[]): readonly PayMethod[] {
  return payMethods.filter((method) => configured.includes(method) && priceFor(plan, method) !== null);
}

/** Digital goods that something else than Stars buys: allowed, and said to whoever saves the plan. */
export function sellsDigitalOutsideStars({ kind, prices }: Plan): boolean {
  return kind === 'digital' && prices.some(({ methods }) => methods.some((method) => method !== 'stars'));
}
