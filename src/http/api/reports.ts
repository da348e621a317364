import { z } from 'zod';
import type { BusinessDate } from '../../domain/time.ts';
import type { DayReport, DayTotals, PeriodSums, RankedTotal } from '../../domain/views.ts';
import type { Flows } from '../../flows/types.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { businessDate, count, currency, instant, money } from './shapes.ts';

const totals = z.object({ currency: z.string(), gross: money, net: money, purchases: count, payments: count });

/** Numbers for a period; money back counts on the day it went back. */
export function reportRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/daily-stats',
      scope: 'read:reports',
      summary: "One day's revenue, purchases, top countries and campaigns, against the same weekday last week",
      query: z.object({
        date: businessDate.optional(),
        from: businessDate.optional(),
        to: businessDate.optional(),
        currency: currency.optional(),
      }),
      answer: z.looseObject({
        period: z.object({ from: businessDate, to: businessDate, zone: z.string() }),
        completeUntil: instant.nullable(),
        totals: z.array(totals),
        rows: z.array(z.looseObject({ by: z.string(), name: z.string() })),
      }),
      run: async ({ actor, query }) => {
        const { report } = must(await flows.reportDay(actor, dayOf(query)));
        return dayBody(report, query.currency ?? null);
      },
    }),
  ];
}

type Asked = Readonly<{ date?: string | undefined; from?: string | undefined; to?: string | undefined }>;

function dayOf({ date, from, to }: Asked): BusinessDate | undefined {
  if (from !== to) throw new Problem('invalid', { detail: 'This report is of one day: from and to must be equal.' });
  return (date ?? from) as BusinessDate | undefined;
}

function dayBody(report: DayReport, currency: string | null) {
  const wanted = <T extends { currency: string }>(rows: readonly T[]): readonly T[] =>
    rows.filter((row) => currency === null || row.currency === currency);
  return {
    period: { from: report.date, to: report.date, zone: report.zone },
    completeUntil: report.completeUntil,
    upTo: report.upTo,
    ...sumsBody(report.sums, currency),
    before: { date: report.beforeDate, ...sumsBody(report.before, currency) },
    rows: [
      ...wanted(report.countries).map((row) => rankedBody('country', row)),
      ...wanted(report.campaigns).map((row) => rankedBody('campaign', row)),
    ],
  };
}

/** Purchases in two currencies count in both totals and once here. */
function sumsBody({ purchases, totals }: PeriodSums, currency: string | null) {
  if (currency === null) return { purchases, totals: totals.map(totalBody) };
  const own = totals.filter((total) => total.currency === currency);
  return { purchases: own[0]?.purchases ?? 0, totals: own.map(totalBody) };
}

function totalBody({ currency, grossMinor, reversedMinor, purchases, payments }: DayTotals) {
  return {
    currency,
    gross: { amountMinor: grossMinor, currency },
    net: { amountMinor: grossMinor - reversedMinor, currency },
    purchases,
    payments,
  };
}

function rankedBody(by: string, { name, currency, grossMinor, payments }: RankedTotal) {
  return { by, name, currency, gross: { amountMinor: grossMinor, currency }, payments };
}
