import type { Dimension } from '../../src/domain/metrics/dimensions.ts';
import { type Measures, noMeasures } from '../../src/domain/metrics/measures.ts';
import type { Rate } from '../../src/domain/metrics/rates.ts';
import { type Currency, currency } from '../../src/domain/money.ts';
import type { Days } from '../../src/domain/period-words.ts';
import type { Comparison, Ranking, Report, ReportKind, Row, Step, Total } from '../../src/domain/reports/report.ts';
import type { BusinessDate, Instant } from '../../src/domain/time.ts';
import { plusDays } from '../../src/domain/zone.ts';

export const usd = currency('USD');
export const eur = currency('EUR');
export const jpy = currency('JPY');
export const date = (text: string) => text as BusinessDate;
export const at = (text: string) => text as Instant;
export const longName = 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2025';
export const reader = (locale: 'ru' | 'en') => ({ locale, zone: 'Europe/Berlin' });

/** Counts that fit together, from gross, purchases and what went back. */
export function measures(grossMinor: number, purchases: number, backMinor = 0): Measures {
  const back = backMinor > 0 ? { refundedMinor: backMinor, refunds: 1, salesBackMinor: backMinor } : {};
  const counts = { payments: purchases, purchases, starts: purchases, succeeded: purchases, attempts: purchases };
  return { ...noMeasures, grossMinor, ...counts, ...back };
}

export const total = (code: Currency, ...numbers: Parameters<typeof measures>): Total => ({
  currency: code,
  measures: measures(...numbers),
});

export function comparison(kind: Comparison['kind'], from: string, to: string, totals: readonly Total[]): Comparison {
  const purchases = totals.reduce((sum, one) => sum + one.measures.purchases, 0);
  const upTo = at(`${to}T23:00:00.000Z`);
  return { kind, from: date(from), to: date(to), totals, purchases, inBase: null, upTo, steps: [] };
}

export function row(place: number, value: string, of: Total, placeBefore?: number | null): Row {
  return { value, ...of, place, share: 0.4 / place, whole: null, ...(placeBefore !== undefined && { placeBefore }) };
}

export function ranking(dimension: Dimension, rows: readonly Row[], more = 0): Ranking {
  const isSale = ['campaign', 'adset', 'creative'].includes(dimension);
  return {
    dimension,
    basis: isSale ? 'sale' : 'day',
    rankedBy: isSale ? 'netOfSales' : 'gross',
    base: null,
    rows,
    more,
  };
}

/** A whole past day in one currency; every kind is made of it. */
export function report(kind: ReportKind, over: Partial<Report> = {}): Report {
  const totals = over.totals ?? [total(usd, 123_456, 45, 6_000)];
  return {
    kind,
    period: {
      from: date('2026-11-19'),
      to: date('2026-11-19'),
      zone: 'Europe/Berlin',
      upTo: at('2026-11-19T23:00:00.000Z'),
      upToLocal: '24:00',
      isWhole: true,
    },
    basis: 'day',
    totals,
    purchases: totals.reduce((sum, one) => sum + one.measures.purchases, 0),
    inBase: null,
    currency: null,
    filter: null,
    campaign: null,
    customers: { all: 44, new: 12, returning: 32, newSince: date('2026-09-01') },
    base: null,
    comparisons: [],
    rankings: [],
    steps: [],
    best: null,
    worst: null,
    completeUntil: at('2026-11-20T05:55:00.000Z'),
    historySince: null,
    revised: [],
    late: null,
    ...over,
  };
}

export function steps(from: string, sums: readonly (readonly [grossMinor: number, purchases: number])[]): Step[] {
  return sums.map(([gross, purchases], index) => ({
    date: plusDays(date(from), index),
    hour: null,
    totals: [total(usd, gross, purchases)],
    purchases,
    inBase: null,
  }));
}

/** A rate was missing, so money could not be compared. */
function rankedByNumber(...of: Parameters<typeof ranking>): Ranking {
  return { ...ranking(...of), rankedBy: 'purchases' };
}

export const rate = (code: Currency, of: string): Rate => ({
  currency: code,
  base: usd,
  date: date('2026-11-19'),
  rate: of,
  source: 'operator',
});

export const countries = ranking('country', [
  row(1, 'US', total(usd, 81_210, 29), 2),
  row(2, 'DE', total(usd, 20_100, 8), 1),
  row(3, '', total(usd, 12_000, 5), null),
]);
export const campaigns = ranking(
  'campaign',
  [row(1, longName, total(usd, 70_000, 24, 6_000), 1), row(2, 'brand', total(usd, 30_000, 11), 4)],
  7,
);
export const creatives = ranking('creative', [
  row(1, '6025_static_var01_Spectrum_Impulse_12_IQTypes_VP_En', total(usd, 50_000, 20)),
  row(2, '💡 идея 7', total(usd, 9_000, 3)),
]);
export const methods = ranking('method', [row(1, 'card', total(usd, 110_000, 40)), row(2, 'sbp', total(usd, 900, 5))]);

const week = {
  from: date('2026-11-09'),
  to: date('2026-11-15'),
  zone: 'Europe/Berlin',
  upTo: at('2026-11-15T23:00:00.000Z'),
  upToLocal: '24:00',
  isWhole: true,
};
const weekSteps = steps('2026-11-09', [
  [10_000, 4],
  [22_500, 9],
  [0, 0],
  [30_000, 12],
  [18_000, 6],
  [21_000, 8],
  [21_956, 6],
]);

