import { expect, test } from 'vitest';
import type { RunStatus } from '../../src/flows/mend.ts';
import type { Result } from '../../src/flows/types.ts';
import { type App, owner } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { waitHangsMs } from '../support/patience.ts';

const patient = { waitMs: waitHangsMs };
const tab = 'Purchases';

describeDatabases('duplicates', (startApp) => {
  async function withRows(count: number): Promise<App> {
    const app = await startApp();
    for (let i = 0; i < count; i++)
      app.world.stripe.pay({ amount: 1_000 + i, currency: 'usd', email: `b${i}@example.com` });
    await app.settled();
    return app;
  }

  function grid(app: App): readonly (readonly unknown[])[] {
    return app.world.google.grid(tab);
  }

  /** The row again below the table, with something in a column of theirs. */
  function double(app: App, row: number, note?: string): void {
    const cells = [...(grid(app)[row - 1] ?? [])] as (string | number | null)[];
    app.world.google.insertRow(tab, grid(app).length + 1, note === undefined ? cells : [...cells.slice(0, 25), note]);
  }

  function must<T>(result: Result<T>): T {
    if (!result.ok) throw new Error(result.reason);
    return result as T;
  }

  async function withDoubleCharge(): Promise<App> {
    const app = await startApp();
    const paidAt = app.clock.nowMs() - 3_600_000;
    const { customer } = app.world.stripe.pay({ amount: 999, currency: 'usd', paidAt });
    app.world.stripe.pay({ amount: 999, currency: 'usd', customer: customer as string, paidAt: paidAt + 60_000 });
    await app.settled();
    return app;
  }

  async function clean(app: App): Promise<RunStatus> {
    const { run } = must(await app.flows().planClean(owner, { kinds: ['doubled_row', 'merged_row', 'foreign_row'] }));
    return must(await app.flows().startRun(owner, run?.id ?? '', patient)).run;
  }

  test('before the first sale there is no tab, and nothing is doubled', async () => {
    const app = await startApp();
    expect(must(await app.flows().findDuplicates(owner)).scan).toMatchObject({ findings: [], sheetRows: null });
  });

  test('doubled rows are found with their reason, previewed, cut to the tab of duplicates, and cut back exactly', async () => {
    const app = await withRows(4);
    app.world.google.addColumn(tab, 'Manager');
    app.world.google.edit(tab, 'Z2', 'Vera');
    double(app, 2);
    double(app, 3);
    app.world.google.edit(tab, 'D6', 77);
    double(app, 4, 'called back');
    const before = grid(app);
    const { scan } = must(await app.flows().findDuplicates(owner));
    const reasons = scan.findings.map(({ kind, reason }) => `${kind} ${reason}`);
    expect(reasons.toSorted()).toEqual(
      ['doubled_row same_key_equal', 'doubled_row same_key_older', 'doubled_row same_key_older'].toSorted(),
    );
    expect(scan.kinds).toMatchObject([{ kind: 'doubled_row', count: 3, removable: 3 }]);

    const run = await clean(app);
    expect(run).toMatchObject({ state: 'done', counts: { done: 3, skipped: 0 } });
    expect(grid(app)).toHaveLength(5);
    expect(app.world.google.grid('payops duplicates')).toHaveLength(4);
    expect(must(await app.flows().findDuplicates(owner)).scan.findings).toEqual([]);

    const undone = must(await app.flows().undoRun(owner, run.id, patient)).run;
    expect(undone).toMatchObject({ state: 'undone', counts: { undone: 3 } });
    expect(grid(app)).toEqual(before);
    expect(app.world.google.grid('payops duplicates')).toHaveLength(1);
    expect(await app.flows().undoRun(owner, run.id, patient)).toMatchObject({ reason: 'expired' });
  });

  test('nothing is touched before it is confirmed, and a row that changed since the preview stays', async () => {
    const app = await withRows(2);
    double(app, 2);
    double(app, 3);
    const before = grid(app);
    const { run } = must(await app.flows().planClean(owner, { kinds: ['doubled_row'] }));
    expect(run).toMatchObject({ state: 'planned', summary: { rows: 2 } });
    expect(grid(app)).toEqual(before);
    app.world.google.edit(tab, 'D5', 123);
    app.world.google.sortBy(tab, 'Total Amount', true);
    const done = must(await app.flows().startRun(owner, run?.id ?? '', patient)).run;
    expect(done).toMatchObject({ state: 'done', counts: { done: 1, skipped: 1 } });
    expect(grid(app).filter((row) => row.includes(123))).toHaveLength(1);
    expect(grid(app)).toHaveLength(4);
  });

  test('the night takes only what nobody wrote into; the rest waits for a person', async () => {
    const app = await withRows(3);
    app.world.google.addColumn(tab, 'Manager');
    double(app, 2);
    double(app, 3, 'important');
    app.world.google.edit(tab, 'Z3', 'Vera');
    const cleaned = must(await app.flows().cleanUp({ kind: 'job', name: 'cleanup' }));
    expect(cleaned.run).toMatchObject({ state: 'done', counts: { done: 1 } });
    const { scan } = must(await app.flows().findDuplicates(owner));
    expect(scan.findings).toMatchObject([{ reason: 'same_key_other_notes' }]);
    expect(scan.kinds).toMatchObject([{ removable: 1, automatic: 0 }]);
    await app.settled();
    const told = () => app.chat().filter((message) => message.text.includes('Duplicates that need a person: 1'));
    expect(told().map(({ buttons }) => buttons.flat().map(({ text }) => text))).toEqual([['Show duplicates']]);
    await app.flows().cleanUp({ kind: 'job', name: 'cleanup' });
    await app.settled();
    expect(told()).toHaveLength(1);
  });

  test('answers that get lost, and 429: every row is in one of the two places, once', async () => {
    const app = await withRows(3);
    for (const row of [2, 3, 4]) double(app, row);
    const before = grid(app);
    const { google } = app.world;
    google.faults.cut('after', { match: 'batchUpdate', times: 2 });
    google.faults.failWith({ status: 429 }, { match: 'values.batchGet', times: 2 });
    const run = await clean(app);
    expect(run.counts.done).toBe(3);
    await app.flows().undoRun(owner, run.id, patient);
    await eventually(async () => expect(grid(app)).toEqual(before));
  });

  test('double charges: same customer, amount and product within minutes; an upsell is none', async () => {
    const app = await startApp();
    const { stripe } = app.world;
    const at = app.clock.nowMs() - 3_600_000;
    const pay = (more: object) => stripe.pay({ amount: 999, currency: 'usd', country: 'US', ...more });
    const first = pay({ paidAt: at, metadata: { product_tag: 'iq' } });
    const customer = first.customer as string;
    const second = pay({ customer, paidAt: at + 60_000, metadata: { product_tag: 'iq' } });
    pay({ customer, paidAt: at + 120_000, metadata: { product_tag: 'upsell' } });
    pay({ customer, paidAt: at + 3_000_000, metadata: { product_tag: 'iq' } });
    await app.settled();
    const { scan } = must(await app.flows().findDuplicates(owner));
    expect(scan.findings).toMatchObject([
      { kind: 'double_charge', subjects: [first.paymentIntent, second.paymentIntent] },
    ]);
    expect(scan.findings[0]?.evidence.join(' ')).toContain('60 s');
  });

  test('while the sheet is away the ledger’s findings are told, and that the sheet was not looked at', async () => {
    const app = await withDoubleCharge();
    app.world.google.faults.failWith({ status: 503 });
    const { scan } = must(await app.flows().findDuplicates(owner));
    expect(scan).toMatchObject({ sheetRows: null, sheetTrouble: 'sheet_away', findings: [{ kind: 'double_charge' }] });
    app.world.google.faults.clear();
    const error = { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' };
    app.world.google.faults.failWith({ status: 403, body: { error } });
    expect(must(await app.flows().findDuplicates(owner)).scan).toMatchObject({ sheetTrouble: 'sheet_refused' });
  });

  test('pages of a scan ask the sheet nothing; what is changed is looked at anew', async () => {
    const app = await withRows(3);
    for (const row of [2, 3]) double(app, row);
    const { scan } = must(await app.flows().findDuplicates(owner));
    app.world.google.faults.forgetCalls();
    expect(must(await app.flows().keptDuplicates(owner)).scan).toBe(scan);
    expect(app.world.google.faults.count()).toBe(0);
    await clean(app);
    expect(must(await app.flows().keptDuplicates(owner)).scan.findings).toEqual([]);
    double(app, 2);
    app.clock.advance(11 * 60_000);
    expect(must(await app.flows().keptDuplicates(owner)).scan.findings).toHaveLength(1);
  });

  test('an older system’s row whose payments stand elsewhere, and a row that a merge emptied, are found and cleaned', async () => {
    const app = await withRows(3);
    const [, first, second] = grid(app);
    const older = [...(first ?? [])] as (string | number | null)[];
    older[0] = 'order-17';
    older[6] = `${String(first?.[6])}, ${String(second?.[6])}`;
    const unknown = [...older];
    unknown[0] = 'order-18';
    unknown[6] = 'pi_of_another_account';
    for (const row of [older, unknown]) app.world.google.insertRow(tab, grid(app).length + 1, row);
    const [a = '', b = ''] = (await app.db().selectFrom('customers').select('id').orderBy('id').execute()).map(
      (c) => c.id,
    );
    must(await app.flows().mergeCustomers(owner, a, b));
    await app.settled();
    const before = grid(app);
    const { scan } = must(await app.flows().findDuplicates(owner));
    expect(scan.findings.map(({ kind, reason }) => `${kind} ${reason}`)).toEqual([
      'merged_row merged_away',
      'foreign_row payments_elsewhere',
    ]);
    expect(scan.findings[1]).toMatchObject({ subjects: ['order-17'], removals: [{ automatic: false }] });
    const run = await clean(app);
    expect(run.counts.done).toBe(2);
    expect(grid(app).map(([key]) => key)).toEqual(
      before.map(([key]) => key).filter((key) => !scan.findings.some(({ subjects }) => subjects[0] === key)),
    );
    must(await app.flows().undoRun(owner, run.id, patient));
    expect(grid(app)).toEqual(before);
  });

  test('what Stripe says of a refund that it refuses is told, and asked again it may go', async () => {
    const app = await withDoubleCharge();
    const { stripe } = app.world;
    const { scan } = must(await app.flows().findDuplicates(owner));
    const payment = scan.findings[0]?.subjects.at(-1) ?? '';
    const match = { match: 'POST /v1/refunds', times: 1 };
    const refuse = (code: string) => {
      const error = { type: 'invalid_request_error', code, message: 'No, said to olga@example.com.' };
      stripe.faults.failWith({ status: 400, body: { error } }, match);
    };
    const ask = async () => {
      const result = await app.flows().refundPayment(owner, payment);
      return result.ok ? 'refunded' : result.notDone;
    };
    refuse('charge_disputed');
    expect(await ask()).toMatchObject({ why: 'disputed', provider: 'stripe', payment });
    refuse('balance_insufficient');
    expect(await ask()).toMatchObject({ why: 'balance' });
    refuse('something_new');
    expect(await ask()).toMatchObject({ why: 'other', words: 'No, said to …@…' });
    stripe.faults.failWith({ status: 503 }, match);
    expect(await ask()).toMatchObject({ why: 'away' });
    stripe.faults.garbage(match);
    expect(await ask()).toMatchObject({ why: 'unclear' });
    const pending = stripe.refund({ paymentIntent: payment, amount: 500, status: 'pending', notify: false });
    expect(await ask()).toMatchObject({ why: 'other', words: expect.stringContaining('greater than') as string });
    // Stripe would say the same again to the same key for a day.
    stripe.moveRefund(pending.refund, 'failed', { notify: false });
    expect(await ask()).toBe('refunded');
    expect(stripe.counts().refunds).toBe(2);
  });

  test('a cleaning cannot be planned while the sheet is away, which is no fault of ours', async () => {
    const app = await withRows(1);
    double(app, 2);
    app.world.google.faults.failWith({ status: 503 });
    const planned = await app.flows().planClean(owner, { kinds: ['doubled_row'] });
    expect(planned).toMatchObject({ reason: 'not_done', notDone: { what: 'sheet', trouble: 'sheet_away' } });
  });
});
