import type { FirstStep, Level } from './anomaly.ts';
import type { Statistics } from './statistics.ts';

/** Rules that operators know by heart, each a plain comparison with a least volume. The statistics are beside them. */

export type DropRule = Readonly<{ dropPercent: number; minVolume: number }>;
export const revenueDropRule: DropRule = { dropPercent: 30, minVolume: 20 };
export const successDropRule: DropRule = { dropPercent: 20, minVolume: 30 };

export type Drop = Readonly<{
  expected: number;
  actual: number;
  dropPercent: number;
  level: Level;
  firstStep: FirstStep;
}>;

function dropOf(expected: number, actual: number, rule: DropRule, firstStep: FirstStep): Drop | null {
  if (!(expected > 0)) return null;
  const dropPercent = (1 - actual / expected) * 100;
  if (dropPercent < rule.dropPercent) return null;
  return { expected, actual, dropPercent, level: dropPercent >= 80 ? 'critical' : 'warning', firstStep };
}

/**
 * Revenue of a period against an equally long one (same weekday, stopped at the same local time; minor units, one
 * currency). `purchases`: of the period compared with.
 */
export function revenueDrop(
  facts: Readonly<{ actualMinor: number; beforeMinor: number; purchases: number }>,
  rule: DropRule = revenueDropRule,
): Drop | null {
  if (facts.purchases < rule.minVolume) return null;
  return dropOf(facts.beforeMinor, facts.actualMinor, rule, 'check_traffic');
}

export type Attempts = Readonly<{ attempts: number; succeeded: number }>;

/** Success rate of a period against that of an earlier one; the drop is relative (90 % to 72 % is 20). */
export function successDrop(now: Attempts, before: Attempts, rule: DropRule = successDropRule): Drop | null {
  if (now.attempts < rule.minVolume || before.attempts < rule.minVolume) return null;
  return dropOf(before.succeeded / before.attempts, now.succeeded / now.attempts, rule, 'check_provider');
}

export type NewCountry = Readonly<{ country: string; purchases: number; level: Level; firstStep: FirstStep }>;

/** Countries never sold to before the period, with at least five purchases in it; the largest first. */
export function newCountries(
  purchasesNow: ReadonlyMap<string, number>,
  soldBefore: ReadonlySet<string>,
  least = 5,
): readonly NewCountry[] {
  return [...purchasesNow]
    .filter(([country, purchases]) => purchases >= least && !soldBefore.has(country))
    .toSorted((a, b) => b[1] - a[1])
    .map(([country, purchases]) => ({ country, purchases, level: 'info', firstStep: 'confirm_new_country' }));
}

export type SurgeKind = 'refunds' | 'disputes' | 'double_charges';
export type Surge = Readonly<{
  kind: `${SurgeKind}_surge`;
  actual: number;
  expected: number;
  p: number;
  level: Level;
  firstStep: FirstStep;
}>;

const surgeSteps: Readonly<Record<SurgeKind, FirstStep>> = {
  refunds: 'read_refund_reasons',
  disputes: 'answer_disputes',
  double_charges: 'open_dedup',
};
/** Fewer are no surge, however rare they are. */
const leastSurge: Readonly<Record<SurgeKind, number>> = { refunds: 5, disputes: 3, double_charges: 3 };
const surgeCv2 = 0.3 ** 2;

/**
 * More refunds, disputes or double charges in a day than the days before let expect. `pastDays`: counts of earlier days,
 * 14 at least. The tail is the predictive one (Gamma-Poisson): few past cases make a careful judgement. Null: no surge.
 */
export function surge(
  kind: SurgeKind,
  actual: number,
  pastDays: readonly number[],
  { negativeBinomialAtLeast }: Pick<Statistics, 'negativeBinomialAtLeast'>,
  falseAlarmsPerMonth = 0.1,
): Surge | null {
  if (pastDays.length < 14 || actual < leastSurge[kind]) return null;
  const past = pastDays.reduce((sum, count) => sum + count, 0) + 0.5;
  const expected = past / pastDays.length;
  const p = negativeBinomialAtLeast(actual, expected, surgeCv2 + 1 / past);
  if (p > falseAlarmsPerMonth / 30 || actual < 2 * expected) return null;
  const level = kind === 'disputes' || actual >= 5 * expected ? 'critical' : 'warning';
  return { kind: `${kind}_surge`, actual, expected, p, level, firstStep: surgeSteps[kind] };
}

const steps = [50, 75, 100, 125, 150, 200] as const;
export type TargetStep = (typeof steps)[number];
export type TargetProgress = Readonly<{
  percent: number;
  /** The step reached since it was last told; null where none is new. */
  reached: TargetStep | null;
  /** What the period will end at if it goes on as it uses to; null before a tenth of it is worth anything. */
  forecastMinor: number | null;
}>;

/**
 * Progress towards a revenue target of a day or a month (minor units, net, one currency). `shareOfPeriod`: which part of
 * a usual period's revenue is normally in by now, from the profile of the days, not of the clock.
 */
export function targetProgress(
  facts: Readonly<{ netMinor: number; targetMinor: number; shareOfPeriod: number; toldPercent: number }>,
): TargetProgress {
  const percent = facts.targetMinor > 0 ? (facts.netMinor / facts.targetMinor) * 100 : 0;
  const reached = steps.findLast((step) => percent >= step && step > facts.toldPercent) ?? null;
  const forecastMinor = facts.shareOfPeriod >= 0.1 ? Math.round(facts.netMinor / facts.shareOfPeriod) : null;
  return { percent, reached, forecastMinor };
}
