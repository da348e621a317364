import type { Currency } from '../money.ts';
import type { BusinessDate } from '../time.ts';
import { quotientRate, type Rate } from './rates.ts';
import type { Sale } from './tally.ts';

/** What was paid in a currency, and what a provider booked for it in another. */
export type Settled = Readonly<{ currency: Currency; base: Currency; amountMinor: number; settledMinor: number }>;

/** Sums the sales of a day that were booked in another currency. */
export class SettledCount {
  readonly #sums = new Map<string, { currency: Currency; base: Currency; amountMinor: number; settledMinor: number }>();

  addSale({ amountMinor, currency, settled }: Sale): void {
    if (settled === null) return;
    const { currency: base } = settled;
    const sum = this.#sums.get(`${currency} ${base}`) ?? { currency, base, amountMinor: 0, settledMinor: 0 };
    this.#sums.set(`${currency} ${base}`, sum);
    sum.amountMinor += amountMinor;
    sum.settledMinor += settled.amountMinor;
  }

  result(): readonly Settled[] {
    return [...this.#sums.values()];
  }
}

export function sameSettled(a: readonly Settled[], b: readonly Settled[]): boolean {
  const texts = (all: readonly Settled[]) =>
    all.map((one) => JSON.stringify([one.currency, one.base, one.amountMinor, one.settledMinor])).sort();
  return texts(a).join() === texts(b).join();
}

/** The rate of a day that gives back exactly what was booked, when all of it was. */
export function settledRate({ currency, base, amountMinor, settledMinor }: Settled, date: BusinessDate): Rate | null {
  const rate = quotientRate(settledMinor, base, amountMinor, currency);
  return rate === null ? null : { currency, base, date, rate, source: settledSource };
}

export const settledSource = 'stripe';
