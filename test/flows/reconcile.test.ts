import { expect, test } from 'vitest';
import type { Drift } from '../../src/domain/drift.ts';
import type { Window } from '../../src/domain/ports.ts';
import { dayMs, instantOf } from '../../src/domain/time.ts';
import type { RunStatus } from '../../src/flows/mend.ts';
import type { Result } from '../../src/flows/types.ts';
import type { Paid } from '../../src/sandbox/stripe/stand-in.ts';
import { type App, owner } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';
import { waitHangsMs } from '../support/patience.ts';

const patient = { waitMs: waitHangsMs };
const tab = 'Purchases';

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason);
  return result as T;
}

describeDatabases('reconcile', (startApp, kind) => {
  // Writing hundreds of payments one by one is what takes its time: elsewhere fewer of each kind must do.
  const seeded = kind === 'sqlite' ? 500 : 90;
  /** Payments of an hour ago, each of another customer, told and written. */
  async function withPayments(count: number): Promise<{ app: App; sales: readonly Paid[] }> {
    const app = await startApp({
      without: ['TELEGRAM_CHAT_ID', 'SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'],
    });
    const at = app.clock.nowMs() - 3_600_000;
    const sales = Array.from({ length: count }, (_, i) =>
      app.world.stripe.pay({ amount: 1_000 + i, currency: 'usd', email: `b${i}@example.com`, paidAt: at + i * 1_000 }),
    );
    await app.settled();
    return { app, sales };
  }

  function lastDay(app: App): Window {
    return { from: instantOf(app.clock.nowMs() - dayMs), to: instantOf(app.clock.nowMs() + dayMs) };
  }

  async function compared(app: App): Promise<{ run: RunStatus; drifts: readonly string[] }> {
    const { run } = must(await app.flows().reconcile(owner, lastDay(app), patient));
    expect(run.detail).toBeNull();
    const rows = await app.db().selectFrom('run_steps').select('work').where('run_id', '=', run.id).execute();
    const drifts = rows.map(({ work }) => JSON.parse(work) as Drift);
    return { run, drifts: drifts.map(({ place, cause, subject }) => `${place} ${cause} ${subject}`).toSorted() };
  }

  /** Writes into the ledger behind payops' back, as a mishap would. */
  async function tamper(app: App, sale: Paid, change: Record<string, string | number | null>): Promise<void> {
    await app
      .running()
      .deps.store.writer.updateTable('payments')
      .set(change as never)
      .where('external_id', '=', sale.paymentIntent)
      .execute();
  }

  const rowOf = (app: App, key: string) => app.world.google.grid(tab).findIndex(([cell]) => cell === key) + 1;
  const keyOf = ({ customer }: Paid) => `purchase_${customer}`;

  type Seed = (app: App, sale: Paid) => Promise<string> | string;
  const seeds: readonly Seed[] = [
    async (app, sale) => {
      await tamper(app, sale, { amount_minor: 5 });
      return `provider amount ${sale.paymentIntent}`;
    },
    async (app, sale) => {
      await tamper(app, sale, { currency: 'EUR' });
      return `provider currency ${sale.paymentIntent}`;
    },
    async (app, sale) => {
      await tamper(app, sale, { status: 'failed', paid_at: null });
      return `provider status ${sale.paymentIntent}`;
    },
    (app, sale) => {
      app.world.stripe.refund({ charge: sale.charge, amount: 100, notify: false });
      return `provider refunded ${sale.paymentIntent}`;
    },
    async (app, sale) => {
      const ghost = `pi_ghost${sale.paymentIntent.slice(3)}`;
      const row = await app
        .db()
        .selectFrom('payments')
        .selectAll()
        .where('external_id', '=', sale.paymentIntent)
        .executeTakeFirstOrThrow();
      await app
        .running()
        .deps.store.writer.insertInto('payments')
        .values({ ...row, id: `pay_ghost${row.id}`, external_id: ghost })
        .execute();
      return `provider missing_there ${ghost}`;
    },
    (app, sale) => {
      app.world.google.edit(tab, `D${rowOf(app, keyOf(sale))}`, 7);
      return `sheet amount ${keyOf(sale)}`;
    },
    (app, sale) => {
      app.world.google.edit(tab, `L${rowOf(app, keyOf(sale))}`, 'refunded');
      return `sheet status ${keyOf(sale)}`;
    },
    (app, sale) => {
      app.world.google.deleteRow(tab, rowOf(app, keyOf(sale)));
      return `sheet missing_there ${keyOf(sale)}`;
    },
  ];

  test(`${seeded} seeded drifts of 9 kinds are found, each by its cause, and none is invented; what can be repaired is`, async () => {
    const { app, sales } = await withPayments(1.2 * seeded);
    expect((await compared(app)).drifts).toEqual([]);
    const expected: string[] = [];
    for (const [n, sale] of sales.slice(0, 0.9 * seeded).entries())
      expected.push(await (seeds[n % seeds.length] as Seed)(app, sale));
    for (let i = 0; i < 0.1 * seeded; i++) {
      const missed = app.world.stripe.pay({
        amount: 77,
        currency: 'usd',
        notify: false,
        paidAt: app.clock.nowMs() - 1_800_000 - i * 1_000,
      });
      expected.push(`provider missing_here ${missed.paymentIntent}`);
    }
    const { run, drifts } = await compared(app);
    expect(drifts).toEqual(expected.toSorted());
    expect(run.summary).toMatchObject({ drifts: seeded });

    const ghosts = expected.filter((one) => one.includes('missing_there pi_ghost'));
    const repaired = must(await app.flows().startRun(owner, run.id, patient)).run;
    expect(repaired).toMatchObject({ state: 'done', counts: { planned: 0, told: ghosts.length, skipped: 0 } });
    await app.settled();
    expect((await compared(app)).drifts).toEqual(ghosts.toSorted());
  });

  /** What Stripe says of an id that it will not show: no code, only a sentence. */
  const refusedIntent = {
    status: 404,
    body: {
      error: { type: 'invalid_request_error', message: 'Unrecognized request URL (GET: /v1/payment_intents/x).' },
    },
  };

  async function withGhost(): Promise<{ app: App; ghost: string }> {
    const { app, sales } = await withPayments(3);
    const [seeded] = await Promise.all([(seeds[4] as Seed)(app, sales[0] as Paid)]);
    const ghost = seeded.split(' ').at(-1) as string;
    app.world.stripe.faults.failWith(refusedIntent, { match: ({ path }) => path.includes(ghost) });
    return { app, ghost };
  }

  test('one payment that the provider refuses to show is told as such, by name; all else is compared', async () => {
    const { app, ghost } = await withGhost();
    const missed = app.world.stripe.pay({
      amount: 77,
      currency: 'usd',
      notify: false,
      paidAt: app.clock.nowMs() - 300_000,
    });
    const { run, drifts } = await compared(app);
    expect(run).toMatchObject({ state: 'planned', counts: { planned: 1, told: 1 } });
    expect(drifts).toEqual([`provider missing_here ${missed.paymentIntent}`, `provider unreadable ${ghost}`]);
    expect(run.summary).toMatchObject({
      counts: [{ cause: 'missing_here' }, { cause: 'unreadable', count: 1, repairable: false, some: [ghost] }],
    });
  });

  test('a payment that can no longer be read is left alone by the repair; the others are repaired', async () => {
    const { app, sales } = await withPayments(3);
    const [first, second] = sales as [Paid, Paid];
    await tamper(app, first, { amount_minor: 5 });
    await tamper(app, second, { amount_minor: 5 });
    const { run } = await compared(app);
    app.world.stripe.faults.failWith(refusedIntent, { match: ({ path }) => path.includes(first.paymentIntent) });
    const repaired = must(await app.flows().startRun(owner, run.id, patient)).run;
    expect(repaired).toMatchObject({ state: 'done', detail: null, counts: { done: 1, skipped: 1, planned: 0 } });
  });

  test('a comparison that cannot go on says why in one of our words, never in the provider’s sentence', async () => {
    const { app } = await withPayments(1);
    const refusal = { error: { type: 'invalid_request_error', message: 'The provided key does not have access.' } };
    app.world.stripe.faults.failWith({ status: 403, body: refusal }, { match: 'GET /v1/charges' });
    const { run } = must(await app.flows().reconcile(owner, lastDay(app), patient));
    expect(run).toMatchObject({ state: 'failed', detail: 'provider_refused' });
  });

  test('a repair is undone: cells and facts are what they were; a payment that was missing stays', async () => {
    const { app, sales } = await withPayments(4);
    const [first, second, third] = sales as [Paid, Paid, Paid];
    app.world.google.edit(tab, `D${rowOf(app, keyOf(first))}`, 7);
    app.world.google.deleteRow(tab, rowOf(app, keyOf(second)));
    const refunded = app.world.stripe.refund({ charge: third.charge, amount: 100, notify: false });
    expect(refunded.refund).toMatch(/^re_/);
    const before = app.world.google.grid(tab);
    const { run } = await compared(app);
    expect(run.counts).toMatchObject({ planned: 3 });
    expect(app.world.google.grid(tab)).toEqual(before);
    must(await app.flows().startRun(owner, run.id, patient));
    expect(rowOf(app, keyOf(second))).toBeGreaterThan(0);
    const undone = must(await app.flows().undoRun(owner, run.id, patient)).run;
    expect(undone).toMatchObject({ state: 'undone', counts: { undone: 3, skipped: 0 } });
    expect(rowOf(app, keyOf(second))).toBe(0);
    expect(app.world.google.grid(tab)[rowOf(app, keyOf(first)) - 1]?.[3]).toBe(7);
  });

  test('undo leaves alone what has changed since the repair, in the sheet and in the books, and says how many', async () => {
    const { app, sales } = await withPayments(5);
    const [edited, paidAgain, added, refunded, same] = sales as [Paid, Paid, Paid, Paid, Paid];
    for (const sale of [edited, paidAgain]) app.world.google.edit(tab, `D${rowOf(app, keyOf(sale))}`, 7);
    app.world.google.deleteRow(tab, rowOf(app, keyOf(added)));
    for (const sale of [refunded, same]) await tamper(app, sale, { amount_minor: 5 });
    const { run } = await compared(app);
    expect(must(await app.flows().startRun(owner, run.id, patient)).run.counts).toMatchObject({ done: 5 });
    app.clock.advance(5_000);

    app.world.google.edit(tab, `D${rowOf(app, keyOf(edited))}`, 8);
    app.world.google.edit(tab, `D${rowOf(app, keyOf(added))}`, 9);
    app.world.stripe.pay({ amount: 500, currency: 'usd', customer: paidAgain.customer });
    app.world.stripe.refund({ charge: refunded.charge, amount: 100 });
    app.world.stripe.updateCustomer(same.customer as string, { name: 'Vera' });
    await app.settled();
    const before = app.world.google.grid(tab);
    const undone = must(await app.flows().undoRun(owner, run.id, patient)).run;
    expect(undone).toMatchObject({ state: 'undone', counts: { undone: 1, skipped: 4 } });
    expect(app.world.google.grid(tab)).toEqual(before);
  });

  test('fix-sheets-data looks at every column of every row, and changes nothing before it is started', async () => {
    const { app, sales } = await withPayments(3);
    const [first] = sales as [Paid];
    app.world.google.edit(tab, `C${rowOf(app, keyOf(first))}`, 'somebody@else.example');
    app.world.google.addColumn(tab, 'Manager');
    app.world.google.edit(tab, 'Z2', 'Vera');
    const { run } = must(await app.flows().reconcile(owner, null, patient));
    expect(run.summary).toMatchObject({ counts: [{ place: 'sheet', cause: 'text', count: 1 }] });
    must(await app.flows().startRun(owner, run.id, patient));
    const cells = app.world.google.grid(tab);
    expect(cells[rowOf(app, keyOf(first)) - 1]?.[2]).toBe('b0@example.com');
    expect(cells[1]?.[25]).toBe('Vera');
  });
});