/** One of each kind, and the odd ones. */
export const samples: Readonly<Record<string, Report>> = {
  daily: report('daily', {
    comparisons: [
      comparison('same_weekday', '2026-11-12', '2026-11-12', [total(usd, 110_200, 41, 1_000)]),
      comparison('day_before', '2026-11-18', '2026-11-18', [total(usd, 130_000, 47)]),
    ],
    rankings: [countries, campaigns],
  }),
  'daily, not over, late': report('daily', {
    period: {
      ...report('daily').period,
      from: date('2026-11-20'),
      to: date('2026-11-20'),
      upTo: at('2026-11-20T13:05:00.000Z'),
      upToLocal: '14:05',
      isWhole: false,
    },
    completeUntil: at('2026-11-20T13:01:00.000Z'),
    comparisons: [comparison('same_weekday', '2026-11-13', '2026-11-13', [])],
    late: at('2026-11-20T06:00:00.000Z'),
  }),
  'daily, nothing sold': report('daily', {
    totals: [],
    customers: null,
    completeUntil: null,
    comparisons: [comparison('same_weekday', '2026-11-12', '2026-11-12', [total(usd, 110_200, 41)])],
  }),
  'daily, three currencies': report('daily', {
    totals: [total(usd, 123_456, 45), total(eur, 30_000, 9, 500), total(jpy, 50_000, 2)],
    inBase: measures(156_000, 55),
    base: {
      currency: usd,
      measures: measures(156_000, 54, 540),
      used: [rate(eur, '1.0842000')],
      missing: [{ currency: jpy, from: date('2026-11-19'), to: date('2026-11-19') }],
    },
    comparisons: [
      comparison('same_weekday', '2026-11-12', '2026-11-12', [total(usd, 100_000, 40), total(eur, 30_000, 9)]),
    ],
    rankings: [
      rankedByNumber('country', [
        row(1, 'US', total(usd, 81_210, 29)),
        row(2, 'DE', total(eur, 20_100, 8)),
        row(2, 'DE', total(usd, 900, 1)),
        row(3, 'JP', total(jpy, 50_000, 2)),
      ]),
    ],
  }),
  'daily, huge numbers': report('daily', {
    totals: [total(usd, 987_654_321_012, 1_234_567, 12_345_678_900)],
    comparisons: [comparison('same_weekday', '2026-11-12', '2026-11-12', [total(usd, 1_000, 3)])],
    rankings: [ranking('country', [row(1, 'US', total(usd, 987_654_321_012, 1_234_567), 12)])],
  }),
  geo: report('geo', {
    rankings: [countries],
    comparisons: [
      { ...comparison('hour_before', '2026-11-19', '2026-11-19', []), upTo: at('2026-11-19T12:05:00.000Z') },
    ],
  }),
  'campaigns, in two currencies with rates': report('campaigns', {
    basis: 'sale',
    totals: [
      total(usd, 90_000, 30),
      total(eur, 40_000, 13),
      { currency: jpy, measures: { ...measures(0, 0), attempts: 3 } },
    ],
    base: { currency: usd, measures: measures(133_368, 43), used: [rate(eur, '1.0842')], missing: [] },
    rankings: [
      {
        ...ranking('campaign', [
          { ...row(1, 'brand', total(usd, 60_000, 20)), whole: { amountMinor: 81_684, purchases: 27, share: 0.61 } },
          { ...row(1, 'brand', total(eur, 20_000, 7)), whole: { amountMinor: 81_684, purchases: 27, share: 0.61 } },
          { ...row(2, longName, total(eur, 20_000, 6)), whole: { amountMinor: 21_684, purchases: 6, share: 0.16 } },
        ]),
        base: usd,
      },
    ],
  }),
  creatives: report('creatives', { basis: 'sale', rankings: [creatives] }),
  campaigns: report('campaigns', { basis: 'sale', rankings: [campaigns] }),
  weekly: report('weekly', {
    period: week,
    totals: [total(usd, 123_456, 45, 6_000)],
    comparisons: [
      comparison('previous_period', '2026-11-02', '2026-11-08', [total(usd, 140_000, 50)]),
      comparison('four_week_mean', '2026-10-12', '2026-11-08', [total(usd, 125_000, 44.5)]),
    ],
    steps: weekSteps,
    best: weekSteps[3] ?? null,
    worst: weekSteps[2] ?? null,
    rankings: [campaigns, creatives, countries, methods],
    revised: [date('2026-11-10'), date('2026-11-12')],
  }),
  monthly: report('monthly', {
    period: { ...week, from: date('2026-10-01'), to: date('2026-10-31'), upTo: at('2026-10-31T23:00:00.000Z') },
    historySince: date('2026-10-05'),
    rankings: [countries],
  }),
  'a free period, filtered': report('daily', {
    period: { ...week, from: date('2026-11-01') },
    currency: eur,
    filter: { countries: ['US', 'DE'], campaigns: ['brand'] },
    totals: [total(eur, 99, 1)],
    customers: null,
  }),
};

/** As the flow would answer: of the days asked for, the last of which is today and not over. */
export function sampleOf(kind: ReportKind, days: Days = { from: date('2026-11-20'), to: date('2026-11-20') }): Report {
  const sample = samples[kind] ?? report(kind);
  const isWhole = days.to < '2026-11-20';
  const upToLocal = isWhole ? '24:00' : '14:05';
  return { ...sample, period: { ...sample.period, ...days, isWhole, upToLocal } };
}
