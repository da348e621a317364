import { expect, it } from 'vitest';
import type { NewId, PurchaseId } from '../../src/domain/ids.ts';
import { dayMs, instantOf, plusMs } from '../../src/domain/time.ts';
import { createNewId } from '../../src/lib/new-id.ts';
import { deleteSession, findSession, takeUpdateOnce, wasUpdateTaken, writeSession } from '../../src/store/bot-state.ts';
import { inTransaction, type Store, type Tx } from '../../src/store/database.ts';
import {
  closeBreaker,
  findDestinationState,
  findMovedTo,
  holdAddress,
  isGone,
  listDestinationStatus,
  listGone,
  moveAddress,
  openBreaker,
  pauseDestinationRow,
  resumeDestinationRow,
  untilSomebodyLooks,
} from '../../src/store/destinations.ts';
import { countNewCards, mergeIntoDigest } from '../../src/store/digests.ts';
import { enqueueDeliveries } from '../../src/store/enqueue.ts';
import {
  findChatLocale,
  findHandleOfMessage,
  findHandleRow,
  findOperatorRole,
  insertAction,
  insertHandle,
  setChatLocale,
  takeActionOnce,
} from '../../src/store/people.ts';
import { pruneBatch } from '../../src/store/prune.ts';
import { claimSlot, finishSlot } from '../../src/store/slots.ts';
import { findCursor, listDueRereads, moveCursor, settleReread } from '../../src/store/sync.ts';
import { findStop, findStopAndResume, rememberResume, rememberStop } from '../../src/store/system.ts';
import { findTokenByHash, insertToken, listTokenRows, revokeTokenRow } from '../../src/store/tokens.ts';
import { describeStores } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 12));
const newId = createNewId(() => Date.now()) as NewId;
const route = { destination: 'telegram', address: '-1' };

function write<T>(store: Store, work: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaction(store, work);
}

async function purchase(store: Store, id: string): Promise<void> {
  const row = {
    customer_id: 'cst_1',
    origin_payment_id: 'pay_1',
    ordinal: 1,
    name: id,
    first_paid_at: now,
    merged_into: null,
  };
  await store.writer
    .insertInto('purchases')
    .values({ id, ...row, loud: 1, vip_told: 0, view: '{}' })
    .execute();
  const card = { route, kind: 'purchase' as const, subjectId: id, priority: 5, dueAt: now };
  await write(store, (tx) => enqueueDeliveries(tx, [card], { now, newId }));
}

