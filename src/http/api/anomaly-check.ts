import { z } from 'zod';
import { levels } from '../../domain/alerts/finding.ts';
import type { Currency } from '../../domain/money.ts';
import type { Window } from '../../domain/ports.ts';
import type { Report } from '../../domain/reports/report.ts';
import { dayMs, type Instant, msOf } from '../../domain/time.ts';
import type { Backtest } from '../../flows/alerts/backtest.ts';
import type { Flows } from '../../flows/types.ts';
import type { Clock } from '../../lib/clock.ts';
import { must, Problem } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { finding, findingBody } from './alerts.ts';
import { periodOf, periodQuery } from './period-query.ts';
import { reportAnswer, reportBody } from './report-body.ts';
import { count, instant } from './shapes.ts';
import { windowOf } from './window.ts';

/** How far back it can be told what would have fired. */
const mostDays = 60;

const firing = z.object({
  rule: z.string(),
  dimension: z.string(),
  value: z.string(),
  level: z.enum(levels),
  from: instant,
  until: instant,
  hours: count,
  changePercent: z.number(),
  actual: z.number(),
  expected: z.number(),
});

const query = z.strictObject({
  ...periodQuery,
  backtestDays: z.coerce.number().int().min(1).max(mostDays).optional(),
});
const answer = reportAnswer.pick({ period: true, completeUntil: true, totals: true, rows: true }).extend({
  at: instant.nullable(),
  state: z.enum(['held', 'waiting', 'late', 'judged', 'none']),
  judgedUntil: instant.nullable(),
  slices: count,
  findings: z.array(finding),
  backtest: z
    .object({ days: count, slices: count, firstSale: instant.nullable(), count, firings: z.array(firing) })
    .nullable(),
});

function windowOfReport({ period }: Report): Window {
  const window = windowOf(period.from, period.to, period.zone);
  if (!window) throw new Error('a report of no time');
  return window;
}

function within({ from, to }: Window, began: Instant, ended: Instant): boolean {
  return began < to && ended >= from;
}

/** So many days back that the whole of the asked ones is among them. */
function daysBack(from: Instant, nowMs: number): number {
  const days = Math.max(1, Math.ceil((nowMs - msOf(from)) / dayMs));
  if (days > mostDays) throw new Problem('invalid', { detail: `At most ${mostDays} days back can be judged anew.` });
  return days;
}

function firedIn(backtest: Backtest, window: Window): Backtest {
  const firings = backtest.firings.filter((one) => within(window, one.from, one.until));
  return { ...backtest, firings, count: firings.length };
}

/** What the alarms say of the sales: now, or of other days by judging those anew. */
export function anomalyRoutes(flows: Flows, clock: Clock): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/anomaly-check',
      scope: 'read:reports',
      summary: 'What the last check saw; of named days, or with backtestDays, what would have fired then',
      costly: true,
      query,
      answer,
      run: async ({ actor, query: asked }) => {
        const { backtestDays } = asked;
        const period = periodOf(asked);
        if (period && backtestDays !== undefined)
          throw new Problem('invalid', { detail: 'Give days, or backtestDays, not both.' });
        const only = (asked.currency ?? null) as Currency | null;
        const { report } = must(await flows.runReport(actor, { kind: 'daily', period, currency: only, top: 'all' }));
        const window = windowOfReport(report);
        const days = period ? daysBack(window.from, clock.nowMs()) : backtestDays;
        const found = days === undefined ? null : must(await flows.backtestAlerts(actor, days)).backtest;
        const { check } = must(await flows.lastAlertCheck(actor));
        const findings = (check?.findings ?? []).filter(
          ({ currency, since, until }) =>
            (only === null || currency === null || currency === only) && (!period || within(window, since, until)),
        );
        const seen = check ?? { at: null, state: 'none' as const, judgedUntil: null, slices: 0 };
        const { completeUntil, totals, rows } = reportBody(report);
        return {
          ...{ period: report.period, completeUntil, totals, rows },
          ...{ at: seen.at, state: seen.state, judgedUntil: seen.judgedUntil, slices: seen.slices },
          findings: findings.map(findingBody),
          backtest: found && period ? firedIn(found, window) : found,
        };
      },
    }),
  ];
}
