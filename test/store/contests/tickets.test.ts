import { expect, it } from 'vitest';
import { correctionEntries } from '../../../src/domain/contests/ledger.ts';
import { instantOf, plusMs } from '../../../src/domain/time.ts';
import { freezeEntries } from '../../../src/flows/contests/draw-work.ts';
import { findContest, listContestsAt, listToDraw, saveContest } from '../../../src/store/contests/contests.ts';
import {
  callBack,
  findDraw,
  findToldAt,
  insertFrozen,
  markPublished,
  undoFrozen,
} from '../../../src/store/contests/draws.ts';
import { countOwed, findOwed, listDueAwards, oweAward, settleOwed } from '../../../src/store/contests/owed-awards.ts';
import { insertBinding, insertCodeOnce, listInvited, loadLine } from '../../../src/store/contests/referrals.ts';
import {
  findBursts,
  findChains,
  findLateRefunds,
  findSameInstrument,
  listSignals,
  markReviewed,
  noteSignals,
} from '../../../src/store/contests/signals.ts';
import {
  insertEntries,
  lastEntry,
  listEntriesOf,
  listHistory,
  listTop,
  loadHeld,
  loadHistogram,
  pageHolders,
} from '../../../src/store/contests/tickets.ts';
import { inTransaction, type Store } from '../../../src/store/database.ts';
import { contestOf, contestNow as now } from '../../support/contests.ts';
import { describeStores } from '../../support/stores.ts';

const by = { by: 'test', note: null };
const entriesFor = (person: string, delta: number, cause: string) =>
  correctionEntries(person, delta, { contestCode: 'c', cause, orderId: null, at: now });

async function given(store: Store, tickets: Readonly<Record<string, number>>): Promise<void> {
  const entries = Object.entries(tickets).flatMap(([person, delta]) => entriesFor(person, delta, `for ${person}`));
  await inTransaction(store, (tx) => insertEntries(tx, entries, by));
}

describeStores('the ledger of tickets', ({ open }) => {
  it('takes an entry once, numbers them, and refuses to change or delete one', async () => {
    const store = await open();
    const entries = entriesFor('1', 5, 'a');
    expect(await inTransaction(store, (tx) => insertEntries(tx, entries, by))).toBe(2);
    expect(await inTransaction(store, (tx) => insertEntries(tx, entries, by))).toBe(0);
    await inTransaction(store, (tx) => insertEntries(tx, entriesFor('1', 2, 'b'), by));
    expect(await lastEntry(store.reader)).toBe(4);
    const change = inTransaction(store, (tx) => tx.updateTable('ticket_ledger').set({ delta: 9 }).execute());
    await expect(change).rejects.toThrow('append-only');
    await expect(inTransaction(store, (tx) => tx.deleteFrom('ticket_ledger').execute())).rejects.toThrow('append-only');
  });

  it('ranks people, leaves the issuer out, and pages them in one order', async () => {
    const store = await open();
    await given(store, { '10': 5, '9': 7, '200': 7, '3': 1, '4': -2 });
    expect(await listTop(store.scanner, 'c', 2)).toEqual([
      { telegramId: '200', tickets: 7 },
      { telegramId: '9', tickets: 7 },
    ]);
    expect(await loadHistogram(store.scanner, 'c')).toEqual([
      { tickets: 7, people: 2 },
      { tickets: 5, people: 1 },
      { tickets: 1, people: 1 },
    ]);
    expect(await loadHeld(store.reader, 'c', ['9', '77'])).toEqual(new Map([['9', 7]]));
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const page = await pageHolders(store.scanner, 'c', { upTo: 1_000, after, limit: 2 });
      seen.push(...page.map(({ telegramId }) => telegramId));
      if (page.length < 2) break;
      after = page.at(-1)?.telegramId ?? '';
    }
    expect(seen.toSorted()).toEqual(['10', '200', '3', '4', '9']);
    expect(seen).toHaveLength(5);
  });

  it('shows a history page by page, the newest first', async () => {
    const store = await open();
    for (const cause of ['a', 'b', 'c'])
      await inTransaction(store, (tx) => insertEntries(tx, entriesFor('1', 1, cause), by));
    const first = await listHistory(store.reader, 'c', '1', { before: null, limit: 2 });
    expect(first.map(({ cause }) => cause)).toEqual(['c', 'b']);
    const rest = await listHistory(store.reader, 'c', '1', { before: first.at(-1)?.seq ?? 0, limit: 2 });
    expect(rest.map(({ cause }) => cause)).toEqual(['a']);
    expect(await listEntriesOf(store.reader, 'c', ['1'])).toHaveLength(3);
  });

  it('freezes to a file that holds exactly those with tickets then, whatever is entered later', async () => {
    const store = await open();
    await given(store, { '1': 5, '2': 3, '3': -1 });
    const upTo = await lastEntry(store.reader);
    await given(store, { '9': 100 });
    const frozen = await freezeEntries(store.scanner, 'c', 'key', upTo);
    expect(frozen).toMatchObject({ entrants: 2, tickets: 8 });
    expect(await freezeEntries(store.scanner, 'c', 'key', upTo)).toEqual(frozen);
    expect(
      frozen.file
        .split('\n')
        .slice(1, -1)
        .map((line) => line.split(' ')[1])
        .toSorted(),
    ).toEqual(['3', '5']);
  });
});

