import { systemClock } from '../src/lib/clock.ts';
import { environment } from './environment.ts';
import { startChild, temporaryFolder } from './processes.ts';
import type { Figure } from './report.ts';

type Compared = Readonly<{
  seconds: number;
  peakMegabytes: number;
  delayMs: Readonly<{ p99: number; max: number }>;
  run: Readonly<{ state: string; looked: number; drifts: number; detail: string | null }>;
}>;

const days = 400;

/** 100,000 payments, provider against ledger; their sweep before it is not in the figure. */
export async function benchReconcile(scale: number): Promise<readonly Figure[]> {
  const payments = Math.round(100_000 * scale);
  const secretKey = 'sk_test_bench';
  const { dir, remove } = temporaryFolder();
  const stripe = await startChild('./stripe-process.ts', { secretKey, payments, days });
  const env = environment(dir, { STRIPE_API_BASE: (await stripe.ask<{ url: string }>({})).url });
  const withoutSheet = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GOOGLE')));
  const child = await startChild('./mend-payops.ts', withoutSheet);
  try {
    const swept = await child.ask<Compared>({ work: 'sweep' });
    const now = systemClock.nowMs();
    const window = {
      from: new Date(now - (days + 1) * 86_400_000).toISOString(),
      to: new Date(now).toISOString(),
    };
    const { run, seconds, delayMs, peakMegabytes } = await child.ask<Compared>({ work: 'reconcile', ...window });
    if (run.state !== 'planned' || run.drifts > 0) throw new Error(`reconcile ended ${JSON.stringify(run)}`);
    const grown = peakMegabytes - swept.peakMegabytes;
    return [
      { name: `reconcile: ${run.looked} payments`, value: seconds, unit: 's' },
      { name: 'reconcile: payments a second', value: run.looked / seconds, unit: '/s' },
      { name: 'reconcile: memory beyond the sweep before it', value: grown, unit: 'MB', wanted: { atMost: 50 } },
      { name: 'reconcile: event loop held, p99', value: delayMs.p99, unit: 'ms', wanted: { atMost: 50 } },
      { name: 'reconcile: event loop held, longest', value: delayMs.max, unit: 'ms' },
    ];
  } finally {
    await child.stop();
    await stripe.stop();
    remove();
  }
}
