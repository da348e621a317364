import type { Currency } from '../domain/money.ts';

/** How a chart's numbers are meant: minor units of a currency, whole things, or shares where 1 is all. */
export type ValueFormat = Readonly<{ kind: 'currency'; currency: Currency } | { kind: 'count' } | { kind: 'percent' }>;

/** Null where there is no value: a gap, never a zero. */
export type Value = number | null;

export type Series = Readonly<{ label: string; format: ValueFormat; values: readonly Value[] }>;

type Titled = Readonly<{
  title: string;
  /** The period and what else is to be known, in one line. */
  subtitle?: string;
  /** How numbers are written. */
  locale: 'ru' | 'en';
}>;

type OverTime = Titled &
  Readonly<{
    /** One for each point, oldest first. */
    labels: readonly string[];
    /** The last point is of a day or an hour that is not over: drawn pale. */
    unfinished?: boolean;
  }>;

export type SeriesChart = OverTime & Readonly<{ kind: 'bars' | 'lines'; series: readonly Series[] }>;
/** Two measures over the same time, each with an axis of its own. */
export type BarsAndLine = OverTime & Readonly<{ kind: 'bars_and_line'; bars: Series; line: Series }>;
/** What came against what was to be expected, with the points that fell out of the interval. */
export type BandChart = OverTime &
  Readonly<{
    kind: 'band';
    actual: Series;
    expected: Readonly<{ label: string; low: readonly Value[]; high: readonly Value[] }>;
    anomalies: Readonly<{ label: string; at: readonly number[] }>;
  }>;
/** The longest bar first, as given; twelve rows are drawn at most. */
export type RankedChart = Titled &
  Readonly<{ kind: 'ranked'; format: ValueFormat; rows: readonly Readonly<{ label: string; value: number }>[] }>;

export type ChartOverTime = SeriesChart | BarsAndLine | BandChart;
/** One question answered by one picture: plain data, the same data drawn the same way. All its words come with it. */
export type Chart = ChartOverTime | RankedChart;

/** A link to be read by a phone's camera. */
export type QrCode = Readonly<{ kind: 'qr'; text: string }>;

export type Picture = Chart | QrCode;

/** What is drawn at most: a picture of more would be read by nobody. */
export const chartLimits = { points: 400, series: 6, rows: 12, qrBytes: 1_000 } as const;

function sizesOf(picture: Picture): readonly (readonly [number, number])[] {
  switch (picture.kind) {
    case 'qr':
      return [[Buffer.byteLength(picture.text), chartLimits.qrBytes]];
    case 'ranked':
      return [[picture.rows.length, chartLimits.points]];
    case 'bars':
    case 'lines':
      return [
        [picture.series.length, chartLimits.series],
        ...[picture.labels, ...picture.series.map(({ values }) => values)].map(points),
      ];
    case 'bars_and_line':
      return [picture.labels, picture.bars.values, picture.line.values].map(points);
    case 'band':
      return [picture.labels, picture.actual.values, picture.expected.low, picture.expected.high].map(points);
  }
}

function points({ length }: { length: number }): readonly [number, number] {
  return [length, chartLimits.points];
}

export function isTooLarge(picture: Picture): boolean {
  return sizesOf(picture).some(([size, most]) => size > most);
}
