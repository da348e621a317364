import { type Money, moneyText } from '../../domain/money.ts';
import { type InTwoLanguages, type Plan, starsCurrency } from '../../domain/shop/plan.ts';
import { oneLine } from '../../lib/html.ts';
import { type Locale, text } from '../text.ts';

/** `10.00 USD`, `500 Stars`, `free`: nobody calls Stars by their code. */
export function priceText(price: Money, locale: Locale): string {
  if (price.amountMinor === 0) return text(locale, 'order-free');
  return price.currency === starsCurrency ? text(locale, 'shop-stars', { count: price.amountMinor }) : moneyText(price);
}

export const said = (words: InTwoLanguages, locale: Locale): string => oneLine(words[locale]);

export function periodText({ periodDays }: Pick<Plan, 'periodDays'>, locale: Locale): string {
  return periodDays === null ? text(locale, 'shop-for-ever') : text(locale, 'shop-days', { count: periodDays });
}
