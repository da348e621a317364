/** Long loops take their size from TEST_SCALE (1 in `npm test`, 10 by hand); the seed is printed and can be given back. */
const scale = Math.max(1, Number(process.env['TEST_SCALE'] ?? 1) || 1);
export const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000_000);

process.stdout.write(`TEST_SEED=${seed} TEST_SCALE=${scale}\n`);

export function scaled(n: number): number {
  return Math.round(n * scale);
}

/** For fast-check: so many runs with the run's seed. */
export function scaledRuns(n: number): { numRuns: number; seed: number; endOnFailure: boolean } {
  return { numRuns: scaled(n), seed, endOnFailure: false };
}
