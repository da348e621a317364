/**
 * Benjamini–Hochberg: for each p-value the smallest false-discovery rate at which it would still be reported. Hold
 * those with q ≤ r, and on average at most a share r of them is false, also where the tests lean the same way.
 */
export function benjaminiHochberg(pValues: readonly number[]): readonly number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 1) - (pValues[a] ?? 1));
  const q: number[] = new Array(pValues.length).fill(1);
  let least = 1;
  for (const [place, index] of order.entries()) {
    least = Math.min(least, ((pValues[index] ?? 1) * pValues.length) / (pValues.length - place));
    q[index] = least;
  }
  return q;
}
