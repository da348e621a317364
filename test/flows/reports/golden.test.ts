import { expect, it } from 'vitest';
import { currency } from '../../../src/domain/money.ts';
import type { Report, Sums } from '../../../src/domain/reports/report.ts';
import { type BusinessDate, type Instant, instantOf } from '../../../src/domain/time.ts';
import { zone } from '../../../src/domain/zone.ts';
import { runReport } from '../../../src/flows/reports/run-report.ts';
import type { ReportWish } from '../../../src/flows/reports/types.ts';
import { saveRates } from '../../../src/store/rates.ts';
import { owner } from '../../support/app.ts';
import { rebuildAll, recordSales, reportDeps } from '../../support/sales.ts';
import { describeStores, type Stores } from '../../support/stores.ts';
import { type GoldenSale, type GoldenSums, goldenEvents, goldenSums } from './golden.ts';

const newYork = zone('America/New_York');
/** Sunday, 8 November, 14:05 in New York. */
const now = '2026-11-08T19:05:00.000Z' as Instant;
const eurRate = (date: string) => ({
  currency: currency('EUR'),
  base: currency('USD'),
  date: date as BusinessDate,
  rate: '2',
  source: 'operator',
});

async function openGolden({ open }: Stores, state: 'stored' | 'unsummed') {
  const store = await open();
  const deps = reportDeps(store, newYork, now);
  await recordSales(store, goldenEvents());
  if (state === 'stored') await rebuildAll(deps);
  const run = async (wish: ReportWish): Promise<Report> => {
    const result = await runReport(deps, owner, wish);
    if (!result.ok) throw new Error(result.reason);
    return result.report;
  };
  return { deps, run };
}

function told(sums: Pick<Sums, 'totals'>, code: string): GoldenSums {
  const measures = sums.totals.find((total) => total.currency === currency(code))?.measures;
  return {
    gross: measures?.grossMinor ?? 0,
    refunded: measures?.refundedMinor ?? 0,
    payments: measures?.payments ?? 0,
    purchases: measures?.purchases ?? 0,
  };
}

const between = (from: string, to: string) => (local: string) => local.slice(0, 10) >= from && local.slice(0, 10) <= to;
const upToTime = (date: string, time: string) => (local: string) =>
  local.slice(0, 10) === date && local.slice(11, 16) < time;
const bothCurrencies = (report: Sums) => ['usd', 'eur'].map((code) => told(report, code));
const expected = (isWanted: (local: string) => boolean) => ['usd', 'eur'].map((code) => goldenSums(code, isWanted));

const days = [
  '2026-02-27',
  '2026-02-28',
  '2026-03-01',
  '2026-03-07',
  '2026-03-08',
  '2026-03-09',
  '2026-03-31',
  '2026-04-01',
  '2026-10-31',
  '2026-11-01',
  '2026-11-02',
  '2026-11-07',
];

