import { expect, it } from 'vitest';
import type { Job } from '../../../src/domain/schedule.ts';
import { hourMs, type Instant, msOf } from '../../../src/domain/time.ts';
import { zone } from '../../../src/domain/zone.ts';
import { runSlot, type SlotWork } from '../../../src/flows/schedule/run-slot.ts';
import { CommitQueue } from '../../../src/store/commit-queue.ts';
import { inTransaction, type Store } from '../../../src/store/database.ts';
import { abandonSlots } from '../../../src/store/slots.ts';
import { describeStores } from '../../support/stores.ts';

type Deps = Parameters<typeof runSlot>[0];

const daily: Job = { name: 'report daily', timetable: { hour: 7 }, goodForMs: 16 * hourMs, isRepeatable: true };
const hourly: Job = { name: 'report geo', timetable: { everyMs: hourMs }, goodForMs: hourMs, isRepeatable: true };
const once: Job = { ...daily, name: 'cleanup', isRepeatable: false };

/** A worker on the database whose clock the test sets. */
function worker(store: Store, restoredAt: Instant | null = null) {
  let nowMs = 0;
  const ran: string[] = [];
  const deps = {
    store,
    commits: new CommitQueue(store),
    clock: { nowMs: () => nowMs },
    policy: { zone: zone('Europe/Berlin') },
    log: { error: () => undefined },
    meters: { job: () => undefined },
    quietBefore: async () => restoredAt,
  } as unknown as Deps;
  const note: SlotWork = async ({ key, isLate }) => void ran.push(`${key}${isLate ? ' late' : ''}`);
  return {
    ran,
    at: async (now: string, job: Job = daily, work: SlotWork = note) => {
      nowMs = msOf(now as Instant);
      return runSlot(deps, job, work);
    },
  };
}

async function slotsOf(store: Store): Promise<readonly string[]> {
  const rows = await store.reader.selectFrom('slots').selectAll().orderBy('slot').execute();
  return rows.map(({ slot, state, detail }) => [slot, state, detail].filter((one) => one !== null).join(' '));
}

/** A worker that is killed in the middle of its work: neither its end nor anything else of it is ever written. */
const dies: SlotWork = () => new Promise(() => undefined);
const mark = (text: string): SlotWork => {
  return async () => ({
    commit: async (tx) =>
      void (await tx.insertInto('cursors').values({ name: text, value: text, moved_at: text }).execute()),
  });
};
const marks = async (store: Store) =>
  (await store.reader.selectFrom('cursors').select('name').execute()).map(({ name }) => name);

describeStores('a slot', ({ open }) => {
  it('runs once, late where nobody was there, and those before it are missed', async () => {
    const store = await open();
    const { at, ran } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    await at('2026-11-17T06:00:30.000Z');
    await at('2026-11-17T06:01:30.000Z');
    await at('2026-11-20T09:00:00.000Z');
    expect(ran).toEqual(['2026-11-17', '2026-11-20 late']);
    expect(await slotsOf(store)).toEqual([
      '2026-11-16 missed before the first start',
      '2026-11-17 done',
      '2026-11-18 missed nobody was there',
      '2026-11-19 missed nobody was there',
      '2026-11-20 done',
    ]);
  });

  it('that is too late to be of use is missed with that reason', async () => {
    const store = await open();
    const { at, ran } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    await at('2026-11-17T23:30:00.000Z');
    expect(ran).toEqual([]);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 missed too late');
  });

  it('of every hour is caught up once, not seventy-two times', async () => {
    const store = await open();
    const { at, ran } = worker(store);
    await at('2026-11-16T12:00:00.000Z', hourly);
    await at('2026-11-16T13:00:00.000Z', hourly);
    await at('2026-11-19T13:20:00.000Z', hourly);
    expect(ran).toEqual(['2026-11-16T13:00:00.000Z', '2026-11-19T13:00:00.000Z late']);
    expect((await slotsOf(store)).filter((slot) => slot.includes('nobody was there'))).toHaveLength(71);
  });

  it('goes to one of two workers', async () => {
    const store = await open();
    const [a, b] = [worker(store), worker(store)];
    await a.at('2026-11-16T12:00:00.000Z');
    await Promise.all([a.at('2026-11-17T06:00:30.000Z'), b.at('2026-11-17T06:00:30.000Z')]);
    expect([...a.ran, ...b.ran]).toEqual(['2026-11-17']);
  });

  it('survives a clock that jumps back and forth', async () => {
    const store = await open();
    const { at, ran } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    for (const now of ['2026-11-18T07:00:00.000Z', '2026-11-17T07:00:00.000Z', '2026-11-18T07:00:00.000Z'])
      await at(now);
    expect(ran).toEqual(['2026-11-18 late']);
  });

  it('of before a restore is not run again', async () => {
    const store = await open();
    const { at, ran } = worker(store, '2026-11-17T08:00:00.000Z' as Instant);
    await at('2026-11-16T12:00:00.000Z');
    await at('2026-11-17T08:01:00.000Z');
    expect(ran).toEqual([]);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 missed before the restore');
  });
});

