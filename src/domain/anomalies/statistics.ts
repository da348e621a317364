/**
 * The distributions that judgements need. `lib/stats.ts` has them; whoever calls the domain passes that module in, so
 * that the domain itself needs no package.
 */
export type Statistics = Readonly<{
  negativeBinomialAtMost: (k: number, mean: number, cv2: number) => number;
  negativeBinomialAtLeast: (k: number, mean: number, cv2: number) => number;
  binomialAtMost: (k: number, n: number, p: number) => number;
  studentAtMost: (t: number, degreesOfFreedom: number) => number;
  studentQuantile: (p: number, degreesOfFreedom: number) => number;
  normalQuantile: (p: number) => number;
  gammaAtMost: (x: number, mean: number, variance: number) => number;
  gammaQuantile: (p: number, mean: number, variance: number) => number;
  medianOf: (values: readonly number[]) => number;
  robustDeviation: (values: readonly number[]) => number;
  quantileOf: (values: readonly number[], share: number) => number;
}>;
