import { type Currency, exponentOf } from '../money.ts';
import type { BusinessDate } from '../time.ts';
import { plusDays } from '../zone.ts';
import { addMeasures, type Measures, noMeasures } from './measures.ts';
import type { Slice } from './tally.ts';

/** One unit of `currency` is worth `rate` units of `base`, from `date` on until a newer one is known. */
export type Rate = Readonly<{
  currency: Currency;
  base: Currency;
  date: BusinessDate;
  /** A decimal, `0.0108`: never a double. */
  rate: string;
  /** Who says so: `operator`, `file`, `stripe`. */
  source: string;
}>;

/** What a provider booked goes before what somebody says of the same day. */
function rankOf({ source }: Rate): number {
  return source === 'stripe' ? 0 : 1;
}

/** A rate that is older than this says nothing about a day. */
const goodForDays = 31;
const fractionDigits = 12;

/** Reads a positive decimal; null for anything else. */
export function parseRate(text: string): string | null {
  const match = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(text.trim());
  return match && Number(text) > 0 ? text.trim() : null;
}

function scaled(rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.');
  return BigInt(whole + fraction.padEnd(fractionDigits, '0'));
}

/** Half away from zero, exactly. */
function roundedQuotient(a: bigint, b: bigint): bigint {
  const doubled = 2n * (a < 0n ? -a : a);
  const rounded = (doubled + b) / (2n * b);
  return a < 0n ? -rounded : rounded;
}

/** The amount in the base currency's minor units. */
export function convert(amountMinor: number, from: Currency, { base, rate }: Pick<Rate, 'base' | 'rate'>): number {
  // Most of a month's sums of money back are nothing.
  if (amountMinor === 0) return 0;
  const shift = exponentOf(base) - exponentOf(from);
  const product = BigInt(amountMinor) * scaled(rate) * (shift > 0 ? 10n ** BigInt(shift) : 1n);
  const divisor = 10n ** BigInt(fractionDigits) * (shift < 0 ? 10n ** BigInt(-shift) : 1n);
  return Number(roundedQuotient(product, divisor));
}

/** What one unit of `from` was worth where so much was got for so much of it; null where nothing can be said. */
export function quotientRate(gotMinor: number, base: Currency, paidMinor: number, from: Currency): string | null {
  if (gotMinor <= 0 || paidMinor <= 0) return null;
  const shift = BigInt(exponentOf(from) - exponentOf(base) + fractionDigits);
  const digits = String(roundedQuotient(BigInt(gotMinor) * 10n ** shift, BigInt(paidMinor))).padStart(
    fractionDigits + 1,
    '0',
  );
  const fraction = digits.slice(-fractionDigits).replace(/0+$/, '');
  return parseRate(`${digits.slice(0, -fractionDigits)}${fraction && '.'}${fraction}`);
}

/** Rates into one base currency, to be asked by day. */
export class RateBook {
  readonly base: Currency;
  readonly #byCurrency = new Map<Currency, readonly Rate[]>();
  /** A report asks for the same few days once for every row. */
  readonly #found = new Map<string, Rate | null>();

  constructor(base: Currency, rates: readonly Rate[]) {
    this.base = base;
    const known = rates.filter((rate) => rate.base === base);
    for (const code of new Set(known.map(({ currency }) => currency))) {
      const own = known.filter(({ currency }) => currency === code);
      this.#byCurrency.set(
        code,
        own.sort((a, b) => (a.date === b.date ? rankOf(a) - rankOf(b) : a.date < b.date ? 1 : -1)),
      );
    }
  }

  /** The newest of this day or before it, none older than a month; null where nobody said. */
  find(currency: Currency, date: BusinessDate): Rate | null {
    if (currency === this.base) return { currency, base: this.base, date, rate: '1', source: 'same' };
    const key = `${currency} ${date}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = this.#newest(currency, date);
    this.#found.set(key, found);
    return found;
  }

  #newest(currency: Currency, date: BusinessDate): Rate | null {
    const newest = this.#byCurrency.get(currency)?.find((rate) => rate.date <= date);
    return newest && newest.date >= plusDays(date, -goodForDays) ? newest : null;
  }

  /** What one minor unit is worth in minor units of the base, as a double: for statistics, never for money. */
  ratio(currency: Currency, date: BusinessDate): number | null {
    const rate = this.find(currency, date);
    return rate && Number(rate.rate) * 10 ** (exponentOf(this.base) - exponentOf(currency));
  }
}

/** Days of which money of a currency could not be converted. */
export type MissingRate = Readonly<{ currency: Currency; from: BusinessDate; to: BusinessDate }>;

/** Sums in the base currency, what they were made with, and what could not be converted: it is said, never guessed. */
export type InBase = Readonly<{
  currency: Currency;
  measures: Measures;
  used: readonly Rate[];
  missing: readonly MissingRate[];
}>;

const moneyNames = ['grossMinor', 'refundedMinor', 'disputedMinor', 'salesBackMinor'] as const;

/** Slices by day, each at its day's rate. A purchase in two currencies counts once here. */
export function inBase(days: readonly Slice[], book: RateBook): InBase {
  let measures = noMeasures;
  const used = new Map<string, Rate>();
  const missing = new Map<Currency, { currency: Currency; from: BusinessDate; to: BusinessDate }>();
  for (const { bucket, currency, measures: own } of days) {
    const date = bucket as BusinessDate;
    const rate = book.find(currency, date);
    if (rate === null) {
      const known = missing.get(currency) ?? { currency, from: date, to: date };
      missing.set(currency, {
        currency,
        from: date < known.from ? date : known.from,
        to: date > known.to ? date : known.to,
      });
      continue;
    }
    if (rate.source !== 'same') used.set(`${currency} ${rate.date}`, rate);
    const converted = moneyNames.map((name) => [name, convert(own[name], currency, rate)]);
    measures = addMeasures(measures, { ...own, ...Object.fromEntries(converted), purchases: own.starts });
  }
  return { currency: book.base, measures, used: [...used.values()], missing: [...missing.values()] };
}
