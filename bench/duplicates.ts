import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment } from './environment.ts';
import { load, startChild } from './processes.ts';
import { type Figure, median } from './report.ts';
import { seededFolder } from './seeded.ts';

type Scanned = Readonly<{ url: string; seconds: number; delayMs: Readonly<{ p99: number; max: number; own: number }> }>;
const rounds = 4;

/** A scan for double charges over 1,000,000 payments, alone and while webhooks come in. */
export async function benchDuplicates(scale: number): Promise<readonly Figure[]> {
  const payments = Math.ceil(1_000_000 * scale);
  const dir = await seededFolder(payments);
  writeFileSync(path.join(dir, 'STOPPED'), '');
  const child = await startChild('./mend-payops.ts', environment(dir));
  try {
    const { url } = await child.ask<{ url: string }>({ work: 'checked' });
    const job = { url: `${url}/webhooks/stripe`, count: 500, connections: 8 };
    const first = (round: number) => 80_000_000 + Math.round(scale * 1_000) * 1_000_000 + round * 10_000;
    await load({ ...job, first: first(0) });
    const alone: Scanned[] = [];
    const quiet: number[] = [];
    const busy: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      alone.push(await child.ask<Scanned>({ work: 'dedup' }));
      quiet.push((await load({ ...job, first: first(2 * round) })).p99Ms);
      const scanning = child.ask<Scanned>({ work: 'dedup' });
      busy.push((await load({ ...job, first: first(2 * round + 1) })).p99Ms);
      await scanning;
    }
    const seconds = median(alone.map((one) => one.seconds));
    const held = Math.max(...alone.map((one) => one.delayMs.max));
    const own = Math.max(...alone.map((one) => one.delayMs.own));
    const p99 = median(alone.map((one) => one.delayMs.p99));
    const ratio = median(busy) / median(quiet);
    return [
      { name: `duplicates: scan of ${payments} payments`, value: seconds, unit: 's', wanted: { atMost: 5 } },
      { name: 'duplicates: event loop held, longest', value: held, unit: 'ms' },
      { name: 'duplicates: of it by our own work', value: own, unit: 'ms', wanted: { atMost: 50 } },
      { name: 'duplicates: event loop held, p99', value: p99, unit: 'ms' },
      { name: 'duplicates: webhooks p99 during a scan, to without', value: ratio, unit: '×', wanted: { atMost: 2 } },
      { name: 'duplicates: webhooks p99 without a scan', value: median(quiet), unit: 'ms' },
    ];
  } finally {
    await child.stop();
  }
}
