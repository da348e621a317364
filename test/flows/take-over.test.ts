import { describe, expect, it, onTestFinished } from 'vitest';
import type { FlowDeps } from '../../src/flows/deps.ts';
import { holdLease, leaseTimes } from '../../src/flows/hold-lease.ts';
import { deliverIdleMs, reclaimMs } from '../../src/jobs/start-jobs.ts';
import { leaseSeconds } from '../../src/store/deliveries.ts';
import { type App, startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

const leaseMs = leaseSeconds * 1_000;

describe('the work of a dead worker', () => {
  it('is taken over within 60 s, with room for a slow round', () => {
    expect(leaseMs + reclaimMs + deliverIdleMs).toBeLessThanOrEqual(45_000);
  });

  it('is never taken over while a call of a living one is under way', () => {
    expect(leaseTimes.lapseMs).toBeLessThan(leaseMs);
    // Two renewals may fail before the third comes too late.
    expect(3 * leaseTimes.renewEveryMs).toBeLessThan(leaseTimes.lapseMs);
  });
});

describe('a held lease', () => {
  const token = 'lse_test';

  async function underWay(): Promise<App> {
    const app = await startApp({ databaseUrl: await newPostgresUrl() });
    await app.flows().stop({ kind: 'cli' }, null);
    app.world.stripe.pay({ amount: 100, currency: 'usd' });
    await eventually(async () => expect((await app.deliveries()).length).toBeGreaterThan(0));
    await lease(app, Date.now() + 5_000);
    return app;
  }

  async function lease(app: App, untilMs: number): Promise<void> {
    const { writer } = app.running().deps.store;
    const lease_until = new Date(untilMs).toISOString();
    await writer.updateTable('deliveries').set({ state: 'leased', lease_token: token, lease_until }).execute();
  }

  function hold(app: App, renewEveryMs: number, lapseMs: number) {
    const deps: FlowDeps = { ...app.running().deps, newId: (() => token) as never };
    const held = holdLease(deps, { renewEveryMs, lapseMs });
    onTestFinished(held.release);
    return held;
  }

  it('is renewed while it is held', async () => {
    const app = await underWay();
    const { signal } = hold(app, 5, 60_000);
    await eventually(async () => {
      const [one] = await app.deliveries({ kind: 'purchase' });
      expect(Date.parse(String(one?.['lease_until']))).toBeGreaterThan(Date.now() + leaseMs / 2);
    });
    expect(signal.aborted).toBe(false);
  });

  it('that another took over breaks off what is under way', async () => {
    const app = await underWay();
    await lease(app, Date.now() - 1_000);
    const { signal } = hold(app, 5, 50);
    await eventually(() => expect(signal.aborted).toBe(true));
  });

  it('is nothing that ends on SQLite', async () => {
    const app = await startApp();
    const { signal } = hold(app, 1, 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(signal.aborted).toBe(false);
  });
});
