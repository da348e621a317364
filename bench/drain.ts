import { environment } from './environment.ts';
import { startChild, temporaryFolder } from './processes.ts';
import type { Figure } from './report.ts';

/** 10,000 deliveries to a destination that answers at once, with pacing off: claim, render, settle, and nothing else. */
export async function benchDrain(scale: number): Promise<readonly Figure[]> {
  const deliveries = Math.ceil(10_000 * scale);
  const { dir, remove } = temporaryFolder();
  const child = await startChild('./drain-payops.ts', { env: environment(dir), deliveries });
  try {
    const { seconds } = await child.ask<{ seconds: number }>({});
    return [{ name: `drain: deliveries of ${deliveries}`, value: deliveries / seconds, unit: '/s' }];
  } finally {
    await child.stop();
    remove();
  }
}
