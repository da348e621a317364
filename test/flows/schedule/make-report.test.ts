import { expect, it } from 'vitest';
import type { Instant } from '../../../src/domain/time.ts';
import { zone } from '../../../src/domain/zone.ts';
import { makeReport } from '../../../src/flows/schedule/make-report.ts';
import { wait } from '../../../src/lib/wait.ts';
import { reportDeps } from '../../support/sales.ts';
import { describeStores } from '../../support/stores.ts';

type Deps = Parameters<typeof makeReport>[0];
type Makers = Parameters<typeof makeReport>[1];

const dueAt = '2026-11-21T06:00:00.000Z' as Instant;
const late = { key: '2026-11-21', dueAt, isLate: true };

describeStores('a scheduled report', ({ open }) => {
  it('that comes late is made when the sweep has brought what was paid meanwhile', async () => {
    const store = await open();
    const [read, now] = ['2026-11-20T11:00:00.000Z', '2026-11-21T09:00:00.000Z'];
    await store.writer.insertInto('cursors').values({ name: 'stripe_events', value: read, moved_at: read }).execute();
    const base = reportDeps(store, zone('UTC'), now as Instant);
    const policy = { ...base.policy, autoSync: true, routes: { reports: { daily: [{}] } } };
    const stops = { stopLatch: { isStopped: false }, gradedStops: { find: () => null } };
    const deps = { ...base, ...stops, policy } as unknown as Deps;
    let isSwept = false;
    const made: boolean[] = [];
    const runReport = async () => {
      made.push(isSwept);
      return { ok: false, reason: 'forbidden' } as const;
    };
    const making = makeReport(deps, { runReport } as unknown as Makers, 'report daily', 'daily', late);
    making.catch(() => undefined);
    await wait(700);
    isSwept = true;
    await store.writer.updateTable('cursors').set({ value: now }).execute();
    await expect(making).rejects.toThrow('forbidden');
    expect(made).toEqual([true]);
  });
});
