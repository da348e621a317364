import type { Currency } from '../money.ts';
import { hourMs, type Instant, instantOf, msOf } from '../time.ts';
import { chargeDimensions, type Dimension, type Traits, valueIn } from './dimensions.ts';
import { type MeasureName, type Measures, noMeasures } from './measures.ts';

/** A captured payment as reports see it. */
export type Sale = Readonly<{
  at: Instant;
  amountMinor: number;
  currency: Currency;
  /** Of this very sale, whenever it went back. */
  reversedMinor: number;
  purchaseId: string | null;
  /** Nothing of its purchase was paid before. */
  startsPurchase: boolean;
  /** Something of its purchase was paid before in the same currency. */
  followsSameCurrency: boolean;
  /** The customer's first purchase begins with it. */
  isCustomersFirst: boolean;
  traits: Traits;
}>;

/** Money that went back (or returned: negative), with the traits of the sale that it belongs to. */
export type ReturnOfMoney = Readonly<{
  at: Instant;
  amountMinor: number;
  currency: Currency;
  kind: 'refund' | 'dispute';
  traits: Traits;
}>;

/** A decided try to pay. */
export type Charge = Readonly<{ at: Instant; currency: Currency; succeeded: boolean; traits: Traits }>;

/** One dimension's value in one currency, in one bucket: a business date, or an hour's first instant. */
export type Slice = Readonly<{
  dimension: Dimension;
  bucket: string;
  value: string;
  currency: Currency;
  measures: Measures;
}>;

export type BucketOf = (at: Instant) => string;

/** The hours of a day beginning with its first instant: the repeated hour of an autumn night is an hour of its own. */
export function hoursFrom(startOfDay: Instant): BucketOf {
  const startMs = msOf(startOfDay);
  return (at) => instantOf(startMs + Math.floor((msOf(at) - startMs) / hourMs) * hourMs);
}

type Growing = {
  dimension: Dimension;
  bucket: string;
  value: string;
  currency: Currency;
  measures: Record<MeasureName, number>;
};

/**
 * Sums sales, money back and charges by bucket, dimension, value and currency. Sales are to be added in order of paid
 * time; apart from that nothing depends on order, and the sum of two tallies is the tally of both.
 */
export class Tally {
  readonly #slices = new Map<string, Growing>();
  readonly #seen = new Set<string>();
  readonly #bucketOf: BucketOf;
  readonly #dimensions: readonly Dimension[];

  constructor(bucketOf: BucketOf, dimensions: readonly Dimension[]) {
    this.#bucketOf = bucketOf;
    this.#dimensions = dimensions;
  }

  addSale(sale: Sale): void {
    const { purchaseId, currency } = sale;
    const starts = sale.startsPurchase && this.#isFirst(purchaseId);
    const isNewHere = !sale.followsSameCurrency && this.#isFirst(purchaseId && `${purchaseId} ${currency}`);
    this.#add(this.#dimensions, sale, {
      grossMinor: sale.amountMinor,
      payments: 1,
      purchases: isNewHere ? 1 : 0,
      starts: starts ? 1 : 0,
      newCustomers: starts && sale.isCustomersFirst ? 1 : 0,
      salesBackMinor: sale.reversedMinor,
    });
  }

  addReturn(back: ReturnOfMoney): void {
    const times = back.amountMinor > 0 ? 1 : 0;
    const amounts: Partial<Measures> =
      back.kind === 'refund'
        ? { refundedMinor: back.amountMinor, refunds: times }
        : { disputedMinor: back.amountMinor, disputes: times };
    this.#add(this.#dimensions, back, amounts);
  }

  addCharge(charge: Charge): void {
    const told = this.#dimensions.filter((one) => (chargeDimensions as readonly Dimension[]).includes(one));
    this.#add(told, charge, { attempts: 1, succeeded: charge.succeeded ? 1 : 0 });
  }

  slices(): readonly Slice[] {
    return [...this.#slices.values()];
  }

  /** Two payments of one instant may both begin a purchase; it is counted by the first. */
  #isFirst(key: string | null): boolean {
    if (key === null || this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #add(
    of: readonly Dimension[],
    { at, currency, traits }: Readonly<{ at: Instant; currency: Currency; traits: Traits }>,
    amounts: Partial<Measures>,
  ): void {
    const bucket = this.#bucketOf(at);
    const entries = Object.entries(amounts) as [MeasureName, number][];
    for (const dimension of of) {
      const { measures } = this.#slice(dimension, bucket, valueIn(dimension, traits), currency);
      for (const [name, amount] of entries) measures[name] += amount;
    }
  }

  #slice(dimension: Dimension, bucket: string, value: string, currency: Currency): Growing {
    const key = `${dimension}\n${bucket}\n${value}\n${currency}`;
    const known = this.#slices.get(key);
    if (known) return known;
    const made = { dimension, bucket, value, currency, measures: { ...noMeasures } };
    this.#slices.set(key, made);
    return made;
  }
}
