/** One measured figure; `wanted` is what the project promises of it. Machines are noisy: it is told, never asserted. */
export type Figure = Readonly<{
  name: string;
  value: number;
  unit: string;
  wanted?: Readonly<{ atLeast?: number; atMost?: number }>;
}>;

/** Whether the value is as it was promised; null where nothing was. */
function verdictOf({ value, wanted }: Figure): 'ok' | 'over' | 'under' | null {
  if (wanted?.atLeast !== undefined && !(value >= wanted.atLeast)) return 'under';
  if (wanted?.atMost !== undefined && !(value <= wanted.atMost)) return 'over';
  return wanted ? 'ok' : null;
}

/** For a machine. */
export function withVerdict(figure: Figure): Figure & { verdict: ReturnType<typeof verdictOf> } {
  return { ...figure, verdict: verdictOf(figure) };
}

function verdictText(figure: Figure): string {
  const { wanted } = figure;
  if (!wanted) return '';
  const told = wanted.atLeast === undefined ? `at most ${wanted.atMost}` : `at least ${wanted.atLeast}`;
  return `${verdictOf(figure)} (wanted: ${told})`;
}

export function figureLine(figure: Figure): string {
  const digits = figure.value >= 100 ? 0 : figure.value >= 10 ? 1 : 2;
  return `${figure.name.padEnd(70)} ${figure.value.toFixed(digits).padStart(10)} ${figure.unit.padEnd(3)} ${verdictText(figure)}`.trimEnd();
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
