import { expect, test } from 'vitest';
import { dayMs, hourMs, type Instant, instantOf, msOf, plusMs, secondMs } from '../../../src/domain/time.ts';
import { rebuildRollups } from '../../../src/flows/metrics/rebuild-rollups.ts';
import { type App, startApp } from '../../support/app.ts';
import { writePastSales } from '../../support/past-sales.ts';
import { now, quietly, told, toPastTheHour, us, usualSales } from '../../support/quiet-checks.ts';

type Kind = 'refund' | 'dispute';
let seq = 0;

/** Money that went back at these times, of any sales. */
async function writeReturns(app: App, kind: Kind, times: readonly Instant[]): Promise<void> {
  const { deps } = app.running();
  const { id } = await app.db().selectFrom('payments').select('id').limit(1).executeTakeFirstOrThrow();
  await deps.commits.submit(async (tx) => {
    for (const at of times) {
      seq += 1;
      const row = { payment_id: id, seq, at, amount_minor: 100, currency: 'USD', kind };
      await tx.insertInto('money_back').values(row).execute();
      await tx
        .insertInto('dirty_hours')
        .values({ hour: at.slice(0, 13), marks: 1 })
        .onConflict((c) => c.doNothing())
        .execute();
    }
  });
  while ((await rebuildRollups(deps)) > 0);
}

/** Forty usual days, the last hour of them whole. */
async function withHistory(): Promise<Readonly<{ app: App; hour: Instant }>> {
  const app = await quietly(startApp);
  const hour = toPastTheHour(app);
  await writePastSales(app, usualSales(plusMs(hour, -40 * dayMs), hour, 21));
  return { app, hour };
}

/** One a day before today, and so many within the last minutes. */
async function surgeOf(kind: Kind, count: number): Promise<readonly string[][]> {
  const { app, hour } = await withHistory();
  await writeReturns(
    app,
    kind,
    Array.from({ length: 30 }, (_, n) => plusMs(hour, -(n + 1) * dayMs)),
  );
  await app.flows().checkAlerts();
  const usual = await told(app);
  await writeReturns(
    app,
    kind,
    Array.from({ length: count }, (_, n) => plusMs(now(app), -(n + 1) * secondMs)),
  );
  await app.flows().checkAlerts();
  const first = await told(app);
  await app.flows().checkAlerts();
  return [usual, first, await told(app)].map((texts) => texts.map((text) => text.split('\n')[0] ?? ''));
}

test.each([
  ['refund', 12, /Refunds/],
  ['dispute', 6, /Disputes/],
] as const)('a surge of %s is told once, and a usual day of them is not', async (kind, count, words) => {
  const [usual, first, again] = await surgeOf(kind, count);
  expect(usual).toEqual([]);
  expect(first).toEqual([expect.stringMatching(words)]);
  expect(again).toEqual(first);
});

test('customers charged twice are told once as a surge', async () => {
  const { app } = await withHistory();
  const pay = (n: number) => app.world.stripe.pay({ amount: 4_900, currency: 'usd', email: `twice${n}@example.com` });
  for (let n = 0; n < 4; n++) pay(n);
  await app.settled();
  await app.flows().checkAlerts();
  expect(await told(app)).toEqual([]);
  for (let n = 0; n < 4; n++) pay(n);
  await app.settled();
  app.clock.advance(secondMs);
  await app.flows().checkAlerts();
  const first = await told(app);
  expect(first).toEqual([expect.stringMatching(/Double charges/)]);
  await app.flows().checkAlerts();
  expect(await told(app)).toHaveLength(1);
});

test('a shop in which nothing is sold any more is told once, a usual pause is not', async () => {
  const app = await quietly(startApp);
  const hour = toPastTheHour(app);
  const from = plusMs(hour, -30 * dayMs);
  const every = Math.floor((msOf(hour) - msOf(from)) / (10 * 60_000));
  const at = (n: number) => instantOf(msOf(from) + n * 10 * 60_000 + (n % 7) * 20_000);
  await writePastSales(
    app,
    Array.from({ length: every }, (_, n) => ({ ...us, at: at(n) })),
  );
  await app.flows().checkAlerts();
  expect(await told(app)).toEqual([]);
  app.clock.advance(4 * hourMs);
  await app.flows().checkAlerts();
  const first = (await told(app)).filter((text) => /No sales/.test(text));
  expect(first).toHaveLength(1);
  await app.flows().checkAlerts();
  expect((await told(app)).filter((text) => /No sales/.test(text))).toHaveLength(1);
});

test('the target of the month is told step by step, each once', async () => {
  const app = await quietly(startApp, { env: { MONTHLY_REVENUE_TARGET: '1000' } });
  const sell = async (amountMinor: number) => {
    await writePastSales(app, [{ ...us, at: plusMs(now(app), -secondMs), amountMinor }]);
    await app.flows().checkAlerts();
    return (await told(app)).map((text) => text.split('\n')[0]);
  };
  expect(await sell(10_000)).toEqual([]);
  expect(await sell(45_000)).toEqual(['🎯 Monthly target: 55\u00a0%']);
  expect(await sell(100)).toEqual(['🎯 Monthly target: 55\u00a0%']);
});
