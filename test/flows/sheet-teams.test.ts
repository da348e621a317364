import { expect, test } from 'vitest';
import { dayMs, instantOf } from '../../src/domain/time.ts';
import { type App, owner } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';
import { waitHangsMs } from '../support/patience.ts';

const tab = 'Purchases';
const patient = { waitMs: waitHangsMs };

async function ruled(app: App, team: string): Promise<void> {
  const saved = await app.flows().saveTeamRules(owner, `team,field,pattern\n${team},utm_source,fb_ada\n`, false);
  expect(saved).toMatchObject({ ok: true, teams: { saved: true } });
}

function teams(app: App): readonly unknown[] {
  const [header = [], ...rows] = app.world.google.grid(tab);
  const column = header.indexOf('Team');
  return rows.map((row) => row[column] ?? '');
}

describeDatabases('the sheet', (startApp) => {
  test('names the team of a sale; after other rules a comparison finds the rows and mends them', async () => {
    const app = await startApp();
    await ruled(app, 'Ada');
    const paidAt = app.clock.nowMs() - 3_600_000;
    const sale = { amount: 1_000, currency: 'usd', paidAt } as const;
    app.world.stripe.pay({ ...sale, email: 'a@example.com', metadata: { utm_source: 'fb_ada' } });
    await app.settled();
    app.world.stripe.pay({ ...sale, email: 'b@example.com', metadata: { utm_source: 'other' } });
    await app.settled();
    expect(teams(app)).toEqual(['Ada', '']);

    await ruled(app, 'Bob');
    const window = { from: instantOf(app.clock.nowMs() - dayMs), to: instantOf(app.clock.nowMs() + dayMs) };
    const compared = await app.flows().reconcile(owner, window, patient);
    if (!compared.ok) throw new Error(compared.reason);
    expect(compared.run.counts).toMatchObject({ planned: 1 });
    await app.flows().startRun(owner, compared.run.id, patient);
    expect(teams(app)).toEqual(['Bob', '']);
  });
});
