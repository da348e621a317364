import type { Columns } from './columns.ts';
import type { Statistics } from './statistics.ts';
import type { Span } from './weekly-profile.ts';

const recentHours = 14 * 24;
/** Attempts are compared in groups of so many: the share of a handful says nothing about the rate. */
const groupAttempts = 25;
const fewestGroups = 4;

/** The learned share of attempts that succeed, and how much more it varies than coins would (1: not at all). */
export type SuccessBaseline = Readonly<{ rate: number; dispersion: number; attempts: number }>;

type Group = readonly [attempts: number, succeeded: number];

/** The latest fortnight in runs of hours with at least 25 attempts each. */
function recentGroups({ attempts, succeeded }: Columns, { from, until }: Span): readonly Group[] {
  const groups: Group[] = [];
  let [tried, worked] = [0, 0];
  for (let hour = until - 1; hour >= Math.max(from, until - recentHours); hour -= 1) {
    tried += attempts[hour] ?? 0;
    worked += succeeded[hour] ?? 0;
    if (tried < groupAttempts) continue;
    groups.push([tried, worked]);
    [tried, worked] = [0, 0];
  }
  return groups;
}

function pooledRate(groups: readonly Group[]): number {
  const [attempts, succeeded] = groups.reduce(([n, k], [tried, worked]) => [n + tried, k + worked], [0, 0]);
  return Math.min(0.999, Math.max(0.001, succeeded / attempts));
}

/** Squared distance from the rate, in binomial variances. */
function distance2([attempts, succeeded]: Group, rate: number): number {
  return (succeeded - attempts * rate) ** 2 / (attempts * rate * (1 - rate));
}

/** Null below a hundred attempts. A past outage teaches nothing: groups over four deviations off are left out. */
export function successBaseline(columns: Columns, span: Span, { medianOf }: Statistics): SuccessBaseline | null {
  const groups = recentGroups(columns, span);
  if (groups.length < fewestGroups) return null;
  const middle = Math.max(0.001, Math.min(0.99, medianOf(groups.map(([n, k]) => k / n))));
  const near = groups.filter((group) => distance2(group, middle) <= 16);
  const usual = near.length > groups.length / 2 ? near : groups;
  const rate = pooledRate(usual);
  const spread = usual.reduce((sum, group) => sum + distance2(group, rate), 0) / Math.max(1, usual.length - 1);
  return { rate, dispersion: Math.max(1, spread), attempts: usual.reduce((sum, [n]) => sum + n, 0) };
}
