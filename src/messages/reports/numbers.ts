import { type Currency, decimalText, type Money, money } from '../../domain/money.ts';
import type { Locale } from '../text.ts';

/** Between the groups of a long number a line must not break. */
const groupSpace = '\u00a0';

/** From five digits on in groups of three, with a point in every language: `9999.99`, `12,345.67`, `12 345.67`. */
function grouped(text: string, locale: Locale): string {
  const [whole = '', ...fraction] = text.split('.');
  const digits =
    whole.replace('-', '').length < 5 ? whole : whole.replace(/\B(?=(\d{3})+$)/g, locale === 'en' ? ',' : groupSpace);
  return [digits.replace('-', '−'), ...fraction].join('.');
}

/** `12 345.67`, without its currency. */
export function sumText(amountMinor: number, currency: Currency, locale: Locale): string {
  return grouped(decimalText(money(Math.round(amountMinor), currency)), locale);
}

/** `12 345.67 USD`. */
export function amountText({ amountMinor, currency }: Money, locale: Locale): string {
  return `${sumText(amountMinor, currency, locale)} ${currency}`;
}

/** A count; a mean may be broken and keeps one digit. */
export function countText(count: number, locale: Locale): string {
  return grouped(String(Math.round(count * 10) / 10), locale);
}

/** `97.3 %`, and no more digits than it is worth. */
export function shareText(share: number): string {
  const percent = Math.round(share * 1_000) / 10;
  return `${percent.toFixed(Number.isInteger(percent) ? 0 : 1).replace('-', '−')}\u00a0%`;
}

/** What a number has become, in per cent of what it was; null where there was nothing. */
export function changeOf(now: number, before: number): number | null {
  return before > 0 ? (now - before) / before : null;
}

/** From here on a change is told as so many times, in per cent. */
export const manifold = 900;

/** `▲ 12 %`, `▼ 3 %`, `=`; a tenfold and more as `× 12`. `–` where there was nothing before. */
export function changeText(now: number, before: number, locale: Locale): string {
  const change = changeOf(now, before);
  if (change === null) return now === before ? '=' : '–';
  const percent = Math.round(change * 100);
  if (percent === 0) return '=';
  if (percent >= manifold) return `▲ ×${countText(Math.round(change + 1), locale)}`;
  return `${percent > 0 ? '▲' : '▼'} ${Math.abs(percent)}\u00a0%`;
}

/** The decimal of a rate as it was entered, without zeros that say nothing. */
export function rateText(rate: string): string {
  return rate.includes('.') ? rate.replace(/\.?0+$/, '') : rate;
}

export function languageOf(locale: Locale): string {
  return locale === 'en' ? 'en-GB' : 'ru';
}
