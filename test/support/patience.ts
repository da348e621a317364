/**
 * Machines are noisy, so no test asserts a time: the benchmarks hold promised times against measured ones. A limit in a
 * test only catches what hangs, and is the same for all.
 */
export const waitHangsMs = 300_000;
/** Of a whole test, which may kill and start payops a hundred times. */
export const testHangsMs = 900_000;
