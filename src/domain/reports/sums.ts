import {
  addMeasures,
  isEmpty,
  type MeasureName,
  type Measures,
  measureNames,
  noMeasures,
} from '../metrics/measures.ts';
import { type InBase, inBase, type RateBook } from '../metrics/rates.ts';
import type { Slice } from '../metrics/tally.ts';
import type { Currency } from '../money.ts';
import type { BusinessDate, Instant } from '../time.ts';
import { businessDateOf, type Zone } from '../zone.ts';
import type { Step, Sums, Total } from './report.ts';

/** Slices of one dimension's value, by currency. Most payments first, then by code. */
export function totalsOf(slices: readonly Slice[]): readonly Total[] {
  const sums = new Map<Currency, Measures>();
  for (const { currency, measures } of slices)
    sums.set(currency, addMeasures(sums.get(currency) ?? noMeasures, measures));
  return [...sums]
    .map(([currency, measures]) => ({ currency, measures }))
    .filter(({ measures }) => !isEmpty(measures))
    .sort((a, b) => b.measures.payments - a.measures.payments || (a.currency < b.currency ? -1 : 1));
}

/** How sums are told: in one currency alone, or over all of them. */
export type Telling = Readonly<{ book: RateBook; currency: Currency | null; zone: Zone }>;

/** Buckets are dates or instants; rates are of days. */
function dated(slices: readonly Slice[], { zone }: Telling): readonly Slice[] {
  return slices.map((slice) => ({ ...slice, bucket: dateOf(slice.bucket, zone) }));
}

function dateOf(bucket: string, zone: Zone): BusinessDate {
  return bucket.length > 10 ? businessDateOf(bucket as Instant, zone) : (bucket as BusinessDate);
}

/** Everything in the base currency, each day at its rate; days without money need none. */
export function convertedOf(slices: readonly Slice[], telling: Telling): InBase {
  return inBase(
    dated(
      slices.filter(({ measures }) => !isEmpty(measures)),
      telling,
    ),
    telling.book,
  );
}

/** By day or hour, of the totals alone. */
export function sumsOf(slices: readonly Slice[], telling: Telling): Sums {
  const totals = totalsOf(slices);
  const converted = convertedOf(slices, telling);
  return {
    totals,
    purchases: purchasesOf(totals, telling.currency),
    inBase: converted.missing.length > 0 ? null : converted.measures,
  };
}

/** A purchase in two currencies counts once over all, and in each where only that one is asked for. */
export function purchasesOf(totals: readonly Total[], currency: Currency | null): number {
  return totals.reduce((sum, { measures }) => sum + (currency === null ? measures.starts : measures.purchases), 0);
}

/** The sums of each bucket in order, empty ones too. */
export function stepsOf(slices: readonly Slice[], buckets: readonly string[], telling: Telling): readonly Step[] {
  const byBucket = new Map<string, Slice[]>();
  for (const slice of slices) {
    const known = byBucket.get(slice.bucket);
    if (known) known.push(slice);
    else byBucket.set(slice.bucket, [slice]);
  }
  return buckets.map((bucket) => ({
    date: dateOf(bucket, telling.zone),
    hour: bucket.length > 10 ? (bucket as Instant) : null,
    ...sumsOf(byBucket.get(bucket) ?? [], telling),
  }));
}

function scaled(measures: Measures, by: number): Measures {
  const part = (name: MeasureName) => [name, measures[name] * by] as const;
  return Object.fromEntries(measureNames.map(part)) as Record<MeasureName, number>;
}

/** The mean of several times. A time in which nothing was sold in a currency counts as nothing. */
export function meanOf(all: readonly Sums[]): Sums {
  const share = 1 / all.length;
  const sums = new Map<Currency, Measures>();
  for (const { totals } of all)
    for (const { currency, measures } of totals)
      sums.set(currency, addMeasures(sums.get(currency) ?? noMeasures, scaled(measures, share)));
  const converted = all.map((one) => one.inBase);
  return {
    totals: [...sums].map(([currency, measures]) => ({ currency, measures })),
    purchases: all.reduce((sum, { purchases }) => sum + purchases * share, 0),
    inBase: converted.every((one) => one !== null)
      ? converted.reduce((sum, one) => addMeasures(sum, scaled(one, share)), noMeasures)
      : null,
  };
}

/** What days are judged by: money where all of it can be told in one currency, else purchases. */
function worthOf(step: Step, all: readonly Step[]): number {
  return all.every((one) => one.inBase !== null) ? (step.inBase?.grossMinor ?? 0) : step.purchases;
}

/** The best and the worst whole day, the earlier one of two that are alike; none of less than two. */
export function extremesOf(whole: readonly Step[]): Readonly<{ best: Step | null; worst: Step | null }> {
  const [first] = whole;
  if (first === undefined || whole.length < 2) return { best: null, worst: null };
  const worth = (step: Step) => worthOf(step, whole);
  return {
    best: whole.reduce((best, one) => (worth(one) > worth(best) ? one : best), first),
    worst: whole.reduce((worst, one) => (worth(one) < worth(worst) ? one : worst), first),
  };
}
