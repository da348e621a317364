import { expect, test } from 'vitest';
import type { Result } from '../../src/flows/types.ts';
import { type App, owner } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason);
  return result as T;
}

async function living(app: App): Promise<readonly string[]> {
  const rows = await app.db().selectFrom('customers').select('key').where('merged_into', 'is', null).execute();
  return rows.map(({ key }) => key).toSorted();
}

const row = (app: App, key: string | null) => app.sheet().find((one) => one['Purchase ID'] === `purchase_${key}`);

describeDatabases('customers', (startApp) => {
  test('two customers of one mailbox are found, joined by a person, taken apart again, and then stay two', async () => {
    const app = await startApp();
    const at = app.clock.nowMs() - 600_000;
    const pay = (email: string, more: object = {}) =>
      app.world.stripe.pay({ amount: 1_000, currency: 'usd', email, paidAt: at, ...more });
    const a = pay('anna.s@gmail.com');
    const b = pay('annas@gmail.com', { paidAt: at + 60_000 });
    await app.settled();
    const { scan } = must(await app.flows().findDuplicates(owner));
    expect(scan.findings).toMatchObject([{ kind: 'two_customers', reason: 'same_mailbox', strength: 'strong' }]);
    const [first = '', second = ''] = scan.findings[0]?.subjects ?? [];

    const { runId } = must(await app.flows().mergeCustomers(owner, first, second));
    await app.settled();
    expect(await living(app)).toEqual([a.customer]);
    expect(row(app, a.customer)).toMatchObject({ 'Total Amount': 20, 'Payment Count': 2 });
    expect(row(app, b.customer)).toMatchObject({ Status: 'merged', 'Total Amount': 0 });
    pay('annas@gmail.com', { customer: b.customer, paidAt: at + 120_000 });
    await app.settled();
    expect(row(app, a.customer)).toMatchObject({ 'Total Amount': 30, 'Payment Count': 3 });

    expect(must(await app.flows().undoRun(owner, runId)).run.state).toBe('undone');
    await app.settled();
    expect(await living(app)).toEqual([a.customer, b.customer].toSorted());
    expect(row(app, a.customer)).toMatchObject({ 'Total Amount': 10, Status: 'paid' });
    expect(row(app, b.customer)).toMatchObject({ 'Total Amount': 20, Status: 'paid' });
    const left = must(await app.flows().findDuplicates(owner)).scan.findings.map(({ kind }) => kind);
    expect(left).not.toContain('two_customers');

    // The same address would join them; a person said otherwise.
    pay('anna.s@gmail.com', { customer: b.customer, paidAt: at + 180_000 });
    await app.settled();
    expect(await living(app)).toEqual([a.customer, b.customer].toSorted());
  });
});
