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
type Sum = Readonly<{ value: string; currency: Currency; measures: Measures }>;
type Entry = Sum & Readonly<{ worth: number }>;
/** One place of the ranking: a value in all of its currencies where they can be told as one sum, else in one of them. */
type Place = Readonly<{ key: string; value: string; entries: readonly Entry[]; worth: number; purchases: number }>;
type Numbered = Place & Readonly<{ place: number }>;
type Terms = Readonly<{ rankedBy: RankedBy; rates: ReadonlyMap<Currency, Rate | null>; inOne: boolean }>;

function keyOf({ value, currency }: Pick<Sum, 'value' | 'currency'>): string {
  return `${currency} ${value}`;
}

function worthOf(entry: Sum, { rankedBy, rates }: Terms): number {
  const worth = metrics[rankedBy].of(entry.measures) ?? 0;
  const rate = rates.get(entry.currency);
  return rankedBy === 'purchases' || !rate ? worth : convert(worth, entry.currency, rate);
}

function placeOf(key: string, entries: readonly Entry[], terms: Terms): Place {
  const sum = (of: (entry: Entry) => number) => entries.reduce((all, entry) => all + of(entry), 0);
  const value = entries[0]?.value ?? '';
  const ordered = entries.toSorted((a, b) => b.worth - a.worth || (keyOf(a) < keyOf(b) ? -1 : 1));
  const purchases = sum(({ measures }) => (terms.inOne ? measures.starts : measures.purchases));
  return { key, value, entries: ordered, worth: sum(({ worth }) => worth), purchases };
}

/** By what they are worth, then by purchases, then by name; what does not say its value stands last. */
function placesOf(sums: readonly Sum[], terms: Terms): readonly Numbered[] {
  const entries = sums.map((one): Entry => ({ ...one, worth: worthOf(one, terms) }));
  const groups = Map.groupBy(entries, (entry) => (terms.inOne ? entry.value : keyOf(entry)));
  const isUnknown = ({ value }: Place) => Number(value === '');
  return [...groups]
    .map(([key, group]) => placeOf(key, group, terms))
    .sort(
      (a, b) =>
        isUnknown(a) - isUnknown(b) || b.worth - a.worth || b.purchases - a.purchases || (a.key < b.key ? -1 : 1),
    )
    .map((place, index) => ({ ...place, place: index + 1 }));
}

/** Money of the currency that the shares are parts of. */
function wholeOf(entries: readonly Sum[], metric: MetricName): ReadonlyMap<Currency, number> {
  const sums = new Map<Currency, number>();
  for (const { currency, measures } of entries)
    sums.set(currency, (sums.get(currency) ?? 0) + (metrics[metric].of(measures) ?? 0));
  return sums;
}

type Before = Readonly<{ place: number; measures: ReadonlyMap<string, Measures> }>;

function placesBefore(past: readonly Sum[], terms: Terms): ReadonlyMap<string, Before> {
  const found = placesOf(past, terms).map(({ key, entries, place }) => {
    const measures = new Map(entries.map((entry) => [keyOf(entry), entry.measures]));
    return [key, { place, measures }] as const;
  });
  return new Map(found);
}

/**
 * A dimension's values by what they brought, against the places they had before: where every currency has its rate a
 * value has one place in all of them, else one in each. A short list leaves out what sold nothing and what does not say
 * its value; `all` leaves out nothing. Either way the rows of a place are in one currency each, so they add up.
 */
export function rank(slices: readonly Slice[], before: readonly Slice[] | null, wish: RankWish): Ranking {
  const { dimension, top, book, date } = wish;
  const own = (of: readonly Slice[]) => of.filter((one) => one.dimension === dimension && !isEmpty(one.measures));
  const sums = own(slices);
  const past = before && own(before);
  const basis = basisOf(dimension);
  const money = basis === 'sale' ? 'netOfSales' : 'gross';
  const currencies = new Set([...sums, ...(past ?? [])].map(({ currency }) => currency));
  const rates = new Map([...currencies].map((currency) => [currency, book.find(currency, date)]));
  const isRated = [...rates.values()].every((rate) => rate !== null);
  const terms: Terms = { rankedBy: isRated ? money : 'purchases', rates, inOne: isRated && rates.size > 1 };
  const places = placesOf(sums, terms);
  const rowsOf = rowMaker(wholeOf(sums, money), places, past && placesBefore(past, terms), terms, money);
  const sold = places.filter(
    ({ value, entries: of }) => value !== '' && of.some(({ measures }) => measures.payments > 0),
  );
  const shown = top === 'all' ? places : sold.slice(0, top);
  const rows = shown.flatMap(rowsOf);
  const base = terms.inOne ? book.base : null;
  return {
    dimension,
    basis,
    rankedBy: terms.rankedBy,
    base,
    rows,
    more: top === 'all' ? 0 : sold.length - shown.length,
  };
}

/** The rows of a place: one in each of its currencies. */
function rowMaker(
  wholes: ReadonlyMap<Currency, number>,
  places: readonly Place[],
  before: ReadonlyMap<string, Before> | null,
  { inOne }: Terms,
  money: MetricName,
): (place: Numbered) => readonly Row[] {
  const inAll = places.reduce((sum, { worth }) => sum + worth, 0) || 1;
  return ({ key, entries, worth, purchases, place }) =>
    entries.map((entry): Row => {
      const { value, currency, measures } = entry;
      const share = (metrics[money].of(measures) ?? 0) / (wholes.get(currency) || 1);
      const whole = inOne ? { amountMinor: worth, purchases, share: worth / inAll } : null;
      const now = { value, currency, measures, place, share, whole };
      if (!before) return now;
      const then = before.get(key);
      const was = then?.measures.get(keyOf(entry));
      return { ...now, placeBefore: then?.place ?? null, ...(was && { before: was }) };
    });
}
