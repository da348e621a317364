import { expect, test } from 'vitest';
import type { Actor } from '../../../src/domain/permissions.ts';
import { dayMs, instantOf } from '../../../src/domain/time.ts';
import { businessDateOf, zone } from '../../../src/domain/zone.ts';
import { type App, owner, startApp } from '../../support/app.ts';

const analyst: Actor = { kind: 'operator', telegramId: '7009', role: 'analyst', name: 'Ada' };
const admin: Actor = { kind: 'operator', telegramId: '7002', role: 'admin', name: 'Anton' };

async function paid(app: App): Promise<string> {
  const payment = app.world.stripe.pay({ amount: 999, currency: 'usd', email: 'anna@gmail.com' });
  await app.settled();
  return payment.paymentIntent;
}

test('the list of payments waits for a second person, and is then read for the one who asked', async () => {
  const app = await startApp();
  const payment = await paid(app);
  await app.flows().grantRole(owner, { telegramId: '7002', role: 'admin', name: 'Anton' });
  await app.flows().grantRole(owner, { telegramId: '7009', role: 'analyst', name: 'Ada' });
  const asked = await app.flows().exportPayments(analyst, 'today');
  expect(asked).toMatchObject({ ok: false, reason: 'needs_approval' });
  const id = (asked as { approvalId: string }).approvalId;
  const decided = await app.flows().decideApproval(admin, id, true);
  expect(decided).toMatchObject({
    ok: true,
    approval: { askedById: '7009', action: 'export_all' },
    outcome: { ok: true, exported: { payments: [{ externalId: payment, amountMinor: 999 }] } },
  });
});

test('with one admin it is read at once, of the days asked for only, and is on record', async () => {
  const app = await startApp();
  await paid(app);
  const today = await app.flows().exportPayments(owner, 'today');
  expect(today).toMatchObject({ ok: true, exported: { payments: [{ email: 'anna@gmail.com' }] } });
  const before = businessDateOf(instantOf(app.clock.nowMs() - 3 * dayMs), zone('+01:00'));
  expect(await app.flows().exportPayments(owner, `${before}..${before}`)).toMatchObject({ exported: { payments: [] } });
  expect(await app.flows().exportPayments(owner, 'the moon')).toMatchObject({ ok: false, reason: 'bad_period' });
  const audited = await app.flows().listAudit(owner, {}, null, 5);
  expect(audited.ok && audited.rows.filter(({ action }) => action === 'export_all')).toHaveLength(2);
});
