import type { Labels, Metric, Sample } from '../../lib/metrics.ts';

export type Distribution = Readonly<{
  name: string;
  labels: Labels;
  count: number;
  meanMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}>;

type Bucket = Readonly<{ upTo: number; below: number }>;

/** A histogram of seconds as percentiles in milliseconds, one for each set of labels; nothing for other metrics. */
export function distributions({ name, type, samples }: Metric): readonly Distribution[] {
  if (type !== 'histogram') return [];
  const byLabels = Map.groupBy(samples, ({ labels: { le: _le, ...own } }) => JSON.stringify(own));
  return [...byLabels].map(([labels, own]) => distribution(name, JSON.parse(labels) as Labels, own));
}

function distribution(name: string, labels: Labels, samples: readonly Sample[]): Distribution {
  const value = (suffix: string) => samples.find((one) => one.name === name + suffix)?.value ?? 0;
  const count = value('_count');
  const buckets = samples
    .filter((one) => one.labels['le'] !== undefined)
    .map((one) => ({ upTo: Number(one.labels['le']?.replace('+Inf', 'Infinity')), below: one.value }))
    .toSorted((a, b) => a.upTo - b.upTo);
  const at = (share: number) => (count === 0 ? null : round(percentile(buckets, share * count) * 1_000));
  const meanMs = count === 0 ? null : round((value('_sum') / count) * 1_000);
  return { name, labels, count, meanMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
}

/** As Prometheus does it: straight between a bucket's borders; beyond the last border, that border. */
function percentile(buckets: readonly Bucket[], rank: number): number {
  let lower: Bucket = { upTo: 0, below: 0 };
  for (const bucket of buckets) {
    if (bucket.below >= rank) {
      if (bucket.upTo === Number.POSITIVE_INFINITY) return lower.upTo;
      const inside = bucket.below - lower.below;
      const share = inside === 0 ? 0 : (rank - lower.below) / inside;
      return lower.upTo + (bucket.upTo - lower.upTo) * share;
    }
    lower = bucket;
  }
  return lower.upTo;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
