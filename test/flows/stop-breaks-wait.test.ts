import { expect, it } from 'vitest';
import type { DeliveryResult, Destination } from '../../src/domain/ports.ts';
import { inTransaction } from '../../src/store/database.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const delivered: DeliveryResult = { outcome: 'delivered', remoteId: null, shownHash: null };
const broken: DeliveryResult = { outcome: 'told_when', code: 'stopped', detail: 'stopped', retryAfterMs: 0 };

/** A way out whose calls wait for room until a stop breaks the wait off; then it has room at once. */
function crowded(): { destination: Destination; calls: () => number } {
  let calls = 0;
  const destination: Destination = {
    name: 'crowded',
    keyed: false,
    pacing: { concurrency: 1, batchSize: 1, minIntervalMs: 0 },
    readyInMs: () => 0,
    probe: async () => delivered,
    deliver: async (_, signal, held) => {
      calls += 1;
      if (calls > 1) return [delivered];
      await new Promise((resolve) =>
        AbortSignal.any([signal, ...(held ? [held] : [])]).addEventListener('abort', resolve),
      );
      return [broken];
    },
  };
  return { destination, calls: () => calls };
}

async function oweOne(app: App): Promise<void> {
  const at = '2020-01-01T00:00:00.000Z';
  const row = {
    id: 'dlv_crowded',
    destination: 'crowded',
    address: 'somewhere',
    kind: 'probe',
    subject_id: '1',
    state: 'waiting',
    priority: 5,
    due_at: at,
    attempts: 0,
    ambiguous: 0,
    content: null,
    created_at: at,
  };
  const { store, wake } = app.running().deps;
  await inTransaction(store, (tx) =>
    tx
      .insertInto('deliveries')
      .values(row as never)
      .execute(),
  );
  wake();
}

it.each(['all', 'notifications', 'crowded'])(
  'a stop of %s breaks off a wait for room, and nothing goes out',
  async (scope) => {
    const { destination, calls } = crowded();
    const app = await startApp({ extraDestinations: [destination] });
    const row = async () => (await app.deliveries({ destination: 'crowded' }))[0];
    await oweOne(app);
    await eventually(() => expect(calls()).toBe(1));
    await app.flows().stop(owner, null, { scope });
    await eventually(async () =>
      expect(await row()).toMatchObject({ state: 'waiting', last_code: 'stopped', attempts: 0 }),
    );
    expect(calls()).toBe(1);
    await app.flows().resume(owner, 'drain', { scope });
    await eventually(async () => expect(await row()).toMatchObject({ state: 'delivered' }));
  },
);
