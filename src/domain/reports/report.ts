import type { MetricName } from '../metrics/catalogue.ts';
import type { Dimension } from '../metrics/dimensions.ts';
import type { Measures } from '../metrics/measures.ts';
import type { InBase } from '../metrics/rates.ts';
import type { Currency } from '../money.ts';
import type { BusinessDate, Instant } from '../time.ts';

/** Those that come by themselves, each to the places that want it. */
export const scheduledKinds = ['daily', 'geo', 'creatives', 'campaigns', 'weekly', 'monthly'] as const;
export type ScheduledKind = (typeof scheduledKinds)[number];
export const reportKinds = [...scheduledKinds, 'teams'] as const;
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

/** Only what was sold there; empty wants all. Words are looked for in the campaign's name, in any case. */
export type ReportFilter = Readonly<{ countries: readonly string[]; campaigns: readonly string[] }>;

/** Sums of some time: by currency, and over all of them. */
export type Sums = Readonly<{
  totals: readonly Total[];
  /** Over all currencies, each once; a mean may be broken. */
  purchases: number;
  /** In the base currency; null where a rate is missing. */
  inBase: Measures | null;
}>;

/** A business day of a longer period, or an hour of one day by its first instant. */
export type Step = Sums & Readonly<{ date: BusinessDate; hour: Instant | null }>;

/**
 * The same numbers of another time, to be compared with; an unfinished day is compared up to the same local time.
 * `hour_before`: the same day, an hour or a report ago.
 */
export type Comparison = Sums &
  Readonly<{
    kind: 'same_weekday' | 'day_before' | 'previous_period' | 'four_week_mean' | 'hour_before';
    from: BusinessDate;
    to: BusinessDate;
    upTo: Instant;
    /** As the report's own; none of a mean. */
    steps: readonly Step[];
  }>;

/** A value in one currency; its other currencies follow it under the same place. */
export type Row = Readonly<{
  value: string;
  currency: Currency;
  measures: Measures;
  /** 1 is the first. */
  place: number;
  /** Its place in what it is compared with; null: it was not there. Absent: nothing was compared. */
  placeBefore?: number | null;
  before?: Measures;
  /** Of the currency's money by the ranking's metric, 0 to 1. */
  share: number;
  /** The whole of the value over all currencies, in the ranking's base; null where there is none. */
  whole: Readonly<{ amountMinor: number; purchases: number; share: number }> | null;
}>;

export type Ranking = Readonly<{
  dimension: Dimension;
  basis: Basis;
  /** What the rows are ordered by, in the base currency; `purchases` where a rate is missing. */
  rankedBy: Extract<MetricName, 'gross' | 'netOfSales' | 'purchases'>;
  /** In which a place's worth is one sum over its currencies; null where there is one currency, or a rate is missing. */
  base: Currency | null;
  /** By place; what does not say its value stands last, under the empty one. */
  rows: readonly Row[];
  /** Values that are not shown. */
  more: number;
}>;

/** Who paid: each person once. `newSince`: "new" means that nothing was known of them since then. */
export type CustomerCounts = Readonly<{ all: number; new: number; returning: number; newSince: BusinessDate | null }>;

/** The numbers of a period as every face shows them: chat, chart, route, file. */
export type Report = Sums &
  Readonly<{
    kind: ReportKind;
    period: ReportPeriod;
    basis: Basis;
    /** Only this one was asked for: purchases are those paid in it. */
    currency: Currency | null;
    filter: ReportFilter | null;
    /** Only what this campaign sold, by its very name. */
    campaign: string | null;
    /** Null where it cannot be told: of part of the sales, or of a very long period. */
    customers: CustomerCounts | null;
    /** With the rates used and missing; null where everything is in the base currency anyway. */
    base: InBase | null;
    comparisons: readonly Comparison[];
    rankings: readonly Ranking[];
    /** In order, those without sales too: the days of a longer period, the hours of one day. */
    steps: readonly Step[];
    /** Of the whole days of a longer period. */
    best: Step | null;
    worst: Step | null;
    /** Until when the providers' data is known to be whole; null where it never was. */
    completeUntil: Instant | null;
    /** Since when history is known to be complete; null: from the very beginning. */
    historySince: BusinessDate | null;
    /** Days of the period whose sums changed after they had been closed. */
    revised: readonly BusinessDate[];
    /** The slot that this was made for came late: when it was due. */
    late: Instant | null;
  }>;
