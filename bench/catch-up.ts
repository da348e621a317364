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

type Measured = Readonly<{ loaded: CatchUp; perSecond: number; ofPager: number }>;

/** The pager runs before and after payops; its mean is compared. */
async function measure(payments: number, requestsPerSecond?: number): Promise<Measured> {
  const secretKey = 'sk_test_bench';
  const { dir, remove } = temporaryFolder();
  const stripe = await startChild('./stripe-process.ts', { secretKey, payments, days: 400, requestsPerSecond });
  try {
    const { url } = await stripe.ask<{ url: string }>({});
    const before = await ask<Pager>('./catch-up-pager.ts', { url, secretKey });
    const loaded = await ask<CatchUp>('./catch-up-payops.ts', environment(dir, { STRIPE_API_BASE: url }));
    const after = await ask<Pager>('./catch-up-pager.ts', { url, secretKey });
    if (loaded.payments !== payments) throw new Error(`${loaded.payments} of ${payments} payments were stored`);
    return { loaded, perSecond: payments / loaded.seconds, ofPager: (2 * payments) / (before.seconds + after.seconds) };
  } finally {
    await stripe.stop();
    remove();
  }
}

/** docs.stripe.com/rate-limits: each endpoint answers so many requests a second. */
const stripesLimit = 25;
const wanted = { atLeast: 0.5 };

/**
 * The first start's quiet load of a history of 100,000 payments, against a bare pager that makes the same list calls to
 * the same stand-in, parses the answers and throws them away: once with the stand-in as fast as it can, once (20,000
 * payments) with the stand-in keeping Stripe's own limit, which no pager can pass.
 */
export async function benchCatchUp(scale: number): Promise<readonly Figure[]> {
  const free = await measure(Math.round(100_000 * scale));
  const limited = await measure(Math.round(20_000 * scale), stripesLimit);
  const { peakMegabytes, delayMs } = free.loaded;
  return [
    { name: 'catch-up: ratio to a bare pager', value: free.perSecond / free.ofPager, unit: '×', wanted },
    { name: 'catch-up: payments a second', value: free.perSecond, unit: '/s' },
    { name: 'catch-up: payments a second of the pager', value: free.ofPager, unit: '/s' },
    {
      name: "catch-up: ratio, at Stripe's limit of 25 reads a second",
      value: limited.perSecond / limited.ofPager,
      unit: '×',
      wanted,
    },
    { name: 'catch-up: peak memory', value: peakMegabytes, unit: 'MB', wanted: { atMost: 300 } },
    { name: 'catch-up: event loop held, p99', value: delayMs.p99, unit: 'ms', wanted: { atMost: 50 } },
    { name: 'catch-up: event loop held, longest', value: delayMs.max, unit: 'ms' },
  ];
}
