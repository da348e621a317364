import { getHeapStatistics } from 'node:v8';
import { z } from 'zod';
import { type Instant, instantOf } from '../../domain/time.ts';
import type { Clock } from '../../lib/clock.ts';
import type { EventLoopLag } from '../../lib/event-loop.ts';
import type { Metric, Metrics, Sample } from '../../lib/metrics.ts';
import { operation, type Route } from '../route.ts';
import { distributions } from './distributions.ts';
import { count, instant } from './shapes.ts';

const sample = z.object({ name: z.string(), labels: z.record(z.string(), z.string()), value: z.number() });
const metric = z.object({ name: z.string(), type: z.string(), help: z.string(), samples: z.array(sample) });
const spread = z.object({
  name: z.string(),
  labels: z.record(z.string(), z.string()),
  count,
  meanMs: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
});

type Zero = { at: Instant; values: ReadonlyMap<string, number> };

/**
 * The metrics as JSON, for people and scripts without Prometheus. A reset sets the zero point of this view alone; what
 * Prometheus scrapes never goes back.
 */
export function metricsRoutes(metrics: Metrics, clock: Clock): readonly Route[] {
  const zero: Zero = { at: instantOf(clock.nowMs()), values: new Map() };
  const sinceZero = async () => (await metrics.samples()).map((one) => above(one, zero.values));
  return [
    operation({
      method: 'get',
      path: '/api/metrics',
      scope: 'read:metrics',
      summary: 'Every metric with its series; counters since the last reset of this view',
      answer: z.object({ since: instant, items: z.array(metric), nextCursor: z.null() }),
      run: async () => ({ since: zero.at, items: await sinceZero(), nextCursor: null }),
    }),
    operation({
      method: 'get',
      path: '/api/metrics/summary',
      scope: 'read:metrics',
      summary: 'The counters added up over their labels, and the gauges as they are',
      answer: z.object({ since: instant, totals: z.record(z.string(), z.number()) }),
      run: async () => ({ since: zero.at, totals: totals(await sinceZero()) }),
    }),
    operation({
      method: 'post',
      path: '/api/metrics/reset',
      scope: 'write:ops',
      summary: 'Count from zero again in this JSON view; Prometheus counters go on',
      answer: z.object({ since: instant }),
      run: async () => {
        zero.values = countsOf(await metrics.samples());
        zero.at = instantOf(clock.nowMs());
        return { since: zero.at };
      },
    }),
    operation({
      method: 'get',
      path: '/api/cache-stats',
      scope: 'read:metrics',
      summary: 'What is kept in memory: the entries of each cache',
      answer: z.object({ caches: z.record(z.string(), z.number()) }),
      run: async () => ({ caches: totals((await metrics.samples()).filter(({ name }) => name.includes('_cache_'))) }),
    }),
    ...processRoutes(metrics, sinceZero),
  ];
}

function processRoutes({ eventLoopLag }: Metrics, sinceZero: () => Promise<readonly Metric[]>): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/performance-stats',
      scope: 'read:metrics',
      summary: 'How long things take: requests, webhooks, calls, commits, the event loop',
      answer: z.object({
        eventLoop: z.object({ medianMs: z.number(), p99Ms: z.number(), maxMs: z.number() }),
        items: z.array(spread),
        nextCursor: z.null(),
      }),
      run: async () => ({
        eventLoop: lagMs(eventLoopLag()),
        items: (await sinceZero()).flatMap(distributions),
        nextCursor: null,
      }),
    }),
    operation({
      method: 'get',
      path: '/api/memory-status',
      scope: 'read:metrics',
      summary: 'Memory of this process, in bytes',
      answer: z.object({ rss: count, heapUsed: count, heapTotal: count, external: count, heapLimit: count }),
      run: async () => {
        const { rss, heapUsed, heapTotal, external } = process.memoryUsage();
        return { rss, heapUsed, heapTotal, external, heapLimit: getHeapStatistics().heap_size_limit };
      },
    }),
  ];
}

function countsOf(metrics: readonly Metric[]): ReadonlyMap<string, number> {
  return new Map(metrics.filter(isCounting).flatMap((one) => one.samples.map(keyed)));
}

function isCounting({ type }: Metric): boolean {
  return type === 'counter' || type === 'histogram';
}

function keyed({ name, labels, value }: Sample): readonly [string, number] {
  return [JSON.stringify([name, labels]), value];
}

function above(one: Metric, zero: ReadonlyMap<string, number>): Metric {
  if (!isCounting(one)) return one;
  const samples = one.samples.map((entry) => ({ ...entry, value: entry.value - (zero.get(keyed(entry)[0]) ?? 0) }));
  return { ...one, samples };
}

/** Per metric one number; of a histogram how many were observed. */
function totals(metrics: readonly Metric[]): Record<string, number> {
  const entries = metrics.map(({ name, type, samples }): readonly [string, number] => {
    const own = type === 'histogram' ? samples.filter((one) => one.name === `${name}_count`) : samples;
    return [name, own.reduce((sum, one) => sum + one.value, 0)];
  });
  return Object.fromEntries(entries);
}

function lagMs({ medianSeconds, p99Seconds, maxSeconds }: EventLoopLag) {
  const ms = (seconds: number) => Math.round(seconds * 1e5) / 100;
  return { medianMs: ms(medianSeconds), p99Ms: ms(p99Seconds), maxMs: ms(maxSeconds) };
}
