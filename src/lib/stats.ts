import { compiled, igam, igamc, igami, incbet, ndtri, stdtr, stdtri } from 'cephes';
import { median, medianAbsoluteDeviation, quantile } from 'simple-statistics';

/** Cephes is WebAssembly, compiled once: from here on every call is synchronous. */
await compiled;

/**
 * Tails and quantiles of the distributions that judgements rest on. All rest on Cephes (Moshier, netlib.org/cephes),
 * whose small tails keep their relative accuracy: a p-value of 1e-12 is meant as such.
 */

/** Cephes throws where a tail, or what is left beside it, is smaller than the smallest double: 0 or 1 then. */
function tail(isSmall: boolean, compute: () => number): number {
  try {
    return compute();
  } catch (error) {
    if (error instanceof Error && error.message.includes('underflow')) return isSmall ? 0 : 1;
    throw error;
  }
}

/** P(X ≤ k) of Poisson(mean). `k` may be a fraction: the tail is continued smoothly between whole numbers. */
export function poissonAtMost(k: number, mean: number): number {
  if (mean <= 0) return 1;
  return k < 0 ? 0 : tail(k < mean, () => igamc(k + 1, mean));
}

/** P(X ≥ k) of Poisson(mean). */
export function poissonAtLeast(k: number, mean: number): number {
  if (k <= 0) return 1;
  return mean <= 0 ? 0 : tail(k > mean, () => igam(k, mean));
}

/**
 * P(X ≤ k) of the negative binomial with this mean and variance mean + cv2·mean²: a Poisson whose rate itself varies
 * with the squared coefficient of variation `cv2` (Gamma-Poisson). With cv2 = 0 it is the Poisson.
 */
export function negativeBinomialAtMost(k: number, mean: number, cv2: number): number {
  if (cv2 <= 0) return poissonAtMost(k, mean);
  if (mean <= 0) return 1;
  return k < 0 ? 0 : tail(k < mean, () => incbet(1 / cv2, k + 1, 1 / (1 + cv2 * mean)));
}

/** P(X ≥ k) of the same. */
export function negativeBinomialAtLeast(k: number, mean: number, cv2: number): number {
  if (cv2 <= 0) return poissonAtLeast(k, mean);
  if (k <= 0) return 1;
  return mean <= 0 ? 0 : tail(k > mean, () => incbet(k, 1 / cv2, (cv2 * mean) / (1 + cv2 * mean)));
}

/** P(X ≤ k) of Binomial(n, p). `k` and `n` may be fractions, as after dividing both by a learned dispersion. */
export function binomialAtMost(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : tail(k < n * p, () => incbet(n - k, k + 1, 1 - p));
}

/** The z below which a share `p` (between 0 and 1, both excluded) of the standard normal lies. */
export function normalQuantile(p: number): number {
  return ndtri(p);
}

/** P(T ≤ t) of Student's t with whole degrees of freedom. */
export function studentAtMost(t: number, degreesOfFreedom: number): number {
  return tail(t < 0, () => stdtr(degreesOfFreedom, t));
}

export function studentQuantile(p: number, degreesOfFreedom: number): number {
  return stdtri(degreesOfFreedom, p);
}

/** P(X ≤ x) of the gamma distribution with this mean and variance. */
export function gammaAtMost(x: number, mean: number, variance: number): number {
  return x <= 0 ? 0 : tail(x < mean, () => igam((mean * mean) / variance, (x * mean) / variance));
}

/** The x below which a share `p` of the gamma distribution with this mean and variance lies. */
export function gammaQuantile(p: number, mean: number, variance: number): number {
  if (mean <= 0) return 0;
  if (variance <= 0) return mean;
  return (tail(true, () => igami((mean * mean) / variance, 1 - p)) * variance) / mean;
}

/** 0 of nothing, so that callers need no case of their own. */
export function medianOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : median(values as number[]);
}

/** Median absolute deviation, scaled to be the standard deviation where the values are normal; 0 of nothing. */
export function robustDeviation(values: readonly number[]): number {
  return values.length === 0 ? 0 : 1.4826 * medianAbsoluteDeviation(values as number[]);
}

export function quantileOf(values: readonly number[], share: number): number {
  return values.length === 0 ? 0 : quantile(values as number[], share);
}
