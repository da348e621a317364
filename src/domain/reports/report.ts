import type { Dimension } from '../metrics/dimensions.ts';
import type { Measures } from '../metrics/measures.ts';
import type { InBase } from '../metrics/rates.ts';
import type { Currency } from '../money.ts';
import type { BusinessDate, Instant } from '../time.ts';

export const reportKinds = ['daily', 'geo', 'creatives', 'campaigns', 'weekly', 'monthly'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** Business dates, both included, and up to when the last of them is counted. */
export type ReportPeriod = Readonly<{
  from: BusinessDate;
  to: BusinessDate;
  zone: string;
  upTo: Instant;
  /** `14:05`, or `24:00` for a whole day. */
  upToLocal: string;
  isWhole: boolean;
}>;

/**
 * `day`: money back counts on the day when it went back, so closed days stay. `sale`: against the sale that it belongs
 * to, whenever it went. Every report says which.
 */
export type Basis = 'day' | 'sale';

export type Total = Readonly<{ currency: Currency; measures: Measures }>;

/** The same numbers of another time, to be compared with; an unfinished day is compared up to the same local time. */
export type Comparison = Readonly<{
  kind: 'same_weekday' | 'day_before' | 'previous_period' | 'four_week_mean';
  from: BusinessDate;
  to: BusinessDate;
  totals: readonly Total[];
  /** Purchases over all currencies, each once; a mean may be broken. */
  purchases: number;
}>;

/** One line of a ranking: a value in one currency. */
export type Row = Readonly<{
  value: string;
  currency: Currency;
  measures: Measures;
  /** 1 is the first. */
  place: number;
  /** Its place in what it is compared with; null: it was not there. Absent: nothing was compared. */
  placeBefore?: number | null;
  before?: Measures;
  /** Of the currency's money, 0 to 1. */
  share: number;
}>;

export type Ranking = Readonly<{
  dimension: Dimension;
  rows: readonly Row[];
  /** Values that are not shown. */
  more: number;
}>;

export type DaySums = Readonly<{ date: BusinessDate; totals: readonly Total[]; purchases: number }>;

/** Who paid: each person once. `newSince`: "new" means that nothing was known of them since then. */
export type CustomerCounts = Readonly<{ all: number; new: number; returning: number; newSince: BusinessDate | null }>;

/** The numbers of a period as every face shows them: chat, chart, route, file. */
export type Report = Readonly<{
  kind: ReportKind;
  period: ReportPeriod;
  basis: Basis;
  totals: readonly Total[];
  /** Over all currencies, each purchase once. */
  purchases: number;
  customers: CustomerCounts | null;
  /** Null where everything is in the base currency anyway. */
  base: InBase | null;
  comparisons: readonly Comparison[];
  rankings: readonly Ranking[];
  /** Each day of a longer period, in order; hours (by their first instant) for one day. */
  days: readonly DaySums[];
  best: DaySums | null;
  worst: DaySums | null;
  /** Until when the providers' data is known to be whole; null where it never was. */
  completeUntil: Instant | null;
  /** Days of the period whose sums changed after they had been closed. */
  revised: readonly BusinessDate[];
  /** The slot that this was made for came late: when it was due. */
  late: Instant | null;
}>;
