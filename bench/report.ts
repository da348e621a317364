/** One measured figure; `wanted` is what the project promises of it. Machines are noisy: it is told, never asserted. */
export type Figure = Readonly<{
  name: string;
  value: number;
  unit: string;
  wanted?: Readonly<{ atLeast?: number; atMost?: number }>;
}>;

function verdict({ value, wanted }: Figure): string {
  if (wanted?.atLeast !== undefined)
    return `${value >= wanted.atLeast ? 'good' : 'LOW'} (wanted: at least ${wanted.atLeast})`;
  if (wanted?.atMost !== undefined)
    return `${value <= wanted.atMost ? 'good' : 'HIGH'} (wanted: at most ${wanted.atMost})`;
  return '';
}

export function figureLine(figure: Figure): string {
  const digits = figure.value >= 100 ? 0 : figure.value >= 10 ? 1 : 2;
  return `${figure.name.padEnd(70)} ${figure.value.toFixed(digits).padStart(10)} ${figure.unit.padEnd(3)} ${verdict(figure)}`.trimEnd();
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
