import { describe, expect, it } from 'vitest';
import type { Death, DeliveryStep } from '../../src/domain/decide-delivery.ts';
import type { DeliveryKind, NewDelivery } from '../../src/domain/deliveries.ts';
import type { NewId } from '../../src/domain/ids.ts';
import type { DeliveryResult } from '../../src/domain/ports.ts';
import { dayMs, type Instant, instantOf, plusMs } from '../../src/domain/time.ts';
import { createNewId } from '../../src/lib/new-id.ts';
import { inTransaction, type Store } from '../../src/store/database.ts';
import {
  type ClaimedDelivery,
  claimDue,
  keepArrived,
  markSending,
  releaseClaimed,
  renewLease,
  settleDelivery,
} from '../../src/store/deliveries.ts';
import { findShown } from '../../src/store/delivery-content.ts';
import { holdAddress } from '../../src/store/destinations.ts';
import { enqueueDeliveries } from '../../src/store/enqueue.ts';
import { cancelWaiting, discardDead, listFailureGroups, replayDead, restoreCancelled } from '../../src/store/queue.ts';
import { reclaimDead } from '../../src/store/reclaim.ts';
import { listWaitingAddresses } from '../../src/store/waiting-addresses.ts';
import { describeStores } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 12));
const newId = createNewId(() => Date.now()) as NewId;
const refused: DeliveryResult = { outcome: 'not_sent', code: 'ECONNREFUSED', detail: 'could not connect' };
const delivered: DeliveryResult = { outcome: 'delivered', remoteId: '77', shownHash: 'h' };
const dead: DeliveryStep = { state: 'dead' };

function owed(change: Partial<NewDelivery> & { address?: string } = {}): NewDelivery {
  const { address = '-1', ...rest } = change;
  return {
    route: { destination: 'telegram', address },
    kind: 'purchase' as DeliveryKind,
    subjectId: 'pur_1',
    priority: 5,
    dueAt: now,
    ...rest,
  };
}

async function enqueue(store: Store, ...deliveries: readonly NewDelivery[]): Promise<void> {
  await inTransaction(store, (tx) => enqueueDeliveries(tx, deliveries, { now, newId }));
}

async function claim(store: Store, at: Instant = now, limit = 10): Promise<readonly ClaimedDelivery[]> {
  const leaseToken = newId('lse');
  return claimDue(store, { destination: 'telegram', addresses: ['-1', '-2'], now: at, limit, leaseToken });
}

async function claimOne(store: Store, at: Instant = now): Promise<ClaimedDelivery> {
  const [one] = await claim(store, at, 1);
  if (!one) throw new Error('nothing was due');
  return one;
}

async function settle(store: Store, delivery: ClaimedDelivery, result: DeliveryResult, step: DeliveryStep) {
  const settlement = {
    destination: 'telegram',
    delivery,
    result,
    step,
    handle: 'h1',
    startedAt: now,
    now,
    durationMs: 5,
  };
  return inTransaction(store, (tx) => settleDelivery(tx, settlement));
}

async function rows(store: Store) {
  return store.reader.selectFrom('deliveries').selectAll().orderBy('id').execute();
}

function waitingAt(dueAt: Instant, doubt: 0 | 1 | 2 = 0, countsAsTry = true): DeliveryStep {
  return { state: 'waiting', dueAt, doubt, countsAsTry };
}

/** As at a start, with no destination where a repeat does no harm. */
function reclaim(store: Store, death: Death = 'silent', keyed: readonly string[] = []) {
  return inTransaction(store, (tx) => reclaimDead(tx, store.kind, new Set(keyed), death, now));
}

