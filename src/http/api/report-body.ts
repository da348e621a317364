import { z } from 'zod';
import { type MetricName, metrics, moneyOf } from '../../domain/metrics/catalogue.ts';
import type { Measures } from '../../domain/metrics/measures.ts';
import type { Currency } from '../../domain/money.ts';
import type { Comparison, Ranking, Report, Row, Step, Sums, Total } from '../../domain/reports/report.ts';
import { businessDate, count, instant, money } from './shapes.ts';

const amount = money.nullable();
const share = z.number().nullable();
const totals = z.looseObject({ currency: z.string(), gross: money, net: money, purchases: count, payments: count });

/** The shape of every report. */
export const reportAnswer = z.looseObject({
  kind: z.string(),
  period: z.looseObject({ from: businessDate, to: businessDate, zone: z.string() }),
  completeUntil: instant.nullable(),
  basis: z.enum(['day', 'sale']).meta({
    description: 'Money back counts on the day when it went back, or against the sale that it belongs to',
  }),
  purchases: count,
  totals: z.array(totals),
  base: z
    .looseObject({
      currency: z.string(),
      total: totals.nullable(),
      rates: z.array(z.looseObject({ currency: z.string(), date: businessDate, rate: z.string(), source: z.string() })),
      missing: z.array(z.looseObject({ currency: z.string(), from: businessDate, to: businessDate })),
    })
    .nullable(),
  rows: z.array(
    z.looseObject({ by: z.string(), name: z.string(), place: count, gross: money, averageOrder: amount, share }),
  ),
});

/** Counts and shares under their names in the catalogue, money with its currency; a mean may be broken. */
function numbersOf(measures: Measures, currency: Currency) {
  const names = Object.keys(metrics) as MetricName[];
  const value = (name: MetricName) =>
    metrics[name].unit === 'money' ? moneyOf(name, measures, currency) : metrics[name].of(measures);
  return Object.fromEntries(names.map((name) => [name, value(name)]));
}

function totalBody({ currency, measures }: Total) {
  return { currency, ...numbersOf(measures, currency) };
}

function sumsBody({ purchases, totals: own }: Sums) {
  return { purchases, totals: own.map(totalBody) };
}

function comparisonBody({ kind, from, to, upTo, ...sums }: Comparison) {
  return { kind, from, to, upTo, ...sumsBody(sums) };
}

function stepBody({ date, hour, ...sums }: Step) {
  return { date, hour, ...sumsBody(sums) };
}

function rowBody({ dimension, basis, base }: Ranking, row: Row) {
  const { value, currency, measures, place, placeBefore, before, share: part } = row;
  return {
    by: dimension,
    name: value,
    currency,
    place,
    ...(placeBefore !== undefined && { placeBefore }),
    share: part,
    whole: base && row.whole && { ...row.whole, currency: base },
    basis,
    ...numbersOf(measures, currency),
    ...(before && { before: numbersOf(before, currency) }),
  };
}

function baseBody({ base, inBase }: Report) {
  if (base === null) return null;
  return {
    currency: base.currency,
    total: inBase && totalBody({ currency: base.currency, measures: inBase }),
    rates: base.used,
    missing: base.missing,
  };
}

/** What a route answers; all rows of all rankings, so that they add up to the totals. */
export function reportBody(report: Report) {
  const { kind, period, completeUntil, historySince, revised, basis, customers, campaign, late } = report;
  return {
    kind,
    period,
    completeUntil,
    historySince,
    revised,
    late,
    basis,
    campaign,
    ...sumsBody(report),
    base: baseBody(report),
    customers,
    comparisons: report.comparisons.map(comparisonBody),
    best: report.best && stepBody(report.best),
    worst: report.worst && stepBody(report.worst),
    steps: report.steps.map(stepBody),
    rows: report.rankings.flatMap((ranking) => ranking.rows.map((row) => rowBody(ranking, row))),
  };
}
