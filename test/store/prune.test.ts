import { expect, it } from 'vitest';
import { retentionClasses } from '../../src/domain/retention.ts';
import { dayMs, instantOf, plusMs } from '../../src/domain/time.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import { pruneBatch } from '../../src/store/prune.ts';
import { describeStores } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20));
const old = plusMs(now, -dayMs);

async function insertEntry(store: Store, id: string, state: 'recorded' | 'quarantined', receivedAt = old) {
  const entry = {
    id,
    provider: 'stripe',
    external_id: `evt_${id}`,
    type: 't',
    state,
    source: 'webhook',
    payment_ref: null,
  };
  const text = { payload: '{"a":1}', payload_hash: 'h', issues: null, conflict_payload: id === 'a' ? '{"a":2}' : null };
  await store.writer
    .insertInto('inbox')
    .values({ ...entry, ...text, occurred_at: receivedAt, received_at: receivedAt, secret_index: 1 })
    .execute();
}

async function insertDelivery(store: Store, id: string, state: 'delivered' | 'dead') {
  const where = { destination: 'telegram', address: '1', kind: 'purchase', subject_id: id, priority: 5, due_at: old };
  const none = { content: null, lease_token: null, lease_until: null, merged_into: null, cancelled_by: null };
  await store.writer
    .insertInto('deliveries')
    .values({
      id,
      state,
      ...where,
      ...none,
      attempts: 2,
      ambiguous: 0,
      created_at: old,
      settled_at: old,
      last_code: null,
      last_detail: null,
    })
    .execute();
  for (const n of [1, 2]) {
    const attempt = {
      delivery_id: id,
      n,
      started_at: old,
      duration_ms: 1,
      outcome: 'delivered',
      code: null,
      detail: null,
    };
    await store.writer.insertInto('attempts').values(attempt).execute();
  }
}

describeStores('pruning', ({ open }) => {
  const prune = (store: Store, kind: Parameters<typeof pruneBatch>[1], limit = 9) =>
    inTransaction(store, (tx) => pruneBatch(tx, kind, now, limit));

  it('empties the text of old webhooks in batches, keeps what nobody could read, and every key', async () => {
    const store = await open();
    for (const id of ['a', 'b', 'c']) await insertEntry(store, id, 'recorded');
    await insertEntry(store, 'q', 'quarantined');
    await insertEntry(store, 'young', 'recorded', now);
    expect([await prune(store, 'webhook_bodies', 2), await prune(store, 'webhook_bodies', 2)]).toEqual([2, 1]);
    const rows = await store.reader
      .selectFrom('inbox')
      .select(['id', 'payload', 'conflict_payload'])
      .orderBy('id')
      .execute();
    expect(rows.map(({ id, payload, conflict_payload }) => [id, payload === '', conflict_payload])).toEqual([
      ['a', true, ''],
      ['b', true, null],
      ['c', true, null],
      ['q', false, null],
      ['young', false, null],
    ]);
  });

  it('takes tries of deliveries that came to an end, not of those that somebody may send again', async () => {
    const store = await open();
    await insertDelivery(store, 'd1', 'delivered');
    await insertDelivery(store, 'd2', 'dead');
    expect(await prune(store, 'attempts')).toBe(2);
    expect(await store.reader.selectFrom('attempts').select('delivery_id').distinct().execute()).toEqual([
      { delivery_id: 'd2' },
    ]);
    expect(await store.reader.selectFrom('deliveries').select('id').execute()).toHaveLength(2);
  });

  it('takes answers, locks and approvals that are past, and leaves those that still count', async () => {
    const store = await open();
    const { writer, reader } = store;
    for (const [id, at] of [
      ['old', old],
      ['young', now],
    ] as const) {
      const decided = { state: 'done' as const, decided_by: 'Ada', decided_at: at, result: 'ok' };
      const asked = { action: 'erase', argument: '{}', effect: '{}', asked_by: 'Olga', asked_by_id: null, asker: '{}' };
      await writer
        .insertInto('idempotency_keys')
        .values({ key: id, body_hash: 'h', taken_at: at, status: 200, answer: '{}' })
        .execute();
      await writer.insertInto('lockouts').values({ address: id, since: old, until: at }).execute();
      await writer
        .insertInto('approvals')
        .values({ id, ...asked, asked_at: old, expires_at: at, ...decided })
        .execute();
    }
    for (const kind of ['idempotency_keys', 'lockouts', 'approvals'] as const) expect(await prune(store, kind)).toBe(1);
    expect(await reader.selectFrom('idempotency_keys').select('key as id').execute()).toEqual([{ id: 'young' }]);
    expect(await reader.selectFrom('lockouts').select('address as id').execute()).toEqual([{ id: 'young' }]);
    expect(await reader.selectFrom('approvals').select('id').execute()).toEqual([{ id: 'young' }]);
  });

  it('knows each class, also where there is nothing', async () => {
    const store = await open();
    for (const kind of retentionClasses) expect(await prune(store, kind)).toBe(0);
  });
});
