import type { Destination } from '../src/domain/ports.ts';
import { instantOf } from '../src/domain/time.ts';
import { keepHeapSmall, start } from '../src/main.ts';
import { enqueueDeliveries } from '../src/store/enqueue.ts';

type Options = Readonly<{ env: Record<string, string>; deliveries: number }>;
const { env, deliveries } = JSON.parse(process.argv[2] ?? '{}') as Options;

let delivered = 0;
let allDelivered: () => void = () => undefined;

/** Takes everything at once and answers at once: what remains is the outbox itself. */
const probe: Destination = {
  name: 'bench',
  keyed: true,
  pacing: { concurrency: 32, batchSize: 1, minIntervalMs: 0, perAddress: 32 },
  readyInMs: () => 0,
  deliver: async (batch) => {
    delivered += batch.length;
    if (delivered === deliveries) allDelivered();
    return batch.map(() => ({ outcome: 'delivered', remoteId: null, shownHash: null }));
  },
  probe: async () => ({ outcome: 'delivered', remoteId: null, shownHash: null }),
};

keepHeapSmall();
const running = await start({ env, extraDestinations: [probe] });
const { deps } = running;
process.send?.({});
async function answer(): Promise<void> {
  const now = instantOf(deps.clock.nowMs());
  const owed = Array.from({ length: deliveries }, (_, n) => ({
    route: { destination: 'bench', address: `address ${n % 8}` },
    kind: 'probe' as const,
    subjectId: String(n),
    priority: 5,
    dueAt: now,
  }));
  await deps.commits.submit((tx) => enqueueDeliveries(tx, owed, { now, newId: deps.newId }));
  const startedMs = performance.now();
  const done = new Promise<void>((resolve) => {
    allDelivered = resolve;
  });
  deps.wake();
  await done;
  process.send?.({ seconds: (performance.now() - startedMs) / 1_000 });
}
process.on('message', () => void answer());
process.on('SIGTERM', () => void running.stop().then(() => process.exit(0)));