describeStores('contests and their draws', ({ open }) => {
  const secrets = { seed: 's', seedHash: 'h', entrantKey: 'k', outsideRule: 'r' };
  const kept = (change = {}) => ({ contest: contestOf(now, change), secrets, changedBy: 'Olga', changedAt: now });

  it('keep the seed of the first time, and are found in their time only', async () => {
    const store = await open();
    await inTransaction(store, (tx) => saveContest(tx, kept()));
    await inTransaction(store, (tx) => saveContest(tx, { ...kept(), secrets: { ...secrets, seed: 'another' } }));
    expect((await findContest(store.reader, 'autumn'))?.secrets.seed).toBe('s');
    const { startsAt, endsAt } = contestOf(now);
    expect(await listContestsAt(store.reader, startsAt)).toHaveLength(1);
    expect(await listContestsAt(store.reader, plusMs(startsAt, -1))).toEqual([]);
    expect(await listContestsAt(store.reader, endsAt)).toEqual([]);
    expect(await listToDraw(store.reader, plusMs(endsAt, -1))).toEqual([]);
    expect(await listToDraw(store.reader, endsAt)).toHaveLength(1);
  });

  it('freeze once, and only a frozen draw is published or undone', async () => {
    const store = await open();
    const freeze = () => inTransaction(store, (tx) => insertFrozen(tx, 'autumn', { file: 'f', hash: 'h', at: now }));
    expect([await freeze(), await freeze()]).toEqual([true, false]);
    expect(await inTransaction(store, (tx) => undoFrozen(tx, 'autumn'))).toBe(true);
    expect(await freeze()).toBe(true);
    expect(await inTransaction(store, (tx) => markPublished(tx, 'autumn', now))).toBe(true);
    expect(await inTransaction(store, (tx) => undoFrozen(tx, 'autumn'))).toBe(false);
    expect(await findDraw(store.reader, 'autumn')).toMatchObject({ state: 'published', publishedAt: now });
    expect(await findToldAt(store.reader, 'contest:autumn')).toBeNull();
    expect(await inTransaction(store, (tx) => callBack(tx, 'contest:autumn', 'Olga', now))).toBe(true);
  });
});

describeStores('who brought whom', ({ open }) => {
  it('is a line that is read to its top, and a code that never changes', async () => {
    const store = await open();
    const bind = (inviteeId: string, referrerId: string) =>
      inTransaction(store, (tx) => insertBinding(tx, { inviteeId, referrerId, boundAt: now }));
    await bind('2', '1');
    await bind('3', '2');
    await expect(bind('3', '9')).rejects.toThrow();
    expect(await loadLine(store.reader, '3')).toEqual(
      new Map([
        ['3', '2'],
        ['2', '1'],
      ]),
    );
    expect(await inTransaction(store, (tx) => insertCodeOnce(tx, 'aaaaaaaa', '1', now))).toBe('aaaaaaaa');
    expect(await inTransaction(store, (tx) => insertCodeOnce(tx, 'bbbbbbbb', '1', now))).toBe('aaaaaaaa');
    expect(await listInvited(store.reader, '1', { limit: 5, offset: 0 })).toEqual({
      came: 1,
      paid: 0,
      newest: [{ telegramId: '2', boundAt: now, hasPaid: false }],
    });
  });
});

describeStores('owed tickets', ({ open }) => {
  it('wait for their time, keep what became of the money, and end', async () => {
    const store = await open();
    const owed = { orderId: 'o', telegramId: '1', attempts: 1, lastAt: now, nextAt: plusMs(now, 1_000), error: 'e' };
    const money = { isTakenBack: true, reason: 'REFUND', cause: 're', at: now } as const;
    await inTransaction(store, (tx) => oweAward(tx, { ...owed, money }));
    await inTransaction(store, (tx) => oweAward(tx, { ...owed, attempts: 2, money: null }));
    expect(await findOwed(store.reader, 'o')).toEqual({ ...owed, attempts: 2, money });
    expect(await listDueAwards(store.reader, now, 5)).toEqual([]);
    expect(await listDueAwards(store.reader, plusMs(now, 1_000), 5)).toHaveLength(1);
    await inTransaction(store, (tx) => settleOwed(tx, 'o', 'done', now));
    expect([await countOwed(store.reader), await findOwed(store.reader, 'o')]).toEqual([0, null]);
  });
});

describeStores('what somebody should look at', ({ open }) => {
  it('is noted once, and stays reviewed', async () => {
    const store = await open();
    const invited = (n: number) =>
      ({ ...entriesFor('1', 1, `stripe:pi_${n}`)[0], reason: 'INVITEE_PAYMENT' }) as ReturnType<typeof entriesFor>[0];
    await inTransaction(store, (tx) =>
      insertEntries(
        tx,
        [1, 2, 3].map((n) => invited(n) as never),
        by,
      ),
    );
    const bursts = await findBursts(store.scanner, 'c', 3);
    expect(bursts).toMatchObject([{ kind: 'burst', detail: { referrer: '1', count: 3 } }]);
    expect(await findBursts(store.scanner, 'c', 4)).toEqual([]);
    for (const find of [findChains, findSameInstrument, findLateRefunds])
      expect(await find(store.scanner, 'c')).toEqual([]);
    const note = () => inTransaction(store, (tx) => noteSignals(tx, bursts, now));
    expect([await note(), await note()]).toEqual([1, 0]);
    expect(await inTransaction(store, (tx) => markReviewed(tx, 'c', 'Olga', instantOf(0)))).toBe(1);
    expect(await note()).toBe(0);
    expect(await listSignals(store.reader, 'c', 5)).toMatchObject([{ reviewedBy: 'Olga' }]);
  });
});
