import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../src/lib/clock.ts';
import { startWorld } from '../src/sandbox/world.ts';
import { environment } from './environment.ts';
import { type Child, startChild, temporaryFolder } from './processes.ts';
import { type Figure, median } from './report.ts';
import { seededFolder } from './seeded.ts';

const rounds = 3;
const idleMs = 10_000;

async function secondsToReady(dir: string): Promise<number> {
  const startedMs = performance.now();
  const child = await startChild('./payops-process.ts', environment(dir));
  const seconds = (performance.now() - startedMs) / 1_000;
  await child.stop();
  return seconds;
}

async function idleMegabytes(): Promise<number> {
  const { dir, remove } = temporaryFolder();
  const world = await startWorld({ clock: systemClock });
  const env = { ...world.env, DATA_DIR: dir, PORT: '0', LOG_LEVEL: 'fatal' };
  const child: Child = await startChild('./payops-process.ts', env);
  try {
    await wait(idleMs);
    return (await child.ask<{ rss: number }>({})).rss / 1024 ** 2;
  } finally {
    await child.stop();
    await world.close();
    remove();
  }
}

/** From the start of the process until it is ready, with 1,000,000 payments stored; and what it takes when idle. */
export async function benchStart(scale: number): Promise<readonly Figure[]> {
  const payments = Math.ceil(1_000_000 * scale);
  const dir = await seededFolder(payments);
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) seconds.push(await secondsToReady(dir));
  return [
    { name: `start: until ready, ${payments} payments`, value: median(seconds), unit: 's', wanted: { atMost: 5 } },
    { name: 'start: memory when idle', value: await idleMegabytes(), unit: 'MB', wanted: { atMost: 180 } },
  ];
}