describeStores('the outbox', ({ kind, open }) => {
  it('keeps which parts of a long message arrived for the next try, and for nobody whose lease was lost', async () => {
    const store = await open();
    await enqueue(store, owed());
    const first = await claimOne(store);
    const arrived = { hash: 'h', remoteIds: ['7', '8'] };
    const keep = (delivery: ClaimedDelivery, parts: typeof arrived) =>
      inTransaction(store, (tx) => keepArrived(tx, delivery, parts));
    expect([first.arrived, await keep(first, arrived)]).toEqual([null, true]);
    await inTransaction(store, (tx) => releaseClaimed(tx, first, now, now));
    const second = await claimOne(store);
    expect([await keep(first, { hash: 'late', remoteIds: [] }), second.arrived]).toEqual([false, arrived]);
  });

  describe('what is owed', () => {
    it('is one delivery per subject while it waits, due at the earliest time and by the highest priority', async () => {
      const store = await open();
      await enqueue(
        store,
        owed({ dueAt: plusMs(now, 3_000) }),
        owed({ priority: 1 }),
        owed({ dueAt: plusMs(now, 9_000) }),
      );
      expect(await rows(store)).toMatchObject([{ state: 'waiting', due_at: now, priority: 1 }]);
    });

    it('keeps its told time after a failed try, whatever is owed anew', async () => {
      const store = await open();
      await enqueue(store, owed());
      const later = plusMs(now, 60_000);
      await settle(store, await claimOne(store), refused, waitingAt(later));
      await enqueue(store, owed());
      expect(await rows(store)).toMatchObject([{ state: 'waiting', due_at: later, attempts: 1 }]);
    });

    it('is only hastened where nothing new is owed, and only if it waits untried', async () => {
      const store = await open();
      await enqueue(store, owed({ hastens: true }), owed({ subjectId: 'pur_2', dueAt: plusMs(now, 3_000) }));
      await enqueue(store, owed({ subjectId: 'pur_2', hastens: true }));
      expect(await rows(store)).toMatchObject([{ subject_id: 'pur_2', due_at: now }]);
    });

    it('to a route that is off is recorded as cancelled', async () => {
      const store = await open();
      await enqueue(store, owed({ route: { destination: 'telegram', address: '-1', off: true } }));
      expect(await rows(store)).toMatchObject([{ state: 'cancelled', cancelled_by: 'NOTIFICATIONS_DISABLED' }]);
    });

    it('is listed by address with the time that the address was told to wait', async () => {
      const store = await open();
      await enqueue(store, owed(), owed({ address: '-2', dueAt: plusMs(now, -5) }));
      await inTransaction(store, (tx) => holdAddress(tx, 'telegram', '-1', plusMs(now, 500)));
      expect(await listWaitingAddresses(store.reader, 'telegram')).toEqual([
        { address: '-2', nextDueAt: plusMs(now, -5), priority: 5, waitUntil: null },
        { address: '-1', nextDueAt: now, priority: 5, waitUntil: plusMs(now, 500) },
      ]);
    });
  });

  describe('a claim', () => {
    it('takes what is due and counts the try', async () => {
      const store = await open();
      await enqueue(store, owed(), owed({ subjectId: 'pur_2', dueAt: plusMs(now, 1) }));
      expect((await claim(store)).map((one) => [one.subjectId, one.attempts])).toEqual([['pur_1', 1]]);
    });

    it('takes alerts before cards', async () => {
      const store = await open();
      await enqueue(store, owed({ dueAt: plusMs(now, -60) }), owed({ subjectId: 'alert', priority: 0 }));
      expect((await claimOne(store)).subjectId).toBe('alert');
    });

    it('takes no second delivery of a subject while one is under way', async () => {
      const store = await open();
      await enqueue(store, owed());
      await claimOne(store);
      await enqueue(store, owed());
      expect(await claim(store)).toEqual([]);
    });

    it('of twenty at once gives each delivery to one of them', async () => {
      const store = await open();
      await enqueue(store, ...Array.from({ length: 10 }, (_, i) => owed({ subjectId: `pur_${i}` })));
      const claimed = await Promise.all(Array.from({ length: 20 }, () => claim(store, now, 2)));
      const ids = claimed.flat().map((one) => one.id);
      expect([ids.length, new Set(ids).size]).toEqual([10, 10]);
    });

    it('given back untried does not count as a try', async () => {
      const store = await open();
      await enqueue(store, owed());
      const one = await claimOne(store);
      await inTransaction(store, (tx) => releaseClaimed(tx, one, plusMs(now, 5), now));
      expect(await rows(store)).toMatchObject([{ state: 'waiting', attempts: 0, lease_token: null }]);
    });
  });

  describe('a settlement', () => {
    it('remembers what was sent where', async () => {
      const store = await open();
      await enqueue(store, owed());
      const one = await claimOne(store);
      await settle(store, one, delivered, { state: 'delivered' });
      expect(await findShown(store.reader, 'telegram', one)).toEqual({ remoteId: '77', shownHash: 'h', handle: 'h1' });
    });

    it('is refused to a worker whose lease is over', async () => {
      const store = await open();
      await enqueue(store, owed());
      const late = { ...(await claimOne(store)), leaseToken: 'lse_other' };
      expect(await settle(store, late, delivered, { state: 'delivered' })).toBe('lease_lost');
      expect(await rows(store)).toMatchObject([{ state: 'leased' }]);
    });

    it('that must wait goes on in the newer delivery, with its doubt and its tries', async () => {
      const store = await open();
      await enqueue(store, owed());
      const one = await claimOne(store);
      await enqueue(store, owed());
      await settle(store, one, refused, waitingAt(plusMs(now, 5_000), 1));
      const all = await rows(store);
      expect(all.find((row) => row.id === one.id)).toMatchObject({ state: 'merged' });
      expect(all.find((row) => row.id !== one.id)).toMatchObject({
        state: 'waiting',
        ambiguous: 1,
        attempts: 1,
        due_at: plusMs(now, 5_000),
      });
    });

    it('that was only told to wait hands no try on to the newer delivery', async () => {
      const store = await open();
      await enqueue(store, owed());
      const one = await claimOne(store);
      await enqueue(store, owed());
      await settle(
        store,
        one,
        { ...refused, outcome: 'told_when' } as DeliveryResult,
        waitingAt(plusMs(now, 5), 0, false),
      );
      expect((await rows(store)).find((row) => row.id !== one.id)).toMatchObject({ attempts: 0 });
    });

    it('that was merged was settled now, not in the future', async () => {
      const store = await open();
      await enqueue(store, owed());
      const one = await claimOne(store);
      await enqueue(store, owed());
      await settle(store, one, refused, waitingAt(plusMs(now, dayMs)));
      expect((await rows(store)).find((row) => row.id === one.id)).toMatchObject({ settled_at: now });
    });
  });

  describe('a dead worker', () => {
    async function overdue(store: Store): Promise<void> {
      if (kind === 'postgres')
        await store.writer
          .updateTable('deliveries')
          .set({ lease_until: '2020-01-01T00:00:00.000Z' })
          .where('lease_token', 'is not', null)
          .execute();
    }

    it('that had not begun to send leaves the delivery untried', async () => {
      const store = await open();
      await enqueue(store, owed());
      await claimOne(store);
      await overdue(store);
      expect(await reclaim(store)).toMatchObject({ released: 1, inDoubt: 0 });
      expect(await rows(store)).toMatchObject([{ state: 'waiting', attempts: 0, ambiguous: 0 }]);
    });

    it('that was sending leaves a delivery in doubt', async () => {
      const store = await open();
      await enqueue(store, owed());
      const one = await claimOne(store);
      await inTransaction(store, (tx) => markSending(tx, one));
      await overdue(store);
      expect(await reclaim(store)).toMatchObject({ released: 0, inDoubt: 1 });
      expect(await rows(store)).toMatchObject([{ state: 'waiting', attempts: 1, ambiguous: 1 }]);
    });

    /** So many workers, one after the other, die of the only delivery. */
    async function dieOf(store: Store, deaths: readonly Death[]) {
      for (const death of deaths) {
        const one = await claimOne(store);
        await inTransaction(store, (tx) => markSending(tx, one));
        await overdue(store);
        await reclaim(store, death, ['telegram']);
      }
    }

    it('twice by errors of its own leaves what it held set aside as poison', async () => {
      const store = await open();
      await enqueue(store, owed());
      await dieOf(store, ['crashed', 'crashed']);
      expect(await rows(store)).toMatchObject([{ state: 'dead', last_code: 'poison' }]);
    });

    it('nine times by kill -9 gives nothing up that may be repeated; the tenth is one too many', async () => {
      const store = await open();
      await enqueue(store, owed());
      await dieOf(
        store,
        Array.from({ length: 9 }, () => 'silent' as const),
      );
      expect(await rows(store)).toMatchObject([{ state: 'waiting' }]);
      await dieOf(store, ['silent']);
      expect(await rows(store)).toMatchObject([{ state: 'dead', last_code: 'poison' }]);
    });

    if (kind === 'postgres') {
      it('is told from a living one by the lease’s end', async () => {
        const store = await open();
        await enqueue(store, owed());
        await claimOne(store);
        expect(await reclaim(store)).toMatchObject({ released: 0, inDoubt: 0 });
      });

      it('is told from one that renews its lease, and a lease that is over is not renewed', async () => {
        const store = await open();
        const soon = () => instantOf(Date.now() + 5_000);
        const leaseUntil = async () => (await rows(store))[0]?.lease_until ?? '';
        await enqueue(store, owed());
        const { leaseToken } = await claimOne(store);
        await store.writer.updateTable('deliveries').set({ lease_until: soon() }).execute();
        const [isOthers, isOurs] = await inTransaction(store, async (tx) => [
          await renewLease(tx, 'lse_other'),
          await renewLease(tx, leaseToken),
        ]);
        expect([isOthers, isOurs, (await leaseUntil()) > soon()]).toEqual([false, true, true]);
        await overdue(store);
        expect(await inTransaction(store, (tx) => renewLease(tx, leaseToken))).toBe(false);
        expect(await reclaim(store)).toMatchObject({ released: 1 });
      });
    }
  });

  describe('a person', () => {
    it('clears a destination and brings it back', async () => {
      const store = await open();
      await enqueue(store, owed(), owed({ subjectId: 'pur_2' }));
      const cancelled = await inTransaction(store, (tx) => cancelWaiting(tx, 'telegram', 'undo', now));
      const restored = await inTransaction(store, (tx) => restoreCancelled(tx, 'undo', now));
      expect([cancelled, restored]).toEqual([2, 2]);
    });

    it('undoes nothing for whose subject a newer one waits', async () => {
      const store = await open();
      await enqueue(store, owed());
      await inTransaction(store, (tx) => cancelWaiting(tx, 'telegram', 'undo', now));
      await enqueue(store, owed());
      expect(await inTransaction(store, (tx) => restoreCancelled(tx, 'undo', now))).toBe(0);
    });

    it('undoes a clearing that took one subject twice, once', async () => {
      const store = await open();
      await enqueue(store, owed());
      await inTransaction(store, (tx) => cancelWaiting(tx, 'telegram', 'undo', now));
      await enqueue(store, owed());
      await inTransaction(store, (tx) => cancelWaiting(tx, 'telegram', 'undo', now));
      expect(await inTransaction(store, (tx) => restoreCancelled(tx, 'undo', now))).toBe(1);
    });

    it('sees the dead by cause, replays one from the start and discards the other', async () => {
      const store = await open();
      await enqueue(store, owed(), owed({ subjectId: 'pur_2' }));
      const claimed = await claim(store);
      for (const one of claimed) await settle(store, one, { ...refused, outcome: 'ours' } as DeliveryResult, dead);
      const [first, second] = claimed.map((one) => one.id);
      const groups = await listFailureGroups(store.reader);
      expect(groups).toMatchObject([{ destination: 'telegram', code: 'ECONNREFUSED', count: 2, newestAt: now }]);
      expect(await inTransaction(store, (tx) => replayDead(tx, [first as never], now))).toBe(1);
      expect(await inTransaction(store, (tx) => discardDead(tx, [second as never], 'Olga', now))).toBe(1);
      expect((await rows(store)).map((row) => [row.state, row.attempts])).toEqual(
        expect.arrayContaining([
          ['waiting', 0],
          ['cancelled', 1],
        ]),
      );
    });
  });
});
