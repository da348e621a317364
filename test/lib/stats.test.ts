import { describe, expect, test } from 'vitest';
import {
  binomialAtMost,
  gammaAtMost,
  gammaQuantile,
  medianOf,
  negativeBinomialAtLeast,
  negativeBinomialAtMost,
  normalQuantile,
  poissonAtLeast,
  poissonAtMost,
  quantileOf,
  robustDeviation,
  studentAtMost,
  studentQuantile,
} from '../../src/lib/stats.ts';

/** Computed by SciPy 1.17.1. */
const known: readonly (readonly [string, number, number])[] = [
  ['poisson.cdf(5, 20)', poissonAtMost(5, 20), 7.190884052842894e-5],
  ['poisson.sf(39, 20)', poissonAtLeast(40, 20), 5.320202511246237e-5],
  ['nbinom.cdf(3, 25, 25/45)', negativeBinomialAtMost(3, 20, 1 / 25), 0.00013828032623782458],
  ['nbinom.sf(59, 25, 25/45)', negativeBinomialAtLeast(60, 20, 1 / 25), 5.121127934564824e-7],
  ['binom.cdf(70, 100, 0.85)', binomialAtMost(70, 100, 0.85), 0.00010548125780926066],
  ['norm.ppf(0.975)', normalQuantile(0.975), 1.959963984540054],
  ['t.cdf(-5, 6)', studentAtMost(-5, 6), 0.0012261708803792755],
  ['t.ppf(0.975, 5)', studentQuantile(0.975, 5), 2.5705818356363146],
  ['gamma.cdf(80, a=25, scale=4)', gammaAtMost(80, 100, 400), 0.1567726218262377],
  ['gamma.ppf(0.025, a=25, scale=4)', gammaQuantile(0.025, 100, 400), 64.71472739131731],
];

describe('distributions', () => {
  test.each(known)('%s', (_, computed, expected) => {
    expect(Math.abs(computed / expected - 1)).toBeLessThan(1e-8);
  });

  test('both tails together are all there is', () => {
    for (const k of [1, 7, 20, 44]) {
      expect(poissonAtMost(k - 1, 20) + poissonAtLeast(k, 20)).toBeCloseTo(1, 12);
      expect(negativeBinomialAtMost(k - 1, 20, 0.1) + negativeBinomialAtLeast(k, 20, 0.1)).toBeCloseTo(1, 12);
    }
  });

  test('a tail beyond the smallest double is 0, and what is left beside it 1', () => {
    const none = [
      ...[poissonAtMost(5, 5000), poissonAtLeast(5000, 5), negativeBinomialAtMost(3, 1e6, 1e-5)],
      ...[binomialAtMost(1, 1e6, 0.5), gammaAtMost(1, 1000, 1)],
    ];
    const all = [
      ...[poissonAtLeast(5, 5000), poissonAtMost(5000, 5), negativeBinomialAtLeast(3, 1e6, 1e-5)],
      ...[binomialAtMost(999_999, 1e6, 0.5), gammaAtMost(9000, 1000, 1)],
    ];
    for (const p of none) expect(p).toBeLessThan(1e-300);
    for (const p of all) expect(p).toBeCloseTo(1, 12);
  });

  test('at the edges nothing is impossible and nothing is NaN', () => {
    expect([poissonAtMost(0, 0), poissonAtLeast(0, 5), poissonAtMost(-1, 5), poissonAtLeast(1, 0)]).toEqual([
      1, 1, 0, 0,
    ]);
    expect([binomialAtMost(5, 5, 0.2), binomialAtMost(-1, 5, 0.2), binomialAtMost(0, 0, 0.2)]).toEqual([1, 0, 1]);
    expect([negativeBinomialAtMost(0, 0, 0.1), gammaQuantile(0.5, 0, 1), gammaQuantile(0.5, 3, 0)]).toEqual([1, 0, 3]);
  });
});

test('order statistics of nothing are 0; the robust deviation is that of a normal and ignores an outlier', () => {
  expect([medianOf([]), robustDeviation([]), quantileOf([], 0.5)]).toEqual([0, 0, 0]);
  const values = [-2, -1, 0, 1, 2, 1000];
  expect(robustDeviation(values)).toBeCloseTo(1.4826 * 1.5, 10);
});
