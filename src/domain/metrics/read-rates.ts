import { type Currency, currency } from '../money.ts';
import type { BusinessDate } from '../time.ts';
import { parseRate, type Rate } from './rates.ts';

/** As somebody wrote it. */
export type WrittenRate = Readonly<{ currency: string; date: string; rate: string }>;

function currencyOf(text: string): Currency | null {
  try {
    return currency(text.trim());
  } catch {
    return null;
  }
}

/** `2026-11-20` that is a day of the calendar. */
export function dateOf(text: string): BusinessDate | null {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? (text as BusinessDate) : null;
}

/** A rate, or what is wrong with it. A comma in the number is a point. */
export function readRate(
  written: WrittenRate,
  base: Currency,
  today: BusinessDate,
  source: string,
): Readonly<{ rate: Rate } | { problem: string }> {
  const code = currencyOf(written.currency);
  if (code === null) return { problem: 'the currency must be three letters, like EUR' };
  if (code === base) return { problem: `${base} is the base currency: it needs no rate` };
  const date = dateOf(written.date.trim());
  if (date === null) return { problem: 'the date must be like 2026-11-20' };
  if (date > today) return { problem: `the date ${date} has not come yet` };
  const rate = parseRate(written.rate.trim().replace(',', '.'));
  if (rate === null) return { problem: `the rate must be how much ${base} one ${code} is, like 1.0875` };
  return { rate: { currency: code, base, date, rate, source } };
}
