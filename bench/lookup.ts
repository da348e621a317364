import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Actor } from '../src/domain/permissions.ts';
import { type BusinessDate, dayMs, instantOf } from '../src/domain/time.ts';
import { type Running, start } from '../src/main.ts';
import { findCorruption } from '../src/store/quick-check.ts';
import { environment } from './environment.ts';
import { type Figure, quantile } from './report.ts';
import { seededFolder } from './seeded.ts';

const operator: Actor = { kind: 'operator', telegramId: '1', role: 'operator', name: 'bench' };
const warmUps = 20;
const wantedMs = 50;

/** Times one question after another; the first few open pages and prepare statements. */
async function timesOf(count: number, ask: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = [];
  for (let n = 0; n < count + warmUps; n++) {
    const startedMs = performance.now();
    await ask(n);
    if (n >= warmUps) times.push(performance.now() - startedMs);
  }
  return times;
}

/** Another day each time, within the year that is stored. */
function dayBefore(n: number): BusinessDate {
  return instantOf(Date.now() - (1 + (n % 300)) * dayMs).slice(0, 10) as BusinessDate;
}

type Question = Readonly<{ name: string; count: number; ask: (n: number) => Promise<unknown> }>;

function questionsOf({ flows }: Running, payments: number): readonly Question[] {
  /** Spread over the whole table, so that no page is warm by chance. */
  const spread = (n: number) => 1 + ((n * 7_919_333) % payments);
  const digits = (n: number) => String(spread(n)).padStart(14, '0');
  const look = (text: string) => flows.lookUp(operator, text);
  return [
    { name: 'a payment id', count: 500, ask: (n) => look(`pi_bench${digits(n)}`) },
    { name: 'a customer id', count: 500, ask: (n) => look(`cus_bench${spread(n)}`) },
    { name: 'an e-mail', count: 500, ask: (n) => look(`buyer${spread(n)}@example.com`) },
    { name: 'an id that nobody has', count: 200, ask: (n) => look(`pi_bench${digits(n).slice(0, -1)}x`) },
    { name: 'an e-mail that nobody has', count: 200, ask: (n) => look(`buyr${spread(n)}@example.com`) },
    { name: '/today', count: 200, ask: () => flows.runReport(operator, { kind: 'daily' }) },
    {
      name: 'a whole past day',
      count: 200,
      ask: (n) => flows.runReport(operator, { kind: 'daily', period: dayBefore(n) }),
    },
  ];
}

/** What an operator waits for, with 1,000,000 payments stored. Telegram's own way is not in it. */
export async function benchLookup(scale: number): Promise<readonly Figure[]> {
  const payments = Math.ceil(1_000_000 * scale);
  const dir = await seededFolder(payments);
  writeFileSync(path.join(dir, 'STOPPED'), '');
  const running = await start({ env: environment(dir) });
  try {
    await findCorruption(running.deps.store);
    const figures: Figure[] = [];
    for (const { name, count, ask } of questionsOf(running, payments)) {
      const p99 = quantile(await timesOf(count, ask), 0.99);
      figures.push({
        name: `lookup: ${name}, p99, ${payments} payments`,
        value: p99,
        unit: 'ms',
        wanted: { atMost: wantedMs },
      });
    }
    return figures;
  } finally {
    await running.stop();
  }
}
