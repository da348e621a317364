import { environment } from './environment.ts';
import { startChild, temporaryFolder } from './processes.ts';
import type { Figure } from './report.ts';

type Pager = Readonly<{ objects: number; seconds: number }>;
type CatchUp = Readonly<{
  payments: number;
  purchases: number;
  seconds: number;
  peakMegabytes: number;
  delayMs: Readonly<{ p99: number; max: number }>;
}>;

async function ask<T>(file: string, options: object): Promise<T> {
  const child = await startChild(file, options);
  try {
    return await child.ask<T>({});
  } finally {
    await child.stop();
  }
}

/**
 * The first start's quiet load of a history of 100,000 payments, against a bare pager that makes the same list calls to
 * the same stand-in, parses the answers and throws them away. The pager runs before and after; its mean is compared.
 */
export async function benchCatchUp(scale: number): Promise<readonly Figure[]> {
  const payments = Math.round(100_000 * scale);
  const secretKey = 'sk_test_bench';
  const { dir, remove } = temporaryFolder();
  const stripe = await startChild('./stripe-process.ts', { secretKey, payments, days: 400 });
  try {
    const { url } = await stripe.ask<{ url: string }>({});
    const before = await ask<Pager>('./catch-up-pager.ts', { url, secretKey });
    const loaded = await ask<CatchUp>('./catch-up-payops.ts', environment(dir, { STRIPE_API_BASE: url }));
    const after = await ask<Pager>('./catch-up-pager.ts', { url, secretKey });
    if (loaded.payments !== payments) throw new Error(`${loaded.payments} of ${payments} payments were stored`);
    const perSecond = payments / loaded.seconds;
    const ofPager = (2 * payments) / (before.seconds + after.seconds);
    return [
      {
        name: 'catch-up: ratio to a bare pager',
        value: perSecond / ofPager,
        unit: '×',
        wanted: { atLeast: 0.5 },
      },
      { name: 'catch-up: payments a second', value: perSecond, unit: '/s' },
      { name: 'catch-up: payments a second of the pager', value: ofPager, unit: '/s' },
      { name: 'catch-up: peak memory', value: loaded.peakMegabytes, unit: 'MB', wanted: { atMost: 300 } },
      { name: 'catch-up: event loop held, p99', value: loaded.delayMs.p99, unit: 'ms', wanted: { atMost: 50 } },
      { name: 'catch-up: event loop held, longest', value: loaded.delayMs.max, unit: 'ms' },
    ];
  } finally {
    await stripe.stop();
    remove();
  }
}
