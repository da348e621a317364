import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { NewId } from '../../src/domain/ids.ts';
import type { VerifiedWebhook } from '../../src/domain/ports.ts';
import { instantOf } from '../../src/domain/time.ts';
import { createNewId } from '../../src/lib/new-id.ts';
import { CommitQueue } from '../../src/store/commit-queue.ts';
import { inTransaction, openStore, StoreUnavailable, type Tx } from '../../src/store/database.ts';
import { type InboxEntry, insertInboxOnce } from '../../src/store/inbox.ts';
import { migrateUp, migrationStatus } from '../../src/store/migrate.ts';
import {
  beginReplay,
  discardQuarantinedRows,
  endQuarantine,
  listQuarantineCauses,
  listQuarantined,
  listQuarantinedIds,
  noteFailedReplay,
} from '../../src/store/quarantine.ts';
import { scaled } from '../support/scale.ts';
import { describeStores } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 12));
const newId = createNewId(() => Date.now()) as NewId;
const env = { now, newId };

function entry(change: Partial<VerifiedWebhook> = {}, state: InboxEntry['state'] = 'recorded'): InboxEntry {
  const webhook: VerifiedWebhook = {
    provider: 'stripe',
    externalId: 'evt_1',
    type: 'charge.succeeded',
    occurredAt: now,
    livemode: false,
    secretIndex: 1,
    text: '{}',
    body: { amount: 1 },
    ...change,
  };
  return { webhook, state, source: 'webhook', paymentRef: 'pi_1', issues: state === 'quarantined' ? 'odd' : null };
}

function setting(name: string) {
  return (tx: Tx) => tx.insertInto('settings').values({ name, value: '1', changed_by: 'x', changed_at: now }).execute();
}

