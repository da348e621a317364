import type { HourPoint, SliceSeries } from '../../domain/anomalies/anomaly.ts';
import { type Dimension, hourlyDimensions } from '../../domain/metrics/dimensions.ts';
import { convert, type Rate } from '../../domain/metrics/rates.ts';
import type { Slice } from '../../domain/metrics/tally.ts';
import type { Currency } from '../../domain/money.ts';
import type { Window } from '../../domain/ports.ts';
import { type BusinessDate, hourMs, type Instant, instantOf, msOf } from '../../domain/time.ts';
import { businessDateOf, localTime, plusDays, startOfDay, weekdayOf, type Zone } from '../../domain/zone.ts';
import { listRates } from '../../store/rates.ts';
import type { FlowDeps } from '../deps.ts';
import { measure } from '../metrics/measure.ts';

/** Of each dimension the values that sold most in the last weeks. */
const valuesLookedAt = 6;
const volumeDays = 28;
/** One reading holds a week's hours: nothing long is carried over from the reader's thread at once. */
const daysAtOnce = 7;

export const partDimensions = hourlyDimensions.filter((dimension) => dimension !== 'total');

/** Amounts as amounts of one currency, at one rate each: what the exchange does must not look like sales. */
export type OneCurrency = Readonly<{
  currency: Currency;
  amountOf: (currency: Currency, amountMinor: number) => number;
}>;

/** The base currency, at the newest rates; where nothing can be told in it, the currency that sold most, alone. */
export async function oneCurrency(deps: FlowDeps, sold: readonly Slice[], today: BusinessDate): Promise<OneCurrency> {
  const base = deps.policy.baseCurrency;
  const newest = new Map<Currency, Rate>();
  for (const rate of await listRates(deps.store.reader, base, today))
    if (!newest.has(rate.currency)) newest.set(rate.currency, rate);
  const own: Rate = { currency: base, base, date: today, rate: '1', source: 'same' };
  newest.set(base, own);
  const byPayments = sold.toSorted((a, b) => b.measures.payments - a.measures.payments);
  const isTold = byPayments.some(({ currency }) => newest.has(currency));
  const first = byPayments[0]?.currency;
  if (!isTold && first !== undefined)
    return { currency: first, amountOf: (currency, amount) => (currency === first ? amount : 0) };
  return {
    currency: base,
    amountOf: (currency, amount) => {
      const rate = newest.get(currency);
      return rate ? convert(amount, currency, rate) : 0;
    },
  };
}

type Hour = Readonly<{ at: Instant; weekHour: number }>;

/** Every hour of these days up to `until`, a whole one each. */
function hoursOf(from: BusinessDate, until: Instant, zone: Zone): readonly Hour[] {
  const hours: Hour[] = [];
  for (let date = from; ; date = plusDays(date, 1)) {
    const startMs = msOf(startOfDay(date, zone));
    const endMs = msOf(startOfDay(plusDays(date, 1), zone));
    const weekday = weekdayOf(date) - 1;
    const isUsual = endMs - startMs === 24 * hourMs;
    for (let ms = startMs; ms < endMs; ms += hourMs) {
      if (ms + hourMs > msOf(until)) return hours;
      const at = instantOf(ms);
      const hour = isUsual ? (ms - startMs) / hourMs : Number(localTime(at, zone).slice(0, 2));
      hours.push({ at, weekHour: weekday * 24 + hour });
    }
  }
}

function keyOf({ dimension, value }: Pick<Slice, 'dimension' | 'value'>): string {
  return `${dimension}\n${value}`;
}

async function topValues(deps: FlowDeps, until: Instant): Promise<readonly Slice[]> {
  const { zone } = deps.policy;
  const from = startOfDay(plusDays(businessDateOf(until, zone), -volumeDays), zone);
  const sold = await measure(deps, { window: { from, to: until }, dimensions: ['total', ...partDimensions] });
  return sold;
}

/** The total, and of each dimension the values that sold most. */
function looksOf(sold: readonly Slice[]): readonly Pick<Slice, 'dimension' | 'value'>[] {
  const volumes = new Map<string, { dimension: Dimension; value: string; count: number }>();
  for (const slice of sold) {
    const { dimension, value, measures } = slice;
    if (dimension === 'total' || value === '') continue;
    const known = volumes.get(keyOf(slice));
    volumes.set(keyOf(slice), { dimension, value, count: (known?.count ?? 0) + measures.payments });
  }
  const byDimension = Map.groupBy(volumes.values(), ({ dimension }) => dimension);
  const parts = [...byDimension.values()].flatMap((values) => {
    // The only value of a dimension is the total once more.
    if (values.length < 2) return [];
    return values.toSorted((a, b) => b.count - a.count).slice(0, valuesLookedAt);
  });
  return [{ dimension: 'total', value: '' }, ...parts];
}

type Point = { revenueMinor: number; purchases: number; attempts: number; succeeded: number };

function addTo(point: Point, { currency, measures }: Slice, { amountOf }: OneCurrency): void {
  point.revenueMinor += amountOf(currency, measures.grossMinor);
  point.purchases += measures.starts;
  point.attempts += measures.attempts;
  point.succeeded += measures.succeeded;
}

export type Series = Readonly<{ series: readonly SliceSeries[]; currency: Currency; from: Instant; until: Instant }>;

/** The first day of the window on which anything was sold; null where nothing ever was. */
async function firstSoldDay(deps: FlowDeps, window: Window): Promise<BusinessDate | null> {
  const days = await measure(deps, { window, grain: 'day', dimensions: ['total'] });
  const sold = days.filter(({ measures }) => measures.payments > 0).map(({ bucket }) => bucket);
  return (sold.sort()[0] ?? null) as BusinessDate | null;
}

/**
 * Hour by hour what was sold in the last `days` days up to `until`: all of it, and by the values that sell most. Read
 * week by week, so that neither memory nor the event loop feels how much there is. Null where nothing was sold.
 */
export async function readSeries(deps: FlowDeps, days: number, until: Instant): Promise<Series | null> {
  const { zone } = deps.policy;
  const today = businessDateOf(until, zone);
  const begin = startOfDay(plusDays(today, -days), zone);
  const first = await firstSoldDay(deps, { from: begin, to: until });
  if (first === null) return null;
  const sold = await topValues(deps, until);
  const money = await oneCurrency(deps, sold, today);
  const looks = looksOf(sold);
  const hours = hoursOf(first, until, zone);
  const index = new Map(hours.map(({ at }, position) => [at as string, position]));
  const nothing = (): Point => ({ revenueMinor: 0, purchases: 0, attempts: 0, succeeded: 0 });
  const points = new Map(looks.map((look) => [keyOf(look), hours.map(nothing)]));
  for (let date = first; date <= today; date = plusDays(date, daysAtOnce)) {
    const end = startOfDay(plusDays(date, daysAtOnce), zone);
    const window = { from: startOfDay(date, zone), to: end < until ? end : until };
    const dimensions = [...new Set(looks.map(({ dimension }) => dimension))];
    for (const slice of await measure(deps, { window, grain: 'hour', dimensions })) {
      const point = points.get(keyOf(slice))?.[index.get(slice.bucket) ?? -1];
      if (point) addTo(point, slice, money);
    }
  }
  const series = looks.map(({ dimension, value }): SliceSeries => {
    const own = points.get(keyOf({ dimension, value })) ?? [];
    return {
      slice: { dimension, value },
      points: hours.map((hour, at): HourPoint => ({ ...hour, ...(own[at] as Point) })),
    };
  });
  return { series, currency: money.currency, from: startOfDay(first, zone), until };
}
