import { type FirstStep, type Level, type Slice, total } from '../anomalies/anomaly.ts';
import type { Currency } from '../money.ts';
import type { Instant } from '../time.ts';
import { type RuleName, rules } from './rule.ts';

/** One value that explains a change, in money. `share`: its part of the whole change; over 1 where others made up for it. */
export type Cause = Readonly<{ dimension: string; value: string; changeMinor: number; share: number }>;

/** What a rule saw at one look. */
export type AlertFinding = Readonly<{
  rule: RuleName;
  slice: Slice;
  level: Level;
  /** What comes once a day or month is another one each time; null for all else. */
  period: string | null;
  /** The business zone that its times are told in. */
  zone: string;
  since: Instant;
  /** Up to where the data were judged. */
  until: Instant;
  unit: 'money' | 'count' | 'share' | 'time';
  /** In the unit: minor units, things, a share of 1, or milliseconds. */
  actual: number;
  /** `low` and `high`: where it lies in 19 of 20 usual cases; null where only the middle is known. */
  expected: Readonly<{ value: number; low: number | null; high: number | null }> | null;
  changePercent: number | null;
  /** Of all amounts in it. */
  currency: Currency | null;
  /** What it is about in money, where that is not the unit. */
  revenue: Readonly<{ actualMinor: number; expectedMinor: number }> | null;
  causes: readonly Cause[];
  /** Of a target: what the period will end at if it goes on as it uses to. */
  forecastMinor: number | null;
  firstStep: FirstStep;
}>;

/** Findings with the same one are about the same thing. */
export function fingerprintOf({ rule, slice, period }: Pick<AlertFinding, 'rule' | 'slice' | 'period'>): string {
  return JSON.stringify([rules[rule].family, slice.dimension, slice.value, period ?? '']);
}

/** Names what the whole business would be found under where a part of it was; null for the whole itself. */
export function wholeOf({ rule, slice, period }: AlertFinding): string | null {
  if (rules[rule].family !== 'sales' || slice.dimension === total.dimension) return null;
  return fingerprintOf({ rule, slice: total, period });
}

export const levels = ['info', 'warning', 'critical'] as const satisfies readonly Level[];

export function isGraver(a: Level, b: Level): boolean {
  return levels.indexOf(a) > levels.indexOf(b);
}

export function gravest(of: readonly Level[]): Level {
  return levels.findLast((level) => of.includes(level)) ?? 'info';
}
