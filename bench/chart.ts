import { setTimeout as wait } from 'node:timers/promises';
import { createFileMaker } from '../src/files/maker.ts';
import { watchEventLoop } from '../src/lib/event-loop.ts';
import { charts } from '../test/files/samples.ts';
import { type Figure, median, quantile } from './report.ts';

const megabytes = () => process.memoryUsage.rss() / 1_048_576;
const idleMs = 500;

/** Every kind of chart, one after another: how long each takes, how long the event loop is held, what stays behind. */
export async function benchChart(scale: number): Promise<readonly Figure[]> {
  const maker = createFileMaker({ idleMs });
  const before = megabytes();
  const firstMs = await timed(() => maker.draw(charts[0] as (typeof charts)[number]));
  const lagOf = watchEventLoop();
  const rounds = Math.max(1, Math.ceil(5 * scale));
  const times: number[] = [];
  const sizes: number[] = [];
  for (const chart of Array.from({ length: rounds }).flatMap(() => charts))
    times.push(await timed(async () => sizes.push((await maker.draw(chart)).length)));
  const { maxSeconds } = lagOf();
  const during = megabytes();
  await wait(idleMs * 4);
  const after = megabytes();
  maker.close();
  return [
    { name: 'chart: rendered, slowest', value: Math.max(...times), unit: 'ms', wanted: { atMost: 300 } },
    { name: 'chart: rendered, p99', value: quantile(times, 0.99), unit: 'ms' },
    { name: 'chart: rendered, median', value: median(times), unit: 'ms' },
    { name: 'chart: the first, with the start of its process', value: firstMs, unit: 'ms' },
    { name: 'chart: event loop held, longest', value: maxSeconds * 1_000, unit: 'ms', wanted: { atMost: 50 } },
    { name: 'chart: largest PNG', value: Math.max(...sizes) / 1_000, unit: 'kB', wanted: { atMost: 200 } },
    { name: 'chart: our own memory while drawing', value: during - before, unit: 'MB' },
    { name: 'chart: our own memory kept when idle again', value: after - before, unit: 'MB' },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}
