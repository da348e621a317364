import { expect, it } from 'vitest';
import { dayMs, instantOf, minuteMs, plusMs } from '../../src/domain/time.ts';
import {
  dropIdempotencyKey,
  keepIdempotentAnswer,
  listLockouts,
  takeIdempotencyKey,
  upsertLockout,
} from '../../src/store/api.ts';
import { inTransaction } from '../../src/store/database.ts';
import { describeStores } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20, 12));
const at = (instant = now) => ({
  now: instant,
  abandonedBefore: plusMs(instant, -2 * minuteMs),
  forgottenBefore: plusMs(instant, -dayMs),
});

describeStores("the API's memory", ({ open }) => {
  it('gives a key once, keeps its answer a day, and gives an abandoned one anew', async () => {
    const store = await open();
    const take = (hash: string, instant = now) =>
      inTransaction(store, (tx) => takeIdempotencyKey(tx, 'k', hash, at(instant)));
    expect(await take('h')).toEqual({ state: 'fresh' });
    expect(await take('h')).toEqual({ state: 'running' });
    expect(await take('h', plusMs(now, 3 * minuteMs))).toEqual({ state: 'fresh' });
    await inTransaction(store, (tx) => keepIdempotentAnswer(tx, 'k', 200, '{"a":1}'));
    await inTransaction(store, (tx) => dropIdempotencyKey(tx, 'k'));
    expect(await take('h')).toEqual({ state: 'answered', status: 200, answer: '{"a":1}' });
    expect(await take('other')).toEqual({ state: 'other_body' });
    expect(await take('other', plusMs(now, 2 * dayMs))).toEqual({ state: 'fresh' });
  });

  it('remembers who is locked out until it ends', async () => {
    const store = await open();
    const until = plusMs(now, 15 * minuteMs);
    await inTransaction(store, (tx) => upsertLockout(tx, { address: '1.1.1.1', since: now, until }));
    expect(await listLockouts(store.reader, now)).toEqual([{ address: '1.1.1.1', since: now, until }]);
    expect(await listLockouts(store.reader, until)).toEqual([]);
  });
});
