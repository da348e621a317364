import { expect, it } from 'vitest';
import type { Access } from '../../../src/domain/access/access.ts';
import type { OrderId } from '../../../src/domain/shop/order.ts';
import type { Instant } from '../../../src/domain/time.ts';
import {
  changeAccess,
  findAccess,
  forgetLinks,
  insertAccessOnce,
  isOurLink,
  listAccesses,
  listAccessesDue,
  listAccessesTo,
  movePlace,
  takeKey,
} from '../../../src/store/access/accesses.ts';
import { inTransaction } from '../../../src/store/database.ts';
import { addKeys } from '../../../src/store/shop/plans.ts';
import { describeStores } from '../../support/stores.ts';

const at = (day: string) => `2026-11-${day}T12:00:00.000Z` as Instant;
const link = 'https://t.me/+one';

function accessOf(id: string, changes: Partial<Access> = {}): Access {
  return {
    ...{ orderId: `ord_${id}` as OrderId, planCode: 'club', telegramId: '900', type: 'invite_link', place: '-100' },
    ...{ state: 'granted', inviteLink: link, since: at('01'), periodDays: 30, grantedAt: at('01'), until: at('30') },
    ...{ toldDays: null, endedAt: null, lookAt: at('27') },
    ...changes,
  };
}

describeStores('accesses', ({ open }) => {
  it('are given once per order and come back as they were', async () => {
    const store = await open();
    const access = accessOf('1');
    expect(await inTransaction(store, (tx) => insertAccessOnce(tx, access))).toBe(true);
    expect(await inTransaction(store, (tx) => insertAccessOnce(tx, { ...access, telegramId: '901' }))).toBe(false);
    expect(await findAccess(store.reader, 'ord_1')).toEqual(access);
    await inTransaction(store, (tx) => changeAccess(tx, access.orderId, { state: 'grace', toldDays: 1, lookAt: null }));
    expect(await findAccess(store.reader, 'ord_1')).toEqual({ ...access, state: 'grace', toldDays: 1, lookAt: null });
  });

  it('are found by person, by place, by link, and by their time, the longest waiting first and no more than asked', async () => {
    const store = await open();
    const all = [
      accessOf('1'),
      accessOf('2', { lookAt: at('26') }),
      accessOf('3', { telegramId: '901', place: '-200', inviteLink: null, lookAt: at('25') }),
      accessOf('4', { lookAt: null, planCode: 'other' }),
    ];
    await inTransaction(store, async (tx) => {
      for (const one of all) await insertAccessOnce(tx, one);
    });
    const ids = (list: readonly Access[]) => list.map(({ orderId }) => orderId);
    expect(ids(await listAccessesDue(store.reader, at('26'), 10))).toEqual(['ord_3', 'ord_2']);
    expect(ids(await listAccessesDue(store.reader, at('28'), 2))).toEqual(['ord_3', 'ord_2']);
    expect(ids(await listAccesses(store.reader, { telegramId: '900', planCode: 'other' }))).toEqual(['ord_4']);
    expect(ids(await listAccessesTo(store.reader, '-200', '901'))).toEqual(['ord_3']);
    expect([await isOurLink(store.reader, link), await isOurLink(store.reader, 'https://t.me/+x')]).toEqual([
      true,
      false,
    ]);
    await inTransaction(store, (tx) => movePlace(tx, '-200', '-100200'));
    expect(ids(await listAccessesTo(store.reader, '-100200', '901'))).toEqual(['ord_3']);
  });

  it('forget the links of what is over, and no others', async () => {
    const store = await open();
    await inTransaction(store, async (tx) => {
      await insertAccessOnce(tx, accessOf('1', { state: 'ended' }));
      await insertAccessOnce(tx, accessOf('2'));
      await forgetLinks(tx, '-100', '900');
    });
    expect(await findAccess(store.reader, 'ord_1')).toMatchObject({ inviteLink: null });
    expect(await findAccess(store.reader, 'ord_2')).toMatchObject({ inviteLink: link });
  });

  it('take each key once, also when many ask at the same time, and the same one again', async () => {
    const store = await open();
    await inTransaction(store, (tx) => addKeys(tx, 'club', ['A', 'B', 'C']));
    const take = (n: number) => inTransaction(store, (tx) => takeKey(tx, 'club', `ord_${n}` as OrderId, at('01')));
    const given = await Promise.all([1, 2, 3, 4, 5, 1].map(take));
    const first = given[0];
    expect(given[5]).toBe(first);
    expect(new Set(given.slice(0, 5).filter((key) => key !== null))).toEqual(new Set(['A', 'B', 'C']));
    expect(given.slice(0, 5).filter((key) => key === null)).toHaveLength(2);
  });
});
