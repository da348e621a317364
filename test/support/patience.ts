/** CI shares its cores with whoever else is there, and stalls for half a second now and then. */
const onCi = process.env['CI'] ? 4 : 1;

/**
 * Machines are noisy, so no test asserts a promised time: the benchmarks tell those. Limits in tests only catch what
 * hangs or waits for something it should not wait for, and so are many times the promise.
 */
export const patience = 6 * onCi;

/** How long something is waited for that comes in so many milliseconds on a quiet machine, at worst. */
export function patientMs(quietMs: number): number {
  return quietMs * onCi;
}

/** After this a test hangs, however much it kills and starts again. */
export const hungMs = patientMs(600_000);
