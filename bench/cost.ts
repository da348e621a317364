import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment } from './environment.ts';
import { type Child, load, startChild } from './processes.ts';
import { type Figure, median } from './report.ts';
import { seededFolder } from './seeded.ts';

const rounds = 9;

type Started = Readonly<{ child: Child; url: string }>;

async function startOn(payments: number): Promise<Started> {
  const dir = await seededFolder(payments);
  writeFileSync(path.join(dir, 'STOPPED'), '');
  const child = await startChild('./payops-process.ts', environment(dir));
  const { url } = await child.ask<{ url: string }>({ wait: 'checked' });
  return { child, url: `${url}/webhooks/stripe` };
}

/** The same stream of webhooks, one after another, into a small and a big database, in turn. */
export async function benchCost(scale: number): Promise<readonly Figure[]> {
  const big = Math.ceil(1_000_000 * scale);
  const small = Math.ceil(big / 100);
  const started = [await startOn(small), await startOn(big)] as const;
  try {
    const costs: [number[], number[]] = [[], []];
    for (let round = 0; round <= rounds; round++) {
      for (const [index, { url }] of started.entries()) {
        const first = 50_000_000 + round * 1_000_000;
        const { perSecond, failed } = await load({ url, first, count: 300, connections: 1 });
        if (failed > 0) throw new Error(`${failed} webhooks were refused`);
        if (round > 0) costs[index as 0 | 1].push(1_000 / perSecond);
      }
    }
    const ratios = costs[1].map((ms, round) => ms / (costs[0][round] as number));
    return [
      {
        name: `cost: of one event at ${big} payments, to that at ${small}`,
        value: median(ratios),
        unit: '×',
        wanted: { atMost: 1.2 },
      },
      { name: `cost: one event at ${small} payments`, value: median(costs[0]), unit: 'ms' },
      { name: `cost: one event at ${big} payments`, value: median(costs[1]), unit: 'ms' },
    ];
  } finally {
    for (const { child } of started) await child.stop();
  }
}
