import { expect, it } from 'vitest';
import type { DrawProof } from '../../../src/domain/contests/draw.ts';
import { wonSubject } from '../../../src/domain/contests/won.ts';
import { instantOf } from '../../../src/domain/time.ts';
import { readEntriesBytes } from '../../../src/flows/contests/entries-bytes.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { saveContest } from '../../../src/store/contests/contests.ts';
import {
  callBack,
  findEntriesBytes,
  findToldAt,
  insertFrozen,
  isShown,
  keepProof,
  markAnnounced,
  markPublished,
} from '../../../src/store/contests/draws.ts';
import { findWon, giveUpUnreachable } from '../../../src/store/contests/winners.ts';
import { inTransaction, type Store } from '../../../src/store/database.ts';
import { holdAddress, moveAddress, releaseAddress, untilSomebodyLooks } from '../../../src/store/destinations.ts';
import { enqueueDeliveries } from '../../../src/store/enqueue.ts';
import { contestOf, contestNow as now } from '../../support/contests.ts';
import { describeStores } from '../../support/stores.ts';

const file = `payops entries 1 autumn 2\n${'a'.repeat(24)} 5\n${'b'.repeat(24)} 7\n`;
const proof = { contest: 'autumn', outside: { value: 'aa' }, winners: [] } as unknown as DrawProof;
const winners = [
  { place: 1, telegramId: '101' },
  { place: 2, telegramId: '102' },
];

async function drawn(store: Store, entries = file): Promise<void> {
  const secrets = { seed: 's', seedHash: 'h', entrantKey: 'k', outsideRule: 'r' };
  await inTransaction(store, async (tx) => {
    await saveContest(tx, { contest: contestOf(now), secrets, changedBy: 'Anna', changedAt: now });
    await insertFrozen(tx, 'autumn', { file: entries, hash: sha256(entries), at: now });
    await markPublished(tx, 'autumn', now);
    await keepProof(tx, proof, winners, now);
  });
}

let lastId = 0;
const newId = (prefix: string) => `${prefix}_${++lastId}` as never;

async function owe(store: Store, address: string, kind: 'won' | 'notice' = 'won'): Promise<void> {
  const route = { destination: 'telegram', address };
  const delivery = { route, kind, subjectId: wonSubject('autumn', 'c'), priority: 2, dueAt: now };
  await inTransaction(store, (tx) => enqueueDeliveries(tx, [delivery], { now, newId }));
}

describeStores('what winners are told', ({ open }) => {
  it('is known from the announcement on, for those who won', async () => {
    const store = await open();
    await drawn(store);
    expect(await findWon(store.reader, 'autumn', '102')).toBeNull();
    await inTransaction(store, (tx) => markAnnounced(tx, 'autumn', now));
    expect(await findWon(store.reader, 'autumn', '102')).toMatchObject({ place: 2, prize: 'A book', next: null });
    expect(await findWon(store.reader, 'autumn', '103')).toBeNull();
    expect(await findWon(store.reader, 'spring', '102')).toBeNull();
  });

  it('is given up where nothing is sent until somebody looks, and nowhere else', async () => {
    const store = await open();
    for (const address of ['101', '102', '103', '104']) await owe(store, address);
    await owe(store, '101', 'notice');
    await inTransaction(store, async (tx) => {
      for (const gone of ['101', '104']) await holdAddress(tx, 'telegram', gone, untilSomebodyLooks);
      await holdAddress(tx, 'telegram', '102', instantOf(Date.UTC(2026, 10, 21)));
      await moveAddress(tx, 'telegram', '104', '105');
      expect((await giveUpUnreachable(tx, 'unreachable', now)).map(({ address }) => address)).toEqual(['101']);
      expect(await giveUpUnreachable(tx, 'unreachable', now)).toEqual([]);
    });
    const rows = await store.reader.selectFrom('deliveries').selectAll().orderBy('id').execute();
    expect(rows.filter(({ state }) => state === 'dead')).toMatchObject([
      { address: '101', kind: 'won', settled_at: now },
    ]);
  });

  it('goes out when he is back, unless the other side asked for the wait', async () => {
    const store = await open();
    const later = instantOf(Date.UTC(2026, 10, 21));
    await inTransaction(store, async (tx) => {
      await holdAddress(tx, 'telegram', '101', untilSomebodyLooks);
      await holdAddress(tx, 'telegram', '102', later);
      for (const address of ['101', '102', '103']) await releaseAddress(tx, 'telegram', address, now);
    });
    const rows = await store.reader.selectFrom('addresses').selectAll().orderBy('address').execute();
    expect(rows.map((row) => [row.address, row.wait_until])).toEqual([
      ['101', null],
      ['102', later],
    ]);
  });
});

describeStores('a publication', ({ open }) => {
  const subject = wonSubject('autumn', 'c');
  const change = (store: Store, to: object) =>
    inTransaction(store, (tx) => tx.updateTable('deliveries').set(to).where('kind', '=', 'notice').execute());
  const callIn = (store: Store) => inTransaction(store, (tx) => callBack(tx, subject, 'Olga', now));

  it('that nobody saw is called back; one whose words arrived, or may have, is not', async () => {
    const store = await open();
    await owe(store, '-100', 'notice');
    expect(await isShown(store.reader, subject)).toBe(false);
    for (const seen of [{ arrived: '{}' }, { arrived: '{}', state: 'dead' as const }, { ambiguous: 1 as const }]) {
      await change(store, { state: 'waiting', arrived: null, ambiguous: 0, ...seen });
      expect(await callIn(store)).toBe(false);
      expect(await isShown(store.reader, subject)).toBe('arrived' in seen);
    }
    await change(store, { state: 'waiting', arrived: null, ambiguous: 0 });
    expect(await callIn(store)).toBe(true);
  });

  it('was told when it was delivered, or when its file was given up after its words', async () => {
    const store = await open();
    await owe(store, '-100', 'notice');
    await change(store, { arrived: '{}' });
    expect(await findToldAt(store.reader, subject)).toBeNull();
    await change(store, { state: 'dead', settled_at: now });
    expect(await findToldAt(store.reader, subject)).toBe(now);
    await change(store, { arrived: null });
    expect(await findToldAt(store.reader, subject)).toBeNull();
    await change(store, { state: 'delivered' });
    expect(await findToldAt(store.reader, subject)).toBe(now);
    expect(await isShown(store.reader, subject)).toBe(true);
  });
});

describeStores('the frozen file', ({ open }) => {
  it.each([1, 300_000])('of %i lines is read in parts to the very bytes that were hashed', async (lines) => {
    const store = await open();
    const entries = `${'0123456789abcdef 5\n'.repeat(lines)}`;
    await drawn(store, entries);
    const stored = { kind: 'entries', contest: 'autumn', sha256: sha256(entries), bytes: entries.length } as const;
    expect(await findEntriesBytes(store.reader, 'autumn')).toBe(entries.length);
    expect((await readEntriesBytes(store.scanner, stored))?.equals(Buffer.from(entries))).toBe(true);
    for (const bytes of [entries.length - 1, entries.length + 1])
      expect(await readEntriesBytes(store.scanner, { ...stored, bytes })).toBeNull();
    expect(await readEntriesBytes(store.scanner, { ...stored, sha256: sha256('other') })).toBeNull();
    expect(await readEntriesBytes(store.scanner, { ...stored, contest: 'spring' })).toBeNull();
  });
});
