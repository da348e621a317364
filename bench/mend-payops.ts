import { monitorEventLoopDelay } from 'node:perf_hooks';
import { scanLedger } from '../src/flows/find-duplicates.ts';
import { sweepAll } from '../src/flows/sweep-all.ts';
import { wait } from '../src/lib/wait.ts';
import { keepHeapSmall, start } from '../src/main.ts';
import { listSheetRows } from '../src/store/lines.ts';
import { findCorruption } from '../src/store/quick-check.ts';
import { withoutStars } from './without-stars.ts';

type Work = Readonly<{
  work?: 'dedup' | 'sweep' | 'write' | 'probe' | 'reconcile' | 'checked';
  from?: string;
  to?: string;
}>;

keepHeapSmall();
/** payops as it runs; what it is to do, and when, is the bench's. */
const running = await start({ env: JSON.parse(process.argv[2] ?? '{}') as Record<string, string> });
const { deps, flows } = running;
withoutStars(deps);
process.send?.({ url: running.url });

async function run({ work, from = '', to = '' }: Work): Promise<object> {
  if (work === 'checked') await findCorruption(deps.store);
  if (work === 'dedup') return { found: (await scanLedger(deps, new AbortController().signal)).findings.length };
  if (work === 'sweep') await sweepAll(deps, new AbortController().signal);
  if (work === 'write') return { rows: await writeRows() };
  if (work === 'probe') {
    await deps.sources.get('stripe')?.probe(new AbortController().signal);
    await deps.book?.look(new AbortController().signal);
  }
  if (work === 'reconcile') {
    const window = { from: from as never, to: to as never };
    const result = await flows.reconcile({ kind: 'cli' }, window, { waitMs: 3_600_000 });
    return { run: result.ok ? { state: result.run.state, ...result.run.summary, detail: result.run.detail } : result };
  }
  return {};
}

/** What is on its way arrives first: else its row would be added twice. */
async function callOffDeliveries(): Promise<void> {
  const { writer } = deps.store;
  for (;;) {
    await writer.updateTable('deliveries').set({ state: 'cancelled' }).where('state', '=', 'waiting').execute();
    const under = await writer
      .selectFrom('deliveries')
      .select('id')
      .where('state', 'in', ['leased', 'sending'])
      .execute();
    if (under.length === 0) return;
    await wait(100);
  }
}

/** Every row of the ledger into the sheet, as the outbox would, but in large pieces; what it owes is called off. */
async function writeRows(): Promise<number> {
  const { book, store } = deps;
  await callOffDeliveries();
  let after = '';
  let rows = 0;
  for (;;) {
    const part = await listSheetRows(store.reader, after, 2_000);
    if (part.length === 0 || !book) return rows;
    await book.rewrite(
      part.map(({ view }) => view),
      new AbortController().signal,
    );
    rows += part.length;
    after = part.at(-1)?.key ?? '';
  }
}

/** How much more memory the process holds at its most while `work` runs than when it began. */
async function watchMemory<T>(work: () => Promise<T>): Promise<[T, number]> {
  const startedAt = process.memoryUsage.rss();
  let most = startedAt;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  try {
    return [await work(), (most - startedAt) / 1_048_576];
  } finally {
    clearInterval(timer);
  }
}

/**
 * The most that our own thread computed between two turns of the event loop: a busy machine that lets the process wait
 * makes the delay longer, but not this.
 */
function watchTurns(): () => number {
  let last = process.threadCpuUsage();
  let most = 0;
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    most = Math.max(most, now.user + now.system - last.user - last.system);
    last = now;
  }, 1);
  return () => {
    clearInterval(timer);
    return most / 1_000;
  };
}

async function answer(asked: Work): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const endTurns = watchTurns();
  const startedMs = performance.now();
  const [done, grownMegabytes] = await watchMemory(() => run(asked));
  const seconds = (performance.now() - startedMs) / 1_000;
  const ownMs = endTurns();
  delay.disable();
  const delayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6, own: ownMs };
  process.send?.({ url: running.url, seconds, grownMegabytes, delayMs, ...done });
}
process.on('message', (asked: Work) => void answer(asked));
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
