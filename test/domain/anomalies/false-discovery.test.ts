import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../src/domain/anomalies/false-discovery.ts';

test('Benjamini–Hochberg gives the q-values of scipy.stats.false_discovery_control, in the order asked', () => {
  const q = benjaminiHochberg([0.01, 0.04, 0.03, 0.2, 0.005]);
  for (const [index, expected] of [0.025, 0.05, 0.05, 0.2, 0.025].entries()) expect(q[index]).toBeCloseTo(expected, 12);
  expect(benjaminiHochberg([])).toEqual([]);
});
