import { type MetricName, metrics } from '../metrics/catalogue.ts';
import type { Dimension } from '../metrics/dimensions.ts';
import { isEmpty, type Measures } from '../metrics/measures.ts';
import { convert, type Rate, type RateBook } from '../metrics/rates.ts';
import type { Slice } from '../metrics/tally.ts';
import type { Currency } from '../money.ts';
import type { BusinessDate } from '../time.ts';
import type { Basis, Ranking, Row } from './report.ts';

/** What somebody is shown of a ranking, and by what its rows are ordered. */
export type RankWish = Readonly<{
  dimension: Dimension;
  top: number | 'all';
  book: RateBook;
  /** The day whose rates order the rows: places must not change because a rate did. */
  date: BusinessDate;
}>;

/** Campaigns, adsets and creatives are judged by what became of their sales; places and methods by the day's money. */
export function basisOf(dimension: Dimension): Basis {
  const judged: readonly Dimension[] = ['campaign', 'adset', 'creative', 'team', 'product'];
  return judged.includes(dimension) || dimension.startsWith('utm_') ? 'sale' : 'day';
}

type RankedBy = Ranking['rankedBy'];
type Entry = Readonly<{ value: string; currency: Currency; measures: Measures }>;

function keyOf({ value, currency }: Pick<Entry, 'value' | 'currency'>): string {
  return `${currency} ${value}`;
}

function worthIn(entry: Entry, rankedBy: RankedBy, rates: ReadonlyMap<Currency, Rate | null>): number {
  const worth = metrics[rankedBy].of(entry.measures) ?? 0;
  const rate = rates.get(entry.currency);
  return rankedBy === 'purchases' || !rate ? worth : convert(worth, entry.currency, rate);
}

/** By what the rows are worth, then by purchases, then by name; what does not say its value stands last. */
function inOrder(
  entries: readonly Entry[],
  rankedBy: RankedBy,
  rates: ReadonlyMap<Currency, Rate | null>,
): readonly Entry[] {
  const worths = new Map(entries.map((entry) => [keyOf(entry), worthIn(entry, rankedBy, rates)]));
  const worth = (entry: Entry) => worths.get(keyOf(entry)) ?? 0;
  const isUnknown = ({ value }: Entry) => Number(value === '');
  return entries.toSorted(
    (a, b) =>
      isUnknown(a) - isUnknown(b) ||
      worth(b) - worth(a) ||
      b.measures.purchases - a.measures.purchases ||
      (keyOf(a) < keyOf(b) ? -1 : 1),
  );
}

/** Money of the currency that the shares are parts of. */
function wholeOf(entries: readonly Entry[], metric: MetricName): ReadonlyMap<Currency, number> {
  const sums = new Map<Currency, number>();
  for (const { currency, measures } of entries)
    sums.set(currency, (sums.get(currency) ?? 0) + (metrics[metric].of(measures) ?? 0));
  return sums;
}

/**
 * A dimension's values by what they brought, each in its currency, against the places they had before. A short list
 * leaves out what sold nothing and what does not say its value; `all` leaves out nothing, so its rows add up to the total.
 */
export function rank(slices: readonly Slice[], before: readonly Slice[] | null, wish: RankWish): Ranking {
  const { dimension, top, book, date } = wish;
  const entries = slices.filter((slice) => slice.dimension === dimension && !isEmpty(slice.measures));
  const past = before?.filter((slice) => slice.dimension === dimension && !isEmpty(slice.measures)) ?? null;
  const basis = basisOf(dimension);
  const money = basis === 'sale' ? 'netOfSales' : 'gross';
  const all = [...entries, ...(past ?? [])];
  const rates = new Map(all.map(({ currency }) => [currency, book.find(currency, date)]));
  const rankedBy = [...rates.values()].every((rate) => rate !== null) ? money : 'purchases';
  const places = past && placesOf(inOrder(past, rankedBy, rates));
  const whole = wholeOf(entries, money);
  const rows = inOrder(entries, rankedBy, rates).map((entry, index): Row => {
    const share = (metrics[money].of(entry.measures) ?? 0) / (whole.get(entry.currency) || 1);
    const now = { value: entry.value, currency: entry.currency, measures: entry.measures, place: index + 1, share };
    const then = places?.get(keyOf(entry));
    if (!places) return now;
    return then ? { ...now, placeBefore: then.place, before: then.measures } : { ...now, placeBefore: null };
  });
  if (top === 'all') return { dimension, basis, rankedBy, rows, more: 0 };
  const sold = rows.filter(({ value, measures }) => value !== '' && measures.payments > 0);
  return { dimension, basis, rankedBy, rows: sold.slice(0, top), more: Math.max(0, sold.length - top) };
}

function placesOf(entries: readonly Entry[]): ReadonlyMap<string, Readonly<{ place: number; measures: Measures }>> {
  return new Map(entries.map((entry, index) => [keyOf(entry), { place: index + 1, measures: entry.measures }]));
}
