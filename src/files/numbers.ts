import { exponentOf } from '../domain/money.ts';
import type { ValueFormat } from './picture.ts';

/** A value as it is drawn to scale: major units, whole things, percent. */
export function toScale(value: number | null, format: ValueFormat): number | null {
  if (value === null || !Number.isFinite(value)) return null;
  if (format.kind === 'percent') return value * 100;
  return format.kind === 'count' ? value : value / 10 ** exponentOf(format.currency);
}

/** What the numbers are of, beside a series' name: `USD`, `%`, nothing for counts. */
export function unitOf(format: ValueFormat): string {
  if (format.kind === 'percent') return '%';
  return format.kind === 'currency' ? format.currency : '';
}

/** A scaled number in as few signs as tell it: `950`, `12.4K`, `1,2 млн`, `3.5%`. */
export function shortNumber(scaled: number, format: ValueFormat, locale: 'ru' | 'en'): string {
  const isWhole = format.kind === 'count' && Math.abs(scaled) < 1_000;
  const digits = isWhole
    ? { maximumFractionDigits: Number.isInteger(scaled) ? 0 : 1 }
    : { maximumSignificantDigits: 3 };
  const text = new Intl.NumberFormat(locale, { notation: 'compact', ...digits }).format(scaled);
  return `${text.replace(/^-/, '−')}${format.kind === 'percent' ? '%' : ''}`;
}

/** The same with its unit: `12.4K USD`. */
export function numberWithUnit(scaled: number, format: ValueFormat, locale: 'ru' | 'en'): string {
  const text = shortNumber(scaled, format, locale);
  return format.kind === 'currency' ? `${text} ${format.currency}` : text;
}
