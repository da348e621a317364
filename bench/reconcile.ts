import { systemClock } from '../src/lib/clock.ts';
import { environment } from './environment.ts';
import { type Child, startChild, temporaryFolder } from './processes.ts';
import type { Figure } from './report.ts';

type Compared = Readonly<{
  seconds: number;
  grownMegabytes: number;
  delayMs: Readonly<{ p99: number; max: number; own: number }>;
  run: Readonly<{ state: string; looked: number; drifts: number; detail: string | null }>;
}>;

const days = 400;

async function startGoogle(env: Readonly<Record<string, string>>): Promise<Child> {
  const keys = { serviceEmail: env['GOOGLE_SERVICE_EMAIL'], privateKey: env['GOOGLE_SERVICE_PRIVATE_KEY'] };
  return startChild('./google-process.ts', { ...keys, docId: env['GOOGLE_SHEETS_DOC_ID'] });
}

/** Payments are swept in and their rows written by one process; another, new and small, compares them. */
async function seed(env: Readonly<Record<string, string>>): Promise<number> {
  const child = await startChild('./mend-payops.ts', env);
  try {
    await child.ask({ work: 'sweep' });
    return (await child.ask<{ rows: number }>({ work: 'write' })).rows;
  } finally {
    await child.stop();
  }
}

async function compare(env: Readonly<Record<string, string>>): Promise<Compared> {
  const now = systemClock.nowMs();
  const window = { from: new Date(now - (days + 1) * 86_400_000).toISOString(), to: new Date(now).toISOString() };
  const child = await startChild('./mend-payops.ts', env);
  try {
    await child.ask({ work: 'checked' });
    // The first call of each loads its SDK, whoever makes it.
    await child.ask({ work: 'probe' });
    const compared = await child.ask<Compared>({ work: 'reconcile', ...window });
    const { run } = compared;
    if (run.state !== 'planned' || run.drifts > 0) throw new Error(`reconcile ended ${JSON.stringify(run)}`);
    return compared;
  } finally {
    await child.stop();
  }
}

/** 100,000 payments: provider against ledger, and ledger against a sheet with all of its rows. */
export async function benchReconcile(scale: number): Promise<readonly Figure[]> {
  const payments = Math.round(100_000 * scale);
  const { dir, remove } = temporaryFolder();
  const base = environment(dir);
  const stripe = await startChild('./stripe-process.ts', { secretKey: base['STRIPE_SECRET_KEY'], payments, days });
  const google = await startGoogle(base);
  const { url: sheets, tokenUrl } = await google.ask<{ url: string; tokenUrl: string }>({});
  const env = {
    ...base,
    STRIPE_API_BASE: (await stripe.ask<{ url: string }>({})).url,
    GOOGLE_SHEETS_API_ROOT: `${sheets}/`,
    GOOGLE_TOKEN_URL: tokenUrl,
  };
  try {
    const rows = await seed(env);
    const { run, seconds, delayMs, grownMegabytes } = await compare(env);
    return [
      { name: `reconcile: ${payments} payments and ${rows} rows, ${run.looked} lines`, value: seconds, unit: 's' },
      { name: 'reconcile: lines a second', value: run.looked / seconds, unit: '/s' },
      { name: 'reconcile: memory (RSS) grown', value: grownMegabytes, unit: 'MB', wanted: { atMost: 100 } },
      { name: 'reconcile: event loop held, p99', value: delayMs.p99, unit: 'ms' },
      { name: 'reconcile: event loop held, longest', value: delayMs.max, unit: 'ms' },
      { name: 'reconcile: of it by our own work', value: delayMs.own, unit: 'ms', wanted: { atMost: 50 } },
    ];
  } finally {
    await google.stop();
    await stripe.stop();
    remove();
  }
}
