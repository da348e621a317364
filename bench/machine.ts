import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { watchEventLoop } from '../src/lib/event-loop.ts';
import type { Figure } from './report.ts';

const seconds = 20;
const threads = 2;
/** Short computations with a message each, as payops' reading threads have them. */
const busy = `
  const { parentPort } = require('node:worker_threads');
  const endMs = performance.now() + ${seconds * 1_000};
  (function compute() {
    let sum = 0;
    for (let i = 0; i < 5e6; i++) sum += i % 7;
    parentPort.postMessage(sum);
    if (performance.now() < endMs) setImmediate(compute);
  })();`;

/**
 * How long an event loop that has nothing to do is held beside as many busy threads as payops has. A figure of the same
 * run that is not clearly above it tells of the machine; one that is may still do so, since a machine's stalls vary.
 */
export async function machineFigure(): Promise<Figure> {
  const workers = Array.from({ length: threads }, () => new Worker(busy, { eval: true }));
  // Their start is not what is asked for.
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const lag = watchEventLoop();
  for (const worker of workers) worker.on('message', () => undefined);
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  const value = lag().maxSeconds * 1_000;
  return { name: 'baseline: an idle event loop beside two busy threads held, longest', value, unit: 'ms' };
}
