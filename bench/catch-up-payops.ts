import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sweepAll } from '../src/flows/sweep-all.ts';
import { keepHeapSmall, start } from '../src/main.ts';
import { countLedger } from '../src/store/sync.ts';
import { withoutStars } from './without-stars.ts';

keepHeapSmall();
/** payops as it runs; only the moment of its first sweep is the bench's, so that start-up is not in the figure. */
const running = await start({ env: JSON.parse(process.argv[2] ?? '{}') as Record<string, string> });
const { deps } = running;
withoutStars(deps);
process.send?.({});
async function answer(): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  await sweepAll(deps, new AbortController().signal);
  const seconds = (performance.now() - startedMs) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  const { payments, purchases } = await countLedger(deps.store.reader);
  process.send?.({
    payments,
    purchases,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1_024,
    delayMs: { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 },
  });
}
process.on('message', () => void answer());
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
