import { expect, it } from 'vitest';
import type { DeliveryId } from '../../src/domain/ids.ts';
import type { DeliveryResult, Destination } from '../../src/domain/ports.ts';
import { inTransaction } from '../../src/store/database.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const delivered: DeliveryResult = { outcome: 'delivered', remoteId: null, shownHash: null };
const chatOnly = {
  without: [
    'SLACK_BOT_TOKEN',
    'SLACK_CHANNEL_ID',
    'GOOGLE_SHEETS_DOC_ID',
    'GOOGLE_SERVICE_EMAIL',
    'GOOGLE_SERVICE_PRIVATE_KEY',
  ],
};

/** A way out for rows that breaks over one of them. */
function fragile(batches: number[][]): Destination {
  return {
    name: 'fragile',
    keyed: true,
    pacing: { concurrency: 1, batchSize: 8, minIntervalMs: 0 },
    readyInMs: () => 0,
    probe: async () => delivered,
    deliver: async (batch) => {
      const numbers = batch.map(({ content }) => (content.kind === 'probe' ? content.n : -1));
      batches.push(numbers);
      if (numbers.includes(3)) throw new TypeError('a mistake of ours');
      return batch.map(() => delivered);
    },
  };
}

type Row = Readonly<{ n: number; crashes?: number; ownErrors?: number }>;

async function owe(app: App, rows: readonly Row[]): Promise<void> {
  const at = '2020-01-01T00:00:00.000Z';
  const values = rows.map(({ n, crashes = 0, ownErrors = 0 }) => ({
    id: `dlv_fragile_${n}`,
    destination: 'fragile',
    address: 'doc',
    kind: 'probe',
    subject_id: String(n),
    state: 'waiting' as const,
    priority: 5,
    due_at: at,
    attempts: ownErrors,
    ambiguous: 0 as const,
    content: null,
    created_at: at,
    crashes,
    own_errors: ownErrors,
  }));
  const { store, wake } = app.running().deps;
  await inTransaction(store, (tx) =>
    tx
      .insertInto('deliveries')
      .values(values as never)
      .execute(),
  );
  wake();
}

const stateOf = async (app: App, n: number) =>
  (await app.deliveries({ destination: 'fragile' })).find((row) => row['id'] === `dlv_fragile_${n}`);

it('one row that makes our own code fail is set aside at the fifth time and told once; the others arrive', async () => {
  const app = await startApp({ ...chatOnly, extraDestinations: [fragile([])] });
  await owe(app, [{ n: 1 }, { n: 2 }, { n: 3, ownErrors: 4 }, { n: 4 }, { n: 5 }]);
  await eventually(async () => expect((await stateOf(app, 3))?.['state']).toBe('dead'));
  expect((await stateOf(app, 3))?.['last_code']).toBe('poison');
  for (const n of [1, 2, 4, 5])
    await eventually(async () => expect((await stateOf(app, n))?.['state']).toBe('delivered'));
  await app.settled();
  expect(app.chat().filter((message) => message.text.includes('poison'))).toHaveLength(1);
  const again = await app.flows().replay(owner, 'dlv_fragile_3' as DeliveryId);
  expect(again).toMatchObject({ ok: true, count: 1 });
});

it('what a worker died of is tried alone', async () => {
  const batches: number[][] = [];
  const app = await startApp({ ...chatOnly, extraDestinations: [fragile(batches)] });
  await owe(app, [{ n: 1, crashes: 5 }, { n: 2, crashes: 1 }, { n: 4 }, { n: 5, crashes: 5 }]);
  await app.settled();
  expect(batches).toEqual([[2, 4], [1], [5]]);
});
