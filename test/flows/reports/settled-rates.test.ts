import { expect, test } from 'vitest';
import { type App, owner, startApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';

async function today(app: App) {
  const result = await app.flows().runReport(owner, { kind: 'daily', period: 'today' });
  if (!result.ok) throw new Error(result.reason);
  return result.report;
}

test('what Stripe booked for a sale in another currency is what it is worth, whatever somebody says of the day', async () => {
  const app = await startApp();
  app.world.stripe.keepAccountIn({ currency: 'usd', rates: { eur: 1.234567 } });
  await app.sweep();
  app.world.stripe.pay({ amount: 10_001, currency: 'eur', email: 'anna@gmail.com' });
  await app.settled();
  const date = (await today(app)).period.to;
  await app.flows().saveRates(owner, [{ currency: 'EUR', rate: '1.1', date }], 'operator');
  expect((await today(app)).base?.measures.grossMinor).toBe(11_001);
  await app.sweep();
  await eventually(async () => {
    const { base } = await today(app);
    expect(base?.measures.grossMinor).toBe(12_347);
    expect(base?.used).toMatchObject([{ currency: 'EUR', source: 'stripe', date }]);
  });
  const payment = await app
    .db()
    .selectFrom('payments')
    .select(['settled_minor', 'settled_currency'])
    .executeTakeFirst();
  expect(payment).toEqual({ settled_minor: 12_347, settled_currency: 'USD' });
  // A later event does not tell it, and does not take it back.
  app.world.stripe.refund({
    charge: String((await app.db().selectFrom('payments').select('charge_id').executeTakeFirst())?.charge_id),
    amount: 1,
  });
  await app.sweep();
  await app.settled();
  expect((await today(app)).base?.measures).toMatchObject({ grossMinor: 12_347, refundedMinor: 1 });
});
