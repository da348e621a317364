import { monitorEventLoopDelay } from 'node:perf_hooks';
import { scanLedger } from '../src/flows/find-duplicates.ts';
import { sweepAll } from '../src/flows/sweep-all.ts';
import { keepHeapSmall, start } from '../src/main.ts';
import { findCorruption } from '../src/store/quick-check.ts';

type Work = Readonly<{ work?: 'dedup' | 'sweep' | 'reconcile' | 'checked'; from?: string; to?: string }>;

keepHeapSmall();
/** payops as it runs; what it is to do, and when, is the bench's. */
const running = await start({ env: JSON.parse(process.argv[2] ?? '{}') as Record<string, string> });
const { deps, flows } = running;
process.send?.({ url: running.url });

async function run({ work, from = '', to = '' }: Work): Promise<object> {
  if (work === 'checked') await findCorruption(deps.store);
  if (work === 'dedup') return { found: (await scanLedger(deps, new AbortController().signal)).findings.length };
  if (work === 'sweep') await sweepAll(deps, new AbortController().signal);
  if (work === 'reconcile') {
    const window = { from: from as never, to: to as never };
    const result = await flows.reconcile({ kind: 'cli' }, window, { waitMs: 3_600_000 });
    return { run: result.ok ? { state: result.run.state, ...result.run.summary, detail: result.run.detail } : result };
  }
  return {};
}

async function answer(asked: Work): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const startedMs = performance.now();
  const done = await run(asked);
  const seconds = (performance.now() - startedMs) / 1_000;
  delay.disable();
  const peakMegabytes = process.resourceUsage().maxRSS / 1_024;
  const delayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
  process.send?.({ url: running.url, seconds, peakMegabytes, delayMs, ...done });
}
process.on('message', (asked: Work) => void answer(asked));
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
