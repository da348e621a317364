import type { Request } from 'express';
import type { BusinessDate } from '../../domain/time.ts';
import type { DayReport, DayTotals, PeriodSums, RankedTotal } from '../../domain/views.ts';
import type { Flows } from '../../flows/types.ts';
import { actorOf } from '../auth.ts';
import { Problem, problemOf } from '../problem.ts';
import type { Route } from '../route.ts';

/** Numbers for a period; money back counts on the day it went back. */
export function reportRoutes(flows: Flows): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/api/daily-stats',
      scope: 'read:reports',
      handle: async (req, res) => {
        const result = await flows.reportDay(actorOf(res), dateOf(req));
        if (!result.ok) throw problemOf(result);
        res.json(dayBody(result.report, currencyOf(req)));
      },
    },
  ];
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

function dateOf(req: Request): BusinessDate | undefined {
  const from = one(req, 'from');
  if (from !== one(req, 'to'))
    throw new Problem('invalid', { detail: 'This report is of one day: from and to must be equal.' });
  const date = one(req, 'date') ?? from;
  if (date === null) return undefined;
  if (/^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date))) return date as BusinessDate;
  throw new Problem('invalid', { detail: 'date must be a day such as 2026-11-20.' });
}

function currencyOf(req: Request): string | null {
  const code = one(req, 'currency');
  if (code !== null && !/^[A-Za-z]{3}$/.test(code))
    throw new Problem('invalid', { detail: 'currency must be three letters.' });
  return code?.toUpperCase() ?? null;
}

function one(req: Request, name: string): string | null {
  const value = req.query[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
