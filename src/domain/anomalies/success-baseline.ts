import { medianOf } from '../../lib/stats.ts';
import type { Columns } from './columns.ts';
import type { Span } from './weekly-profile.ts';

const blockHours = 6;
const recentBlocks = 14 * 4;
const fewestAttempts = 50;

/** The learned share of attempts that succeed, and how much more it varies than coins would (1: not at all). */
export type SuccessBaseline = Readonly<{ rate: number; dispersion: number; attempts: number }>;

/** Attempts and successes of the latest fortnight in blocks of six hours. */
function recent({ attempts, succeeded }: Columns, { from, until }: Span): readonly (readonly [number, number])[] {
  const blocks: [number, number][] = [];
  for (let end = until; end - blockHours >= from && blocks.length < recentBlocks; end -= blockHours) {
    const sum = (values: Float64Array) => values.subarray(end - blockHours, end).reduce((a, b) => a + b, 0);
    if (sum(attempts) > 0) blocks.push([sum(attempts), sum(succeeded)]);
  }
  return blocks;
}

function pooledRate(blocks: readonly (readonly [number, number])[]): number {
  const [attempts, succeeded] = blocks.reduce(([n, k], [blockN, blockK]) => [n + blockN, k + blockK], [0, 0]);
  return Math.min(0.999, Math.max(0.001, succeeded / attempts));
}

/** Squared distance from the rate, in binomial variances. */
function distance2([attempts, succeeded]: readonly [number, number], rate: number): number {
  return (succeeded - attempts * rate) ** 2 / (attempts * rate * (1 - rate));
}

/** Null below fifty attempts. A past outage teaches nothing: blocks over four deviations off are left out. */
export function successBaseline(columns: Columns, span: Span): SuccessBaseline | null {
  const blocks = recent(columns, span);
  const attempts = blocks.reduce((sum, [n]) => sum + n, 0);
  if (attempts < fewestAttempts) return null;
  const middle = Math.max(0.001, Math.min(0.999, medianOf(blocks.map(([n, k]) => k / n)) || pooledRate(blocks)));
  const usual = blocks.filter((block) => distance2(block, middle) <= 16);
  const rate = pooledRate(usual.length > 0 ? usual : blocks);
  const distances = usual.map((block) => distance2(block, rate));
  const dispersion = distances.reduce((sum, d2) => sum + d2, 0) / Math.max(1, distances.length - 1);
  return { rate, dispersion: Math.max(1, dispersion), attempts };
}
