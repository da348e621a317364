import { type Money, moneyText } from '../domain/money.ts';
import { oneLine } from '../lib/html.ts';
import { hasText, type Locale, text } from './text.ts';

/** `a…@gmail.com`: the first letter and the domain. What is no address shows its first letter only. */
export function maskEmail(email: string): string {
  const line = oneLine(email);
  const at = line.lastIndexOf('@');
  const [first = ''] = at < 0 ? line : line.slice(0, at);
  return at < 0 ? `${first}…` : `${first}…@${line.slice(at + 1)}`;
}

/** `+7…67`: the first digit and the last two. */
export function maskPhone(digits: string): string {
  return `+${digits.slice(0, 1)}…${digits.slice(-2)}`;
}

/** `9.99 USD + 500 JPY`. */
export function amountsText(amounts: readonly Money[]): string {
  return amounts.map(moneyText).join(' + ');
}

/** The provider's word for the way of paying in the reader's language; a word nobody knows is shown as it is. */
export function methodText(locale: Locale, method: string): string {
  const id = `method-${method}`;
  if (/^[a-z_]+$/.test(method) && hasText(locale, id)) return text(locale, id);
  const words = oneLine(method).replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function destinationText(locale: Locale, destination: string): string {
  const id = `destination-${destination}`;
  return hasText(locale, id) ? text(locale, id) : destination;
}

/** A link without `https://` before it. */
export function withoutScheme(url: string): string {
  return oneLine(url.trim()).replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}

/** `2026-11-20 21:25 UTC`. */
export function utcMinuteText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}
