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

/** How many can still be sold; null: no end. A renewal keeps a place that its owner has already. */
export function leftOf(
  { stock, fulfilment }: Pick<Plan, 'stock' | 'fulfilment'>,
  taken: Readonly<{ places: number; orders: number; keys: number }>,
): number | null {
  const places = stock === null ? Number.POSITIVE_INFINITY : stock - taken.places;
  const keys = fulfilment.type === 'keys' ? taken.keys - taken.orders : Number.POSITIVE_INFINITY;
  const left = Math.max(0, Math.min(places, keys));
  return Number.isFinite(left) ? left : null;
}

/** Few enough to be told: the last tenth, and the last one. */
export function isLow(left: number | null, stock: number | null): boolean {
  return left !== null && left <= Math.max(1, Math.floor((stock ?? 0) / 10));
}

/** What Telegram takes as title and description of an invoice (core.telegram.org/bots/api#createinvoicelink). */
const longestTitle = 32;
const longestDescription = 255;

/** What is wrong with a plan, by field; null: nothing. */
export function planMistake(plan: Plan): string | null {
  const { title, description, prices, trial } = plan;
  const titles = [title.ru, title.en].every((text) => text.trim() !== '' && text.length <= longestTitle);
  if (!planCodeShape.test(plan.code)) return 'code';
  if (!titles) return 'title';
  if (![description.ru, description.en].every((text) => text.trim() !== '' && text.length <= longestDescription))
    return 'description';
  const isPriced = trial ? prices.length === 0 : prices.length > 0 && prices.every(isPrice);
  const methods = prices.flatMap((price) => price.methods);
  return isPriced && new Set(methods).size === methods.length ? null : 'prices';
}

/** Stars are Telegram's alone, and YooKassa's shops sell in rubles. */
function isPrice({ currency, amountMinor, methods }: PlanPrice): boolean {
  const fits: Readonly<Record<PayMethod, boolean>> = {
    stars: currency === starsCurrency,
    yookassa: currency === 'RUB',
    stripe: currency !== starsCurrency,
  };
  return Number.isSafeInteger(amountMinor) && amountMinor > 0 && methods.length > 0 && methods.every((m) => fits[m]);
}
