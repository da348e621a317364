import type { Currency, Money } from '../money.ts';
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
  /** What the provider booked for it in another currency. */
  settled: Money | null;
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
  const names = new Map<number, string>();
  return (at) => {
    const hour = Math.floor((msOf(at) - startMs) / hourMs);
    const known = names.get(hour);
    if (known !== undefined) return known;
    const name = instantOf(startMs + hour * hourMs);
    names.set(hour, name);
    return name;
  };
}

type Sums = Record<MeasureName, number>;
/** Every sale is counted some twenty times: by bucket and currency first, so that few keys have to be made. */
type Bucketed = Readonly<{
  bucket: string;
  currency: Currency;
  byDimension: Map<Dimension, Map<string, Sums>>;
}>;

/**
 * Sums sales, money back and charges by bucket, dimension, value and currency. Sales are to be added in order of paid
 * time; apart from that nothing depends on order, and the sum of two tallies is the tally of both.
 */
export class Tally {
  readonly #buckets = new Map<string, Bucketed>();
  readonly #seen = new Set<string>();
  readonly #bucketOf: BucketOf;
  readonly #dimensions: readonly Dimension[];
  readonly #ofCharges: readonly Dimension[];

  constructor(bucketOf: BucketOf, dimensions: readonly Dimension[]) {
    this.#bucketOf = bucketOf;
    this.#dimensions = dimensions;
    this.#ofCharges = dimensions.filter((one) => (chargeDimensions as readonly Dimension[]).includes(one));
  }

  addSale(sale: Sale): void {
    const { purchaseId, currency, amountMinor, reversedMinor } = sale;
    const starts = sale.startsPurchase && this.#isFirst(purchaseId) ? 1 : 0;
    const isNewHere = !sale.followsSameCurrency && this.#isFirst(purchaseId && `${purchaseId} ${currency}`);
    const newCustomers = starts === 1 && sale.isCustomersFirst ? 1 : 0;
    this.#grow(this.#dimensions, sale, (sums) => {
      sums.grossMinor += amountMinor;
      sums.payments += 1;
      sums.purchases += isNewHere ? 1 : 0;
      sums.starts += starts;
      sums.newCustomers += newCustomers;
      sums.salesBackMinor += reversedMinor;
    });
  }

  addReturn(back: ReturnOfMoney): void {
    const { kind, amountMinor } = back;
    const times = amountMinor > 0 ? 1 : 0;
    this.#grow(this.#dimensions, back, (sums) => {
      sums[kind === 'refund' ? 'refundedMinor' : 'disputedMinor'] += amountMinor;
      sums[kind === 'refund' ? 'refunds' : 'disputes'] += times;
    });
  }

  addCharge(charge: Charge): void {
    const succeeded = charge.succeeded ? 1 : 0;
    this.#grow(this.#ofCharges, charge, (sums) => {
      sums.attempts += 1;
      sums.succeeded += succeeded;
    });
  }

  slices(): readonly Slice[] {
    const slices: Slice[] = [];
    for (const { bucket, currency, byDimension } of this.#buckets.values())
      for (const [dimension, values] of byDimension)
        for (const [value, measures] of values) slices.push({ dimension, bucket, value, currency, measures });
    return slices;
  }

  /** Two payments of one instant may both begin a purchase; it is counted by the first. */
  #isFirst(key: string | null): boolean {
    if (key === null || this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #grow(
    of: readonly Dimension[],
    { at, currency, traits }: Readonly<{ at: Instant; currency: Currency; traits: Traits }>,
    by: (sums: Sums) => void,
  ): void {
    const byDimension = this.#bucketed(this.#bucketOf(at), currency);
    for (const dimension of of) by(sumsOf(byDimension, dimension, valueIn(dimension, traits)));
  }

  #bucketed(bucket: string, currency: Currency): Bucketed['byDimension'] {
    const key = `${bucket} ${currency}`;
    const known = this.#buckets.get(key);
    if (known) return known.byDimension;
    const made: Bucketed = { bucket, currency, byDimension: new Map() };
    this.#buckets.set(key, made);
    return made.byDimension;
  }
}

function sumsOf(byDimension: Bucketed['byDimension'], dimension: Dimension, value: string): Sums {
  const values = byDimension.get(dimension) ?? new Map<string, Sums>();
  if (values.size === 0) byDimension.set(dimension, values);
  const known = values.get(value);
  if (known) return known;
  const made = { ...noMeasures };
  values.set(value, made);
  return made;
}
