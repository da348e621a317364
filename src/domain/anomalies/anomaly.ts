import type { Instant } from '../time.ts';

/** What part of the business is looked at: all of it, or one value of one dimension. */
export type Slice = Readonly<{ dimension: string; value: string }>;
/** The slice that is everything. */
export const total: Slice = { dimension: 'total', value: '' };

/** One hour of one slice. Hours follow each other without gaps: an hour without sales is a point of zeros. */
export type HourPoint = Readonly<{
  at: Instant;
  /** Local hour of the week, 0..167: the caller knows the business zone and its daylight saving. */
  weekHour: number;
  revenueMinor: number;
  purchases: number;
  attempts: number;
  succeeded: number;
  /** A day known to differ (public holiday, sale): teaches nothing, and only what is far off alarms. */
  isSpecial?: boolean;
}>;

export type SliceSeries = Readonly<{ slice: Slice; points: readonly HourPoint[] }>;

export const metrics = ['success', 'purchases', 'revenue'] as const;
export type Metric = (typeof metrics)[number];
export type Direction = 'fell' | 'rose';

export type Level = 'info' | 'warning' | 'critical';

/** A word for what to do first; the sentence is made by the messages. */
export type FirstStep =
  | 'check_provider'
  | 'check_traffic'
  | 'check_prices'
  | 'check_sync'
  | 'check_webhooks'
  | 'check_slice'
  | 'confirm_promotion'
  | 'confirm_new_country'
  | 'read_refund_reasons'
  | 'answer_disputes'
  | 'open_dedup'
  | 'none';

export type Window = Readonly<{ from: Instant; to: Instant; hours: number }>;
/** A central 95 % interval: where the value would lie in 19 of 20 usual windows. */
export type Expected = Readonly<{ value: number; low: number; high: number }>;

/**
 * Something that differs from what was learned. Values are in the metric's unit: minor units, purchases, or a share of
 * attempts between 0 and 1.
 */
export type Anomaly = Readonly<{
  kind: `${Metric}_${Direction}`;
  slice: Slice;
  window: Window;
  expected: Expected;
  actual: number;
  /** −50 for half of what was expected. */
  changePercent: number;
  /** How likely chance alone gives this or worse, after correction for the windows and metrics looked at. */
  p: number;
  /** The false-discovery rate among the slices looked at in the same hour. */
  q: number;
  level: Level;
  firstStep: FirstStep;
  /** Other metrics of the same slice that left their range at the same time. */
  also: readonly Anomaly['kind'][];
}>;

export type AnomalySettings = Readonly<{
  /** Smaller changes are never told, however certain. */
  minDropPercent: Readonly<Record<Metric, number>>;
  /** Windows with fewer expected purchases (for success: attempts) are not judged. */
  minVolume: number;
  direction: Direction | 'both';
  /** How many false alarms a month the owner puts up with: what the levels of certainty follow from. */
  falseAlarmsPerMonth: number;
}>;

export const defaultSettings: AnomalySettings = {
  minDropPercent: { revenue: 30, purchases: 30, success: 20 },
  minVolume: 8,
  direction: 'fell',
  falseAlarmsPerMonth: 0.5,
};
