import type { AlertFinding } from '../../domain/alerts/finding.ts';
import { targetProgress } from '../../domain/anomalies/rules.ts';
import type { Measures } from '../../domain/metrics/measures.ts';
import { inBase, RateBook } from '../../domain/metrics/rates.ts';
import type { Money } from '../../domain/money.ts';
import { type BusinessDate, hourMs, type Instant, msOf } from '../../domain/time.ts';
import { businessDateOf, plusDays, startOfDay } from '../../domain/zone.ts';
import { listRates } from '../../store/rates.ts';
import type { FlowDeps } from '../deps.ts';
import { measure } from '../metrics/measure.ts';
import { plainFinding } from './judge-rest.ts';

const profileDays = 28;
/** From here on it is told, in one message that grows with it; at the whole in another one. */
const toldFrom = 50;

function net({ grossMinor, refundedMinor, disputedMinor }: Measures): number {
  return grossMinor - refundedMinor - disputedMinor;
}

/** In the target's own currency; in the base currency all that there is a rate for. */
async function netSince(deps: FlowDeps, from: BusinessDate, until: Instant, target: Money): Promise<number> {
  const { zone, baseCurrency } = deps.policy;
  const window = { from: startOfDay(from, zone), to: until };
  const days = await measure(deps, { window, grain: 'day', dimensions: ['total'] });
  if (target.currency !== baseCurrency)
    return days.reduce((sum, one) => (one.currency === target.currency ? sum + net(one.measures) : sum), 0);
  const today = businessDateOf(until, zone);
  const book = new RateBook(baseCurrency, await listRates(deps.store.reader, baseCurrency, today));
  return net(inBase(days, book).measures);
}

/** Which part of a usual day's money is in by this time of the day, by the last weeks. */
async function shareOfDay(deps: FlowDeps, until: Instant): Promise<number> {
  const { zone } = deps.policy;
  const today = businessDateOf(until, zone);
  const window = { from: startOfDay(plusDays(today, -profileDays), zone), to: startOfDay(today, zone) };
  const hours = await measure(deps, { window, grain: 'hour', dimensions: ['total'] });
  const sinceMidnight = (msOf(until) - msOf(startOfDay(today, zone))) / hourMs;
  const starts = new Map<string, number>();
  let [all, before] = [0, 0];
  for (const { bucket, measures } of hours) {
    const date = businessDateOf(bucket as Instant, zone);
    const start = starts.get(date) ?? msOf(startOfDay(date, zone));
    starts.set(date, start);
    all += measures.grossMinor;
    if ((msOf(bucket as Instant) - start) / hourMs + 1 <= sinceMidnight) before += measures.grossMinor;
  }
  return all > 0 ? before / all : 0;
}

function monthOf(date: BusinessDate): Readonly<{ first: BusinessDate; days: number; day: number }> {
  const first = `${date.slice(0, 7)}-01` as BusinessDate;
  const days = new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
  return { first, days, day: Number(date.slice(8, 10)) };
}

type Goal = Readonly<{ rule: 'daily_target' | 'monthly_target'; target: Money; from: BusinessDate; share: number }>;

async function progressOf(
  deps: FlowDeps,
  { rule, target, from, share }: Goal,
  until: Instant,
): Promise<AlertFinding | null> {
  const netMinor = await netSince(deps, from, until, target);
  const facts = { netMinor, targetMinor: target.amountMinor, shareOfPeriod: share, toldPercent: 0 };
  const { percent, forecastMinor } = targetProgress(facts);
  if (percent < toldFrom) return null;
  const isReached = percent >= 100;
  return plainFinding(deps, {
    rule,
    level: 'info',
    period: `${from} ${target.currency}${isReached ? ' reached' : ''}`,
    since: startOfDay(from, deps.policy.zone),
    until,
    unit: 'money',
    actual: netMinor,
    expected: { value: target.amountMinor, low: null, high: null },
    currency: target.currency,
    forecastMinor,
    firstStep: 'none',
  });
}

/** How far the targets of the day and the month are, from half of them on. */
export async function judgeTargets(deps: FlowDeps, until: Instant): Promise<readonly AlertFinding[]> {
  const { zone, values } = deps.policy;
  const { daily_target: daily, monthly_target: monthly } = values;
  if (daily.length + monthly.length === 0) return [];
  const today = businessDateOf(until, zone);
  const share = await shareOfDay(deps, until);
  const { first, days, day } = monthOf(today);
  const goals: readonly Goal[] = [
    ...daily.map((target): Goal => ({ rule: 'daily_target', target, from: today, share })),
    ...monthly.map(
      (target): Goal => ({ rule: 'monthly_target', target, from: first, share: (day - 1 + share) / days }),
    ),
  ];
  const findings = await Promise.all(goals.map((goal) => progressOf(deps, goal, until)));
  return findings.filter((finding) => finding !== null);
}