describeStores('reports around clock changes and ends of months', (stores) => {
  it.each(['stored', 'unsummed'] as const)('tell every day, week and month as counted by hand (%s)', async (state) => {
    const { run } = await openGolden(stores, state);
    for (const day of days) {
      const report = await run({ kind: 'daily', period: day });
      expect([day, bothCurrencies(report)]).toEqual([day, expected(between(day, day))]);
      expect([day, report.purchases]).toEqual([day, report.totals.reduce((sum, one) => sum + one.measures.starts, 0)]);
    }
    const ranges = [
      ['2026-02', '2026-02-01', '2026-02-28'],
      ['2026-03', '2026-03-01', '2026-03-31'],
      ['2026-10', '2026-10-01', '2026-10-31'],
      ['2026-10-26..2026-11-01', '2026-10-26', '2026-11-01'],
      ['2026-02-27..2026-04-01', '2026-02-27', '2026-04-01'],
    ] as const;
    for (const [period, from, to] of ranges) {
      const report = await run({ kind: 'monthly', period });
      expect([period, bothCurrencies(report)]).toEqual([period, expected(between(from, to))]);
    }
  });

  it('have 23 and 25 hours on the days of the switch, and the repeated hour twice', async () => {
    const { run } = await openGolden(stores, 'stored');
    const spring = await run({ kind: 'daily', period: '2026-03-08' });
    const autumn = await run({ kind: 'daily', period: '2026-11-01' });
    expect([spring.steps.length, autumn.steps.length]).toEqual([23, 25]);
    const sold = autumn.steps.filter((step) => told(step, 'eur').payments > 0);
    expect(sold.map(({ hour }) => hour)).toEqual(['2026-11-01T05:00:00.000Z', '2026-11-01T06:00:00.000Z']);
  });

  it('count a purchase over midnight in the day of its first payment, so that days add up to the period', async () => {
    const { run } = await openGolden(stores, 'stored');
    const of = async (period: string) => (await run({ kind: 'daily', period })).purchases;
    expect([await of('2026-10-31'), await of('2026-11-01')]).toEqual([1, 5]);
    expect(await of('2026-10-31..2026-11-01')).toBe(6);
    const month = await run({ kind: 'monthly', period: '2026-10-26..2026-11-08' });
    expect(month.steps.reduce((sum, { purchases }) => sum + purchases, 0)).toBe(month.purchases);
  });

  it('compare an unfinished day up to the same local time, also across the switch', async () => {
    const { run } = await openGolden(stores, 'stored');
    const today = await run({ kind: 'daily' });
    expect(today.period).toMatchObject({ from: '2026-11-08', upToLocal: '14:05', isWhole: false });
    const [sameWeekday, dayBefore] = today.comparisons;
    expect(sameWeekday).toMatchObject({ kind: 'same_weekday', from: '2026-11-01', upTo: '2026-11-01T19:05:00.000Z' });
    expect(bothCurrencies(sameWeekday as Sums)).toEqual(expected(upToTime('2026-11-01', '14:05')));
    expect(dayBefore).toMatchObject({ kind: 'day_before', from: '2026-11-07', upTo: '2026-11-07T19:05:00.000Z' });
    const week = await run({ kind: 'weekly', period: 'this week' });
    expect(week.comparisons.map(({ kind, from, to, upTo }) => [kind, from, to, upTo])).toEqual([
      ['previous_period', '2026-10-26', '2026-11-01', '2026-11-01T19:05:00.000Z'],
      ['four_week_mean', '2026-10-05', '2026-11-01', '2026-11-01T19:05:00.000Z'],
    ]);
    expect(told(week.comparisons[0] as Sums, 'usd').gross).toBe(510 + 520 + 530 + 560);
    const month = await run({ kind: 'monthly', period: 'this month' });
    expect(month.comparisons).toMatchObject([
      { kind: 'previous_period', from: '2026-10-01', to: '2026-10-08', upTo: '2026-10-08T18:05:00.000Z' },
    ]);
  });

  it('compare a whole month with the whole month before, however long', async () => {
    const { run } = await openGolden(stores, 'stored');
    const march = await run({ kind: 'monthly', period: '2026-03' });
    expect(march.comparisons).toMatchObject([{ kind: 'previous_period', from: '2026-02-01', to: '2026-02-28' }]);
    expect(bothCurrencies(march.comparisons[0] as Sums)).toEqual(expected(between('2026-02-01', '2026-02-28')));
  });

  it('take money back from the sale in campaigns, from the day in the total', async () => {
    const { run } = await openGolden(stores, 'stored');
    const february = await run({ kind: 'campaigns', period: '2026-02' });
    const [core] = february.rankings[0]?.rows ?? [];
    expect(core).toMatchObject({ value: 'core', measures: { grossMinor: 3_300, salesBackMinor: 300 } });
    expect(told(february, 'usd').refunded).toBe(0);
    expect(february.rankings[0]).toMatchObject({ basis: 'sale', rankedBy: 'netOfSales' });
  });

  it('tell the base currency only with a rate, each day at its own', async () => {
    const { deps, run } = await openGolden(stores, 'stored');
    const without = await run({ kind: 'daily', period: '2026-11-01' });
    expect(without.inBase).toBeNull();
    expect(without.base?.missing).toEqual([{ currency: 'EUR', from: '2026-11-01', to: '2026-11-01' }]);
    expect(without.rankings[0]?.rankedBy).toBe('purchases');
    await deps.commits.submit((tx) => saveRates(tx, [eurRate('2026-10-15')], 'test', now));
    const report = await run({ kind: 'daily', period: '2026-11-01' });
    const usd = goldenSums('usd', between('2026-11-01', '2026-11-01')).gross;
    expect(report.inBase?.grossMinor).toBe(usd + 2 * (540 + 550));
    expect(report.base?.used).toMatchObject([{ currency: 'EUR', rate: '2', date: '2026-10-15' }]);
    expect(report.rankings[0]?.rows.map(({ value }) => value)).toEqual(['DE', 'US', 'CA']);
  });

  it('say who is new, and best and worst of the whole days', async () => {
    const { run } = await openGolden(stores, 'stored');
    const week = await run({ kind: 'weekly', period: '2026-11-02..2026-11-08' });
    // cus_a and cus_b had bought in February.
    expect(week.customers).toEqual({ all: 4, new: 2, returning: 2, newSince: null });
    expect([week.best?.date, week.worst?.date]).toEqual(['2026-11-07', '2026-11-03']);
  });

  it('of one country or campaign are the sums of its own sales', async () => {
    const { run } = await openGolden(stores, 'stored');
    const filters: readonly (readonly [Parameters<typeof run>[0]['filter'], (one: GoldenSale) => boolean])[] = [
      [{ countries: ['ca'], campaigns: [] }, ({ country }) => country === 'CA'],
      [{ countries: [], campaigns: ['AUT', 'spri'] }, ({ campaign }) => campaign !== 'core'],
      [{ countries: ['US'], campaigns: ['core'] }, ({ country, campaign }) => country === 'US' && campaign === 'core'],
    ];
    const isWanted = between('2026-10-26', '2026-11-08');
    for (const [filter, only] of filters) {
      const report = await run({ kind: 'weekly', period: '2026-10-26..2026-11-08', filter });
      expect(told(report, 'usd')).toEqual(goldenSums('usd', isWanted, only));
      const rows = report.rankings.find(({ dimension }) => dimension === 'campaign')?.rows ?? [];
      const inRows = rows
        .filter((row) => row.currency === 'USD')
        .reduce((sum, row) => sum + row.measures.grossMinor, 0);
      expect(inRows).toBe(goldenSums('usd', isWanted, only).gross);
      expect(report.customers).toBeNull();
    }
  });

  it('tell places against an hour ago, or against the report before', async () => {
    const { run } = await openGolden(stores, 'stored');
    const places = (report: Report) => report.rankings[0]?.rows.map((row) => [row.value, row.place, row.placeBefore]);
    const geo = await run({ kind: 'geo' });
    expect(geo.comparisons[0]).toMatchObject({ kind: 'hour_before', upTo: instantOf(Date.parse(now) - 3_600_000) });
    expect(places(geo)).toEqual([
      ['CA', 1, null],
      ['US', 2, 1],
    ]);
    const since = instantOf(Date.parse(now) - 500);
    expect(places(await run({ kind: 'geo', since }))).toEqual([
      ['CA', 1, 1],
      ['US', 2, 2],
    ]);
  });

  it('refuse what is no period, or too long a one', async () => {
    const { deps } = await openGolden(stores, 'stored');
    for (const period of ['soon', '2025-01-01..2026-11-01', '2026-11-09'])
      expect(await runReport(deps, owner, { kind: 'daily', period })).toEqual({ ok: false, reason: 'bad_period' });
    expect(await runReport(deps, owner, { kind: 'daily', period: '2025-10-05..2026-11-08' })).toMatchObject({
      ok: true,
    });
  });
});
