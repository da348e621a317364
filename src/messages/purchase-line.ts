import { type Money, money, moneyText } from '../domain/money.ts';
import type { CurrencyTotal, PurchaseView } from '../domain/views.ts';
import { oneLine } from '../lib/html.ts';
import { type Locale, text } from './text.ts';

export const stateMark: Readonly<Record<PurchaseView['state'], string>> = {
  paid: '🟢',
  partly_refunded: '🟡',
  refunded: '⚪',
  disputed: '🔴',
  merged: '➡️',
};

/** What a locked phone shows: `🟢 9.99 USD · US, New York City · 1 payment`, with 💎 before all for VIP. */
export function purchaseLine(purchase: PurchaseView, locale: Locale): string {
  const mark = `${purchase.vip ? '💎 ' : ''}${stateMark[purchase.state]}`;
  const count = text(locale, 'payments-count', { count: purchase.paymentCount });
  const parts = [purchaseAmount(purchase, locale), placeText(purchase.country, purchase.city), count];
  return `${mark} ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** `US, New York City`; empty where nothing is known. */
export function placeText(country: string | null, city: string | null): string {
  return [country, city]
    .map((part) => oneLine(part ?? '').trim())
    .filter(Boolean)
    .join(', ');
}

/** Captured, or `5.00 of 9.99 USD` where a part went back; one per currency. */
export function purchaseAmount(purchase: PurchaseView, locale: Locale): string {
  const isPart = purchase.state === 'partly_refunded';
  return purchase.totals.map((total) => totalText(total, isPart, locale)).join(' + ');
}

function totalText(total: CurrencyTotal, isPart: boolean, locale: Locale): string {
  const whole = moneyText(capturedOf(total));
  if (!isPart || total.reversedMinor === 0) return whole;
  const part = moneyText(money(total.reversedMinor, total.currency)).replace(` ${total.currency}`, '');
  return text(locale, 'amount-of', { part, whole });
}

export function capturedOf({ capturedMinor, currency }: CurrencyTotal): Money {
  return money(capturedMinor, currency);
}
