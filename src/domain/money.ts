import type { Brand } from './ids.ts';

/** Upper-case ISO 4217 code. */
export type Currency = Brand<string, 'Currency'>;
/** A whole number of the currency's smallest unit. Two currencies are never added together. */
export type Money = Readonly<{ amountMinor: number; currency: Currency }>;

const zeroDecimal = new Set('BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX UYI VND VUV XAF XOF XPF XTR'.split(' '));
const threeDecimal = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/**
 * How many digits stand behind the decimal point of an amount in this currency (ISO 4217; Telegram Stars: none; and
 * none for MGA, as Stripe counts it).
 */
export function exponentOf(currency: Currency): number {
  if (zeroDecimal.has(currency)) return 0;
  return threeDecimal.has(currency) ? 3 : 2;
}

/** Throws a RangeError for anything but three letters. */
export function currency(code: string): Currency {
  const upper = code.toUpperCase();
  if (!/^[A-Z]{3}$/.test(upper)) throw new RangeError(`not a currency code: ${JSON.stringify(code.slice(0, 10))}`);
  return upper as Currency;
}

/** Of the calendar of currencies, and Telegram's Stars. */
const knownCodes = new Set([...Intl.supportedValuesOf('currency'), 'XTR']);

/** Whether there is such a currency: what a person typed may be three letters and none. */
export function isKnownCurrency(code: string): boolean {
  return knownCodes.has(code.toUpperCase());
}

/** Throws a RangeError where the amount is not a safe whole number, before it could be rounded in a database. */
export function money(amountMinor: number, code: Currency): Money {
  if (!Number.isSafeInteger(amountMinor)) throw new RangeError(`not a whole number of minor units: ${amountMinor}`);
  return { amountMinor, currency: code };
}

/** `9.99`, `1500`, `1.250`: the same in every language, as the card shows it. */
export function decimalText({ amountMinor, currency: code }: Money): string {
  const exponent = exponentOf(code);
  const sign = amountMinor < 0 ? '-' : '';
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** `9.99 USD`. */
export function moneyText(value: Money): string {
  return `${decimalText(value)} ${value.currency}`;
}

/** The amount in major units as the nearest double: for a spreadsheet cell, never for arithmetic. */
export function majorUnits(value: Money): number {
  return Number(decimalText(value));
}

/** Reads `100` or `99.95` as minor units; throws a RangeError for what is not such a number. */
export function parseDecimal(text: string, code: Currency): Money {
  const exponent = exponentOf(code);
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  const fraction = match?.[2] ?? '';
  if (!match || fraction.length > exponent) throw new RangeError(`not an amount of ${code}: ${JSON.stringify(text)}`);
  return money(Number(`${match[1]}${fraction.padEnd(exponent, '0')}`), code);
}

/** One total per currency, in order of first appearance. */
export function totalsByCurrency(amounts: Iterable<Money>): readonly Money[] {
  const totals = new Map<Currency, number>();
  for (const { amountMinor, currency: code } of amounts) totals.set(code, (totals.get(code) ?? 0) + amountMinor);
  return [...totals].map(([code, amountMinor]) => money(amountMinor, code));
}
