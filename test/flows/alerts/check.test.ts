import { expect, test } from 'vitest';
import { dayMs, hourMs, type Instant, minuteMs, plusMs, secondMs } from '../../../src/domain/time.ts';
import { type AppOptions, owner } from '../../support/app.ts';
import { describeDatabases } from '../../support/databases.ts';
import { evenly, writePastSales } from '../../support/past-sales.ts';
import { de, moveCursors, now, quietly, told, toPastTheHour, us, usualSales } from '../../support/quiet-checks.ts';

describeDatabases('the check', (startApp) => {
  const startQuiet = (options?: AppOptions) => quietly(startApp, options);

  test('finds an outage, says where it comes from, and ends it when sales are back', async () => {
    const app = await startQuiet();
    const hour = toPastTheHour(app);
    const begin = plusMs(hour, -60 * dayMs);
    const outage = plusMs(hour, -6 * hourMs);
    await writePastSales(app, usualSales(begin, outage, 7));
    await writePastSales(
      app,
      evenly(outage, hour, () => 3, de),
    );

    const seen = await app.flows().checkAlerts();
    expect(seen).toMatchObject({ state: 'judged', judgedUntil: hour, slices: 5 });
    const [message] = await told(app);
    expect(message).toMatch(/^(🔴|🟠) Sales −[4-7]\d\u00a0%/u);
    expect(message).toMatch(/(country US|campaign Brand): −\d+\.\d\d USD/);
    expect(message).toContain('First: ');

    const open = await app.flows().openAlerts(owner);
    const chart = await app.flows().incidentChart(owner, (open.ok && open.incidents[0]?.id) || '');
    const fallen = chart?.hours.filter(({ isFound }) => isFound) ?? [];
    expect(fallen.map(({ actual }) => actual)).toEqual(fallen.map(() => 3));
    expect(fallen.length).toBeGreaterThanOrEqual(1);

    // Asked again within the hour nothing new is told.
    await app.flows().checkAlerts();
    expect(await told(app)).toHaveLength(1);

    await writePastSales(app, usualSales(hour, plusMs(hour, 9 * hourMs), 8));
    app.clock.advance(9 * hourMs);
    await app.flows().checkAlerts();
    const [over, ...others] = await told(app);
    expect(over).toMatch(/^🟢 Sales/u);
    expect(over).toContain('Over by itself after');
    // Nine hours went by at once: whether the reminder or the end comes first is a race of the app with this test.
    expect(others.filter((text) => !text.startsWith('⏰'))).toEqual([]);
  });

  test('tells a country that never bought before, once, and is quiet about ordinary days', async () => {
    const app = await startQuiet();
    const hour = toPastTheHour(app);
    await writePastSales(app, usualSales(plusMs(hour, -60 * dayMs), hour, 9));
    await app.flows().checkAlerts();
    expect(await told(app)).toEqual([]);
    await writePastSales(
      app,
      evenly(plusMs(hour, -5 * hourMs), hour, () => 1, { country: 'NZ', campaign: 'Core' }),
    );
    await app.flows().checkAlerts();
    expect(await told(app)).toEqual([expect.stringMatching(/^🌍 New country: NZ\n5 purchases/u)]);
    app.clock.advance(3 * dayMs);
    await app.flows().tendAlerts();
    const open = await app.flows().openAlerts(owner);
    expect(open.ok && open.incidents.filter(({ finding }) => finding.rule === 'new_country')).toEqual([]);
  });

  test('tells how far the target of the day is, in one message that grows, and in another at the whole', async () => {
    const app = await startQuiet({ env: { DAILY_REVENUE_TARGET: '100' } });
    const at = now(app);
    await writePastSales(app, [{ ...us, at: plusMs(at, -secondMs), amountMinor: 6_000 }]);
    await app.flows().checkAlerts();
    expect(await told(app)).toEqual([expect.stringMatching(/^🎯 Daily target: 60\u00a0%\n60.00 USD of 100.00 USD/u)]);
    await writePastSales(app, [{ ...us, at: plusMs(at, -secondMs), amountMinor: 4_500 }]);
    await app.flows().checkAlerts();
    const lines = (await told(app)).map((text) => text.split('\n')[0]);
    expect(lines).toEqual(['🎯 Daily target: 60\u00a0%', '🎯 Daily target: 105\u00a0%']);
  });

  test('takes late data for late data, never for fewer sales', async () => {
    const app = await startQuiet({ env: { SYNC_INTERVAL_MINUTES: '5', AUTO_SYNC_DISABLED: 'false' } });
    await app.settled();
    const hour = toPastTheHour(app);
    await writePastSales(app, usualSales(plusMs(hour, -30 * dayMs), plusMs(hour, -5 * hourMs), 3));
    const until = plusMs(hour, -5 * hourMs);
    await moveCursors(app, until);
    expect(await app.flows().checkAlerts()).toMatchObject({ state: 'late', findings: [{ rule: 'sync_stalled' }] });
    const late = async () =>
      (await told(app)).map((text) => text.split('\n')[0]).filter((line) => /Data/.test(line ?? ''));
    expect(await late()).toEqual(['🔴 Data are late: 5 h']);
    await moveCursors(app, now(app));
    await app.flows().checkAlerts();
    expect(await late()).toEqual(['🟢 Data are late: 5 h']);
  });

  test('waits for the sweep after a pause in which nobody was there, before it calls the data late', async () => {
    const app = await startQuiet({ env: { SYNC_INTERVAL_MINUTES: '5', AUTO_SYNC_DISABLED: 'false' } });
    await app.settled();
    const move = (to: Instant) => moveCursors(app, to);
    const hour = toPastTheHour(app);
    await writePastSales(app, usualSales(plusMs(hour, -30 * dayMs), hour, 3));
    await move(hour);
    expect(await app.flows().checkAlerts()).toMatchObject({ state: 'judged' });
    app.clock.advance(5 * hourMs);
    await move(hour);
    expect(await app.flows().checkAlerts()).toMatchObject({ state: 'waiting', findings: [] });
    app.clock.advance(10 * minuteMs);
    await move(hour);
    expect(await app.flows().checkAlerts()).toMatchObject({ state: 'late', findings: [{ rule: 'sync_stalled' }] });
  });

  test('judges nothing while the sync is stopped on purpose', async () => {
    const app = await startQuiet();
    await app.flows().stop(owner, 'test');
    expect(await app.flows().checkAlerts()).toMatchObject({ state: 'held', findings: [] });
  });

  test('is tried on the past before anybody relies on it', async () => {
    const app = await startQuiet();
    const hour = toPastTheHour(app);
    const outage = plusMs(hour, -10 * dayMs);
    const back = plusMs(outage, 12 * hourMs);
    await writePastSales(app, usualSales(plusMs(hour, -80 * dayMs), outage, 5));
    await writePastSales(app, usualSales(back, hour, 6));
    const result = await app.flows().backtestAlerts(owner, 60);
    expect(result).toMatchObject({ ok: true, backtest: { days: 60 } });
    const firings = result.ok ? result.backtest.firings : [];
    expect(firings.some(({ from, dimension }) => dimension === 'total' && from > outage && from <= back)).toBe(true);
    expect(firings.length).toBeLessThanOrEqual(3);
    expect(await app.db().selectFrom('incidents').selectAll().execute()).toEqual([]);
  });
});
