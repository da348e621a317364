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

  it('takes incidents and silences that ended long ago, and leaves those that last', async () => {
    const store = await open();
    const { writer, reader } = store;
    const longAgo = plusMs(now, -3 * dayMs);
    const found = { rule: 'silence', dimension: 'total', value: '', level: 'info', worst: 'info', found: 1 } as const;
    const times = { opened_at: longAgo, since: longAgo, found_at: longAgo, finding: '{}', remind_at: null };
    const nobody = { acked_by: null, acked_at: null, silence: null, resolved_by: null };
    for (const [id, resolvedAt, group] of [
      ['ended', old, 'g1'],
      ['alone', old, 'g2'],
      ['just now', now, 'g1'],
      ['lasts', null, 'g3'],
    ] as const) {
      const state = resolvedAt === null ? ('firing' as const) : ('resolved' as const);
      const row = { id, fingerprint: id, ...found, ...times, ...nobody, state, resolved_at: resolvedAt };
      await writer
        .insertInto('incidents')
        .values({ ...row, group_id: group })
        .execute();
      await writer
        .insertInto('incident_events')
        .values({ incident_id: id, n: 1, at: longAgo, kind: 'opened', made_by: null, detail: null })
        .execute();
      const silence = { matchers: '{}', reason: null, made_by: 'Ada', made_at: longAgo, ended_by: null };
      await writer
        .insertInto('silences')
        .values({ id, ...silence, until: resolvedAt ?? now, ended_at: resolvedAt })
        .execute();
    }
    for (const id of ['g1', 'g2', 'g3'])
      await writer
        .insertInto('incident_groups')
        .values({ id, opened_at: longAgo, tell_at: longAgo, joined_at: longAgo, edit_at: longAgo, size: 1 })
        .execute();
    expect([
      await prune(store, 'incidents', 1),
      await prune(store, 'incidents'),
      await prune(store, 'silences'),
    ]).toEqual([1, 1, 2]);
    const ids = async (table: 'incidents' | 'silences' | 'incident_groups') =>
      (await reader.selectFrom(table).select('id').orderBy('id').execute()).map(({ id }) => id);
    expect(await ids('incidents')).toEqual(['just now', 'lasts']);
    expect(await ids('silences')).toEqual(['just now', 'lasts']);
    expect(await ids('incident_groups')).toEqual(['g1', 'g3']);
    expect(await reader.selectFrom('incident_events').select('incident_id').execute()).toHaveLength(2);
  });

  it('knows each class, also where there is nothing', async () => {
    const store = await open();
    for (const kind of retentionClasses) expect(await prune(store, kind)).toBe(0);
  });
});