describeStores('a slot whose worker is killed', ({ open }) => {
  it('over its work is begun anew by the next process, and what it leaves is written once', async () => {
    const store = await open();
    const { at } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    void at('2026-11-17T06:00:30.000Z', daily, dies);
    await expect.poll(() => slotsOf(store)).toContain('2026-11-17 running');
    const next = worker(store);
    expect(await next.at('2026-11-17T06:05:00.000Z', daily, mark('a'))).toBe(false);
    await inTransaction(store, abandonSlots);
    expect(await next.at('2026-11-17T06:05:00.000Z', daily, mark('a'))).toBe(true);
    expect(await next.at('2026-11-17T06:06:00.000Z', daily, mark('b'))).toBe(false);
    expect(await marks(store)).toEqual(['a']);
  });

  it('is taken over after half an hour where several work, and the first comes too late', async () => {
    const store = await open();
    const [slow, next] = [worker(store), worker(store)];
    await slow.at('2026-11-16T12:00:00.000Z');
    let goOn: () => void = () => undefined;
    const waits: SlotWork = async (slot) => {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return mark('slow')(slot);
    };
    const running = slow.at('2026-11-17T06:00:30.000Z', daily, waits);
    await expect.poll(() => slotsOf(store)).toContain('2026-11-17 running');
    expect(await next.at('2026-11-17T06:29:00.000Z', daily, mark('next'))).toBe(false);
    expect(await next.at('2026-11-17T06:31:00.000Z', daily, mark('next'))).toBe(true);
    goOn();
    await running;
    expect(await marks(store)).toEqual(['next']);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 done');
  });

  it('again and again is given up after three', async () => {
    const store = await open();
    const { at } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    for (let n = 0; n < 3; n++) {
      const count = n + 1;
      void at('2026-11-17T06:00:30.000Z', daily, dies);
      await expect
        .poll(() => store.reader.selectFrom('slots').select('tries').where('slot', '=', '2026-11-17').execute())
        .toEqual([{ tries: count }]);
      await inTransaction(store, abandonSlots);
    }
    expect(await at('2026-11-17T06:05:00.000Z', daily, mark('a'))).toBe(false);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 failed its process ended');
  });

  it('is not begun anew where the job had better wait', async () => {
    const store = await open();
    const { at } = worker(store);
    await at('2026-11-16T12:00:00.000Z', once);
    void at('2026-11-17T06:00:30.000Z', once, dies);
    await expect.poll(() => slotsOf(store)).toContain('2026-11-17 running');
    await inTransaction(store, abandonSlots);
    expect(await at('2026-11-17T06:05:00.000Z', once, mark('a'))).toBe(false);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 failed its process ended');
  });

  it('and was overtaken by the next is closed', async () => {
    const store = await open();
    const { at } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    void at('2026-11-17T06:00:30.000Z', daily, dies);
    await expect.poll(() => slotsOf(store)).toContain('2026-11-17 running');
    await at('2026-11-18T06:00:30.000Z');
    expect((await slotsOf(store)).slice(-2)).toEqual(['2026-11-17 failed its process ended', '2026-11-18 done']);
  });
});

describeStores('a slot whose work throws', ({ open }) => {
  it('is tried again twice where that may be, then it has failed', async () => {
    const store = await open();
    const { at } = worker(store);
    const breaks: SlotWork = async () => {
      throw new Error('no numbers');
    };
    await at('2026-11-16T12:00:00.000Z');
    for (const minute of [0, 1, 2]) await at(`2026-11-17T06:0${minute}:30.000Z`, daily, breaks);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 failed no numbers');
    expect(await at('2026-11-17T06:04:00.000Z')).toBe(false);
  });

  it('and then succeeds is done', async () => {
    const store = await open();
    const { at, ran } = worker(store);
    await at('2026-11-16T12:00:00.000Z');
    await at('2026-11-17T06:00:30.000Z', daily, async () => {
      throw new Error('locked');
    });
    await at('2026-11-17T06:01:30.000Z');
    expect(ran).toEqual(['2026-11-17']);
    expect((await slotsOf(store)).at(-1)).toBe('2026-11-17 done');
  });
});