describeStores('operations', ({ open }) => {
  it('find an operator’s role, and none where the stored word is unknown', async () => {
    const store = await open();
    const added = { name: 'x', added_by: 'y', added_at: now };
    await store.writer
      .insertInto('operators')
      .values([
        { telegram_id: '1', role: 'admin', ...added },
        { telegram_id: '2', role: 'king', ...added },
      ])
      .execute();
    expect([await findOperatorRole(store.reader, '1'), await findOperatorRole(store.reader, '2')]).toEqual([
      'admin',
      null,
    ]);
  });

  it('remember a chat’s language', async () => {
    const store = await open();
    await write(store, (tx) => setChatLocale(tx, '5', 'ru'));
    await write(store, (tx) => setChatLocale(tx, '5', 'en'));
    expect([await findChatLocale(store.reader, '5'), await findChatLocale(store.reader, '6')]).toEqual(['en', null]);
  });

  it('know a button’s handle only in its own chat', async () => {
    const store = await open();
    await write(store, (tx) =>
      insertHandle(tx, 'h', { chatId: '5', messageId: '9', kind: 'purchase', subjectId: 'pur_1' }, now),
    );
    expect(await findHandleRow(store.reader, 'h', '5')).toMatchObject({ subjectId: 'pur_1' });
    expect(await findHandleRow(store.reader, 'h', '6')).toBeNull();
    expect(await findHandleOfMessage(store.reader, '5', '9')).toMatchObject({ subjectId: 'pur_1' });
  });

  it('give a single-use action to its person, in its chat, before it expires, once', async () => {
    const store = await open();
    const offered = { id: 'a', personId: '1', chatId: '5', verb: 'clear', argument: 'telegram' };
    await write(store, (tx) => insertAction(tx, offered, plusMs(now, 60_000)));
    const take = (personId: string, chatId: string, at = now) =>
      write(store, (tx) => takeActionOnce(tx, { id: 'a', personId, chatId }, at));
    const taken = [await take('2', '5'), await take('1', '6'), await take('1', '5', plusMs(now, 60_000))];
    taken.push(...(await Promise.all([take('1', '5'), take('1', '5')])));
    expect(taken.filter((one) => one !== null)).toEqual([{ verb: 'clear', argument: 'telegram' }]);
  });

  it('keep a dialogue’s session until it ends', async () => {
    const store = await open();
    await write(store, (tx) => writeSession(tx, 'k', 'one', now));
    await write(store, (tx) => writeSession(tx, 'k', 'two', now));
    expect(await findSession(store.reader, 'k')).toBe('two');
    await write(store, (tx) => deleteSession(tx, 'k'));
    expect(await findSession(store.reader, 'k')).toBeNull();
  });

  it('take an update once, also after old ones were forgotten', async () => {
    const store = await open();
    const take = (id: number) => write(store, (tx) => takeUpdateOnce(tx, id, now));
    expect([await take(1), await take(1)]).toEqual([true, false]);
    await write(store, (tx) => pruneBatch(tx, 'bot_updates', now, 9));
    expect(await wasUpdateTaken(store.reader, 1)).toBe(true);
    expect(await write(store, (tx) => pruneBatch(tx, 'bot_updates', plusMs(now, 1), 9))).toBe(1);
    expect(await wasUpdateTaken(store.reader, 1)).toBe(false);
  });

  it('know a token until it is revoked or over', async () => {
    const store = await open();
    const token = {
      id: 'tok_1',
      hash: 'x',
      name: 'grafana',
      scopes: ['read:metrics' as const],
      madeAt: now,
      expiresAt: plusMs(now, dayMs),
      prefix: 'pot_abcd',
    };
    await write(store, (tx) => insertToken(tx, token));
    expect(await findTokenByHash(store.reader, 'x', now)).toEqual({ name: 'grafana', scopes: ['read:metrics'] });
    expect(await findTokenByHash(store.reader, 'x', plusMs(now, dayMs))).toBeNull();
    expect(await write(store, (tx) => revokeTokenRow(tx, 'grafana', now))).toBe(1);
    expect(await findTokenByHash(store.reader, 'x', now)).toBeNull();
    expect(await listTokenRows(store.reader)).toMatchObject([{ name: 'grafana', revokedAt: now }]);
  });

  it('remember a stop until the resume', async () => {
    const store = await open();
    const stop = { by: 'Olga', reason: null, since: now };
    await write(store, (tx) => rememberStop(tx, stop));
    expect(await findStop(store.reader)).toEqual(stop);
    const resumes = [now, plusMs(now, 1)].map((at) => ({ by: 'cli', at }));
    for (const resume of resumes) await write(store, (tx) => rememberResume(tx, resume));
    expect(await findStopAndResume(store.reader)).toEqual({ stop: null, resumed: resumes[1] });
  });

  it('move a cursor', async () => {
    const store = await open();
    await write(store, (tx) => moveCursor(tx, 'stripe', now, now));
    await write(store, (tx) => moveCursor(tx, 'stripe', plusMs(now, 5), now));
    expect(await findCursor(store.reader, 'stripe')).toBe(plusMs(now, 5));
  });

  it('list re-reads when they are due, until they are done; one that was asked for anew stays', async () => {
    const store = await open();
    const row = {
      provider: 'stripe',
      kind: 'payment',
      external_id: 'pi_1',
      cause: '1≠2',
      state: 'waiting' as const,
      due_at: plusMs(now, 5),
      attempts: 0,
      detail: null,
    };
    await store.writer.insertInto('rereads').values(row).execute();
    expect(await listDueRereads(store.reader, 'stripe', now, 5)).toEqual([]);
    const [due] = await listDueRereads(store.reader, 'stripe', plusMs(now, 5), 5);
    if (!due) throw new Error('nothing is due');
    await write(store, (tx) => settleReread(tx, due, { state: 'waiting', dueAt: plusMs(now, 9), detail: 'refused' }));
    const [again] = await listDueRereads(store.reader, 'stripe', plusMs(now, 9), 5);
    expect(again).toMatchObject({ attempts: 1 });
    await write(store, (tx) => settleReread(tx, due, { state: 'done' }));
    expect(await listDueRereads(store.reader, 'stripe', plusMs(now, 9), 5)).toHaveLength(1);
    if (again) await write(store, (tx) => settleReread(tx, again, { state: 'done' }));
    expect(await listDueRereads(store.reader, 'stripe', plusMs(now, 99), 5)).toEqual([]);
  });

  it('give a slot to one of many that ask for it', async () => {
    const store = await open();
    const asked = await Promise.all(
      Array.from({ length: 20 }, () => write(store, (tx) => claimSlot(tx, 'sweep', now, now))),
    );
    expect(asked.filter(Boolean)).toHaveLength(1);
    const claimed = asked.find((one) => one !== null);
    if (!claimed) throw new Error('nobody got it');
    expect(await write(store, (tx) => finishSlot(tx, claimed, 'done', null, now))).toBe(true);
    expect(await write(store, (tx) => finishSlot(tx, claimed, 'done', null, now))).toBe(false);
    await write(store, (tx) => claimSlot(tx, 'sweep', plusMs(now, 1), now));
    expect(await write(store, (tx) => pruneBatch(tx, 'slots', plusMs(now, 1), 9))).toBe(1);
    expect(await write(store, (tx) => claimSlot(tx, 'sweep', plusMs(now, 1), now))).toBeNull();
  });

  it('open and close a breaker without touching a pause', async () => {
    const store = await open();
    await write(store, (tx) => pauseDestinationRow(tx, 'slack', 'Olga', 'a look', now));
    await write(store, (tx) => openBreaker(tx, 'slack', plusMs(now, 5), 1, now));
    expect(await findDestinationState(store.reader, 'slack')).toMatchObject({
      paused: true,
      breaker: 'open',
      failures: 1,
    });
    await write(store, (tx) => closeBreaker(tx, 'slack', now));
    expect(await findDestinationState(store.reader, 'slack')).toMatchObject({
      paused: true,
      breaker: 'closed',
      probeAt: null,
    });
    await write(store, (tx) => resumeDestinationRow(tx, 'slack', now));
    expect(await findDestinationState(store.reader, 'slack')).toMatchObject({ paused: false });
  });

  it('send to a moved chat’s new number, its buttons with it', async () => {
    const store = await open();
    await write(store, (tx) =>
      insertHandle(tx, 'h', { chatId: '-1', messageId: '9', kind: 'purchase', subjectId: 'p' }, now),
    );
    await write(store, (tx) => moveAddress(tx, 'telegram', '-1', '-1001'));
    expect(await findMovedTo(store.reader, 'telegram', '-1')).toBe('-1001');
    expect(await findHandleRow(store.reader, 'h', '-1001')).not.toBeNull();
  });

  it('are gone where nothing is sent until somebody looks, not where the chat only moved', async () => {
    const store = await open();
    await write(store, (tx) => holdAddress(tx, 'telegram', '101', untilSomebodyLooks));
    await write(store, (tx) => holdAddress(tx, 'telegram', '-1', untilSomebodyLooks));
    await write(store, (tx) => holdAddress(tx, 'telegram', '102', plusMs(now, dayMs)));
    await write(store, (tx) => moveAddress(tx, 'telegram', '-1', '-1001'));
    expect(await isGone(store.reader, 'telegram', '101')).toBe(true);
    for (const there of ['-1', '-1001', '102', '103'])
      expect(await isGone(store.reader, 'telegram', there)).toBe(false);
    expect(await listGone(store.reader)).toEqual([{ destination: 'telegram', address: '101' }]);
  });

  it('make one digest of cards that were never sent, naming each', async () => {
    const store = await open();
    for (const id of ['pur_1', 'pur_2', 'pur_3']) await purchase(store, id);
    await store.writer.updateTable('deliveries').set({ ambiguous: 1 }).where('subject_id', '=', 'pur_3').execute();
    expect(await countNewCards(store.reader, route, now)).toEqual({ count: 3, oldestAt: now });
    expect(await mergeIntoDigest(store, route, { now, newId, atMost: 40 })).toBe(2);
    const rows = await store.reader
      .selectFrom('deliveries')
      .select(['kind', 'state', 'content'])
      .orderBy('id')
      .execute();
    const digest = rows.find((row) => row.kind === 'digest');
    expect(JSON.parse(digest?.content ?? '')).toEqual(['pur_1', 'pur_2'] as PurchaseId[]);
    expect(rows.filter((row) => row.state === 'merged')).toHaveLength(2);
  });

  it('count what waits and what is dead', async () => {
    const store = await open();
    await purchase(store, 'pur_1');
    await purchase(store, 'pur_2');
    await store.writer.updateTable('deliveries').set({ state: 'dead' }).where('subject_id', '=', 'pur_2').execute();
    expect(await listDestinationStatus(store.reader, ['telegram', 'slack'])).toMatchObject([
      { name: 'telegram', waiting: 1, dead: 1, oldestAt: now },
      { name: 'slack', waiting: 0, dead: 0, oldestAt: null },
    ]);
  });
});
