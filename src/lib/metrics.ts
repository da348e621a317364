import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type EventLoopLag, watchEventLoop } from './event-loop.ts';

export type Labels = Readonly<Record<string, string>>;
export type Metrics = Readonly<{
  contentType: string;
  /** Prometheus text of everything registered. */
  text: () => Promise<string>;
  /** The same as values. A histogram's are its `_bucket`, `_sum` and `_count` series. */
  samples: () => Promise<readonly Metric[]>;
  eventLoopLag: () => EventLoopLag;
  /** Asking twice for one name gives the same metric. */
  counter: (name: string, help: string, labels?: readonly string[]) => (labels?: Labels, by?: number) => void;
  /** A count that somebody else keeps; `read` is called whenever the metrics are scraped. */
  countOf: (name: string, help: string, read: () => number) => void;
  /** `read` is called whenever the metrics are scraped. */
  gauge: (name: string, help: string, read: ReadGauge, labels?: readonly string[]) => void;
  /** Seconds, as Prometheus wants it. */
  histogram: (name: string, help: string, buckets: readonly number[], labels?: readonly string[]) => Observe;
}>;
export type Sample = Readonly<{ name: string; labels: Labels; value: number }>;
export type Metric = Readonly<{ name: string; help: string; type: string; samples: readonly Sample[] }>;
type Series = number | readonly (readonly [Labels, number])[];
export type ReadGauge = () => Series | Promise<Series>;
export type Observe = (seconds: number, labels?: Labels) => void;

/** A registry of its own: two of them in one process (tests) know nothing of each other. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const metrics: Metrics = {
    contentType: registry.contentType,
    eventLoopLag: watchEventLoop(),
    text: () => registry.metrics(),
    samples: () => readSamples(registry),
    counter: (name, help, labelNames = []) => {
      const known = registry.getSingleMetric(name) as Counter | undefined;
      const counter = known ?? new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });
      return (labels = {}, by = 1) => counter.inc(labels, by);
    },
    countOf: (name, help, read) => addCount(registry, name, help, read),
    gauge: (name, help, read, labels = []) => addGauge(registry, name, help, read, labels),
    histogram: (name, help, buckets, labelNames = []) => {
      const known = registry.getSingleMetric(name) as Histogram | undefined;
      const options = { name, help, buckets: [...buckets], labelNames: [...labelNames], registers: [registry] };
      const histogram = known ?? new Histogram(options);
      return (seconds, labels = {}) => histogram.observe(labels, seconds);
    },
  };
  const { eventLoopLag: lag } = metrics;
  metrics.gauge(
    'payops_event_loop_lag_seconds',
    'How long the event loop was held up since the start',
    () => [
      [{ quantile: '0.5' }, lag().medianSeconds],
      [{ quantile: '0.99' }, lag().p99Seconds],
      [{ quantile: '1' }, lag().maxSeconds],
    ],
    ['quantile'],
  );
  metrics.gauge('process_resident_memory_bytes', 'Resident memory of this process', () => process.memoryUsage.rss());
  metrics.gauge('process_uptime_seconds', 'Seconds since the process started', () => process.uptime());
  return metrics;
}

function addCount(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function addGauge(
  registry: Registry,
  name: string,
  help: string,
  read: ReadGauge,
  labelNames: readonly string[],
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    async collect() {
      const now = await read();
      this.reset();
      if (typeof now === 'number') this.set(now);
      else for (const [labels, value] of now) this.set({ ...labels }, value);
    },
  });
}

async function readSamples(registry: Registry): Promise<readonly Metric[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map(({ name, help, type, values }) => ({
    name,
    help,
    type: String(type),
    samples: values.map((one) => ({
      name: (one as { metricName?: string }).metricName ?? name,
      labels: Object.fromEntries(Object.entries(one.labels).map(([label, value]) => [label, String(value)])),
      value: one.value,
    })),
  }));
}