describeStores('the store', ({ kind, newUrl, open }) => {
  it('migrates once, however often it is asked', async () => {
    const store = await open();
    expect(await migrateUp(store)).toEqual([]);
    expect((await migrationStatus(store)).every((migration) => migration.appliedAt !== null)).toBe(true);
  });

  it('migrates once when two processes ask at the same time', async () => {
    const url = await newUrl();
    const stores = [openStore(url), openStore(url)] as const;
    const ran = await Promise.all(stores.map((store) => migrateUp(store)));
    const all = (await migrationStatus(stores[0])).map((migration) => migration.name);
    await Promise.all(stores.map((store) => store.close()));
    expect(ran.flat().sort()).toEqual(all);
  });

  it('takes one of a thousand parallel copies of an event', async () => {
    const store = await open();
    const commits = new CommitQueue(store);
    const copies = Array.from({ length: scaled(1_000) }, () =>
      commits.submit((tx) => insertInboxOnce(tx, entry(), env)),
    );
    const taken = await Promise.all(copies);
    expect(taken.filter((one) => one === 'new')).toHaveLength(1);
    expect(new Set(taken)).toEqual(new Set(['new', 'duplicate']));
  });

  it('keeps the second content of an event beside the first, once', async () => {
    const store = await open();
    const insert = (amount: number) =>
      inTransaction(store, (tx) => insertInboxOnce(tx, entry({ body: { amount }, text: String(amount) }), env));
    expect([await insert(1), await insert(2), await insert(2), await insert(1)]).toEqual([
      'new',
      'conflicting',
      'duplicate',
      'duplicate',
    ]);
    const [row] = await store.reader.selectFrom('inbox').select(['payload', 'conflict_payload']).execute();
    expect(row).toEqual({ payload: '1', conflict_payload: '2' });
  });

  it('lists what was put aside', async () => {
    const store = await open();
    await inTransaction(store, (tx) => insertInboxOnce(tx, entry({}, 'quarantined'), env));
    expect(await listQuarantined(store.reader, 5)).toMatchObject([{ externalId: 'evt_1', issues: 'odd' }]);
  });

  it('gives what was put aside to one of those who read it again, counts failures, and knows who never came back', async () => {
    const store = await open();
    const put = (externalId: string) =>
      inTransaction(store, (tx) => insertInboxOnce(tx, entry({ externalId }, 'quarantined'), env));
    const idOf = async (externalId: string) =>
      (await listQuarantinedIds(store.reader, { id: externalId }, { limit: 1, worthTrying: true }))[0] ?? '';
    for (const id of ['evt_1', 'evt_2', 'evt_3']) await put(id);
    const [one, two] = [await idOf('evt_1'), await idOf('evt_2')];
    await inTransaction(store, async (tx) => {
      expect(await beginReplay(tx, one)).toMatchObject({ id: one, externalId: 'evt_1' });
      const end = { state: 'recorded', paymentRef: 'pi_1' } as const;
      expect([await endQuarantine(tx, one, end), await endQuarantine(tx, one, end)]).toEqual([true, false]);
      expect(await beginReplay(tx, one)).toBeNull();
      for (let i = 0; i < 2; i++) await beginReplay(tx, two);
    });
    const cause = { type: 'charge.succeeded', issues: 'odd' };
    const left = (worthTrying: boolean) => listQuarantinedIds(store.reader, cause, { limit: 9, worthTrying });
    expect([await left(true), (await left(false)).length]).toEqual([[await idOf('evt_3')], 2]);
    expect(await listQuarantineCauses(store.reader, 5)).toEqual([{ ...cause, count: 2 }]);
    await inTransaction(store, (tx) => noteFailedReplay(tx, two, 'still odd'));
    expect(await listQuarantineCauses(store.reader, 5)).toHaveLength(2);
    expect(await inTransaction(store, (tx) => discardQuarantinedRows(tx, [two], 'Olga'))).toBe(1);
    const gone = store.reader.selectFrom('inbox').select(['state', 'issues']).where('id', '=', two);
    expect(await gone.execute()).toEqual([{ state: 'ignored', issues: 'discarded by Olga: still odd' }]);
  });

  it('refuses one bad write of many that share a commit, alone', async () => {
    const store = await open();
    const commits = new CommitQueue(store);
    const bad = async (tx: Tx) => {
      await setting('half')(tx);
      await setting('half')(tx);
    };
    const work = [setting('a'), bad, setting('b'), () => Promise.reject(new Error('mine')), setting('c')];
    const results = await Promise.allSettled(work.map((one) => commits.submit<unknown>(one)));
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    const names = await store.reader.selectFrom('settings').select('name').orderBy('name').execute();
    expect(names.map((row) => row.name)).toEqual(['a', 'b', 'c']);
  });

  it('refuses all that shared a commit where the database itself fails; who came later has one of his own', async () => {
    const store = await open();
    const commits = new CommitQueue(store, undefined, Number.POSITIVE_INFINITY);
    const full = () =>
      Promise.reject(Object.assign(new Error('disk full'), { code: kind === 'sqlite' ? 'SQLITE_FULL' : '53100' }));
    const results = await Promise.allSettled(
      [setting('a'), full, setting('b')].map((one) => commits.submit<unknown>(one)),
    );
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(await store.reader.selectFrom('settings').select('name').execute()).toEqual([{ name: 'b' }]);
  });

  it('refuses at once what it has no room to queue', async () => {
    const store = await open();
    const commits = new CommitQueue(store);
    const asked = Array.from({ length: 5_001 }, () => commits.submit(async () => 1));
    const results = await Promise.allSettled(asked);
    expect(results.filter((result) => result.status === 'rejected')).toMatchObject([
      { reason: expect.any(StoreUnavailable) },
    ]);
  });

  it('writes nothing of a transaction that throws', async () => {
    const store = await open();
    const failing = inTransaction(store, async (tx) => {
      await setting('a')(tx);
      throw new Error('back');
    });
    await expect(failing).rejects.toThrow('back');
    expect(await store.reader.selectFrom('settings').selectAll().execute()).toEqual([]);
  });

  it('keeps whole numbers up to 2^53 exact', async () => {
    const store = await open();
    const row = {
      payment_id: 'pay_1',
      seq: 0,
      at: now,
      amount_minor: Number.MAX_SAFE_INTEGER,
      currency: 'IDR',
      kind: 'refund' as const,
    };
    await store.writer.insertInto('money_back').values(row).execute();
    expect(await store.reader.selectFrom('money_back').selectAll().execute()).toEqual([row]);
  });

  it('sums as numbers', async () => {
    const store = await open();
    const rows = [1, 2].map((seq) => ({
      payment_id: 'pay_1',
      seq,
      at: now,
      amount_minor: 5,
      currency: 'USD',
      kind: 'refund' as const,
    }));
    await store.writer.insertInto('money_back').values(rows).execute();
    const { sum } = await store.reader
      .selectFrom('money_back')
      .select((eb) => eb.fn.sum<number>('amount_minor').as('sum'))
      .executeTakeFirstOrThrow();
    expect(sum).toBe(10);
  });

  it('refuses a sum that would be rounded', async () => {
    const store = await open();
    const huge = sql<{ n: number }>`select cast(9007199254740993 as bigint) as n`;
    if (kind === 'postgres') await expect(huge.execute(store.reader)).rejects.toThrow('2^53');
    else expect((await huge.execute(store.reader)).rows).toHaveLength(1);
  });
});
