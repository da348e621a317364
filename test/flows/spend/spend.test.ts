import { expect, it } from 'vitest';
import type { BusinessDate, Instant } from '../../../src/domain/time.ts';
import { zone } from '../../../src/domain/zone.ts';
import type { FlowDeps } from '../../../src/flows/deps.ts';
import { analyzeCampaigns } from '../../../src/flows/reports/analyze-campaigns.ts';
import { readSheetSpend } from '../../../src/flows/spend/read-sheet.ts';
import { type SavedSpend, type SpendInput, saveSpend } from '../../../src/flows/spend/save-spend.ts';
import { listSpend } from '../../../src/store/spend.ts';
import { owner, startApp } from '../../support/app.ts';
import { rebuildAll, recordSales, reportDeps } from '../../support/sales.ts';
import { worldStart } from '../../support/small-world.ts';
import { describeStores, type Stores } from '../../support/stores.ts';
import { chargeEvent, eventOf } from '../../support/stripe-facts.ts';

const now = '2026-11-08T12:00:00.000Z' as Instant;
const all = { from: '2026-01-01' as BusinessDate, to: '2026-12-31' as BusinessDate };

async function openSpend({ open }: Stores) {
  const store = await open();
  const deps = reportDeps(store, zone('UTC'), now) as FlowDeps;
  const save = async (input: SpendInput, dryRun = false): Promise<SavedSpend> => {
    const result = await saveSpend(deps, owner, input, dryRun);
    if (!result.ok) throw new Error(result.reason);
    return result.spend;
  };
  const csv = (text: string, dryRun = false) => save({ source: 'file', csv: text }, dryRun);
  const stored = async () =>
    (await listSpend(store.reader, all))
      .map((one) => `${one.date} ${one.campaign} ${one.amountMinor} ${one.currency}`)
      .sort();
  return { deps, store, save, csv, stored };
}

describeStores('ad spend', (stores) => {
  it('is read from a file as people export it, and the same file twice is as once', async () => {
    const { csv, stored } = await openSpend(stores);
    const file = [
      '\ufeffДата;Кампания;Расход;Валюта',
      '2026-11-01;"Весна; US";1 234,56;usd',
      '01.11.2026;"Весна; US";100;USD',
      '',
      '2026-11-02;Осень;"2.000,50";EUR',
    ].join('\r\n');
    expect(await csv(file, true)).toMatchObject({ saved: false, added: 2, changed: 0, same: 0, campaigns: 2 });
    expect(await stored()).toEqual([]);
    expect(await csv(file)).toMatchObject({ saved: true, added: 2, from: '2026-11-01', to: '2026-11-02' });
    expect(await csv(file)).toMatchObject({ saved: true, added: 0, changed: 0, same: 2 });
    expect(await stored()).toEqual(['2026-11-01 Весна; US 133456 USD', '2026-11-02 Осень 200050 EUR']);
  });

  it('with a line that cannot be read is not saved at all, and each such line is named', async () => {
    const { csv, stored } = await openSpend(stores);
    const file = [
      'campaign,date,spend',
      'spring,2026-11-01,10',
      ',2026-11-01,10',
      'spring,2026-11-31,10',
      'spring,2026-12-01,10',
      '"two\nlines",2026-11-01,-5',
      'spring,2026-11-01,ten',
    ].join('\n');
    const { problems, saved } = await csv(file);
    expect(saved).toBe(false);
    expect(problems.map(({ line, problem }) => `${line} ${problem.split(' ').slice(0, 2).join(' ')}`)).toEqual([
      '3 the campaign',
      '4 the date',
      '5 the date',
      '7 the spend',
      '8 the spend',
    ]);
    expect(await stored()).toEqual([]);
    expect((await csv('day,what\n2026-11-01,5')).problems[0]?.problem).toContain('campaign, date, spend');
    expect((await csv('"open')).problems).toHaveLength(1);
  });

  it('of several sources is what the last one said; a sheet takes back what it no longer says', async () => {
    const { csv, save, stored } = await openSpend(stores);
    await csv('campaign,date,spend\nspring,2026-11-01,10\nautumn,2026-11-02,20');
    const rows = [['campaign', 'date', 'spend'], ['spring', '2026-11-01', '11'], ['core', '2026-11-02', '5'], []];
    await save({ source: 'sheet', rows });
    const removed = await save({ source: 'sheet', rows: rows.filter(([name]) => name !== 'core') });
    expect(removed.removed).toBe(0);
    const moved = await save({ source: 'sheet', rows: [...rows.slice(0, 2), ['winter', '2026-11-02', '7']] });
    expect(moved).toMatchObject({ added: 1, removed: 1 });
    expect(await stored()).toEqual(
      ['2026-11-01 spring 1100 USD', '2026-11-02 autumn 2000 USD', '2026-11-02 winter 700 USD'].sort(),
    );
  });
});

describeStores('the analysis of campaigns', (stores) => {
  it('puts sales by sale, spend and verdict together, over the days of which spend is known', async () => {
    const { deps, store, csv } = await openSpend(stores);
    const sale = (n: number, campaign: string, amount = 1_000) =>
      chargeEvent(n * 900, { customer: `cus_${n}`, amount, metadata: { campaign_name: campaign } });
    const good = Array.from({ length: 120 }, (_, n) => sale(n, 'good'));
    const bad = Array.from({ length: 40 }, (_, n) => sale(200 + n, 'bad'));
    const back = eventOf('refund', {
      ...{ id: 're_1', amount: 400, charge: 'ch_0', payment_intent: 'pi_0', currency: 'usd', status: 'succeeded' },
      created: worldStart + 5 * 86_400,
    });
    // After the last day of which spend is known.
    const late = sale(4 * 96 + 1, 'good', 77_000);
    await recordSales(store, [...good, ...bad, back, late]);
    await rebuildAll(deps);
    await csv('campaign,date,spend\ngood,2026-11-01,150\nbad,2026-11-03,900\nempty,2026-11-02,300\ngood,2026-11-04,0');
    const result = await analyzeCampaigns(deps, owner, { period: '2026-11-01..2026-11-07' });
    if (!result.ok) throw new Error(result.reason);
    const { campaigns, judged, spendUntil, currency } = result.analysis;
    expect([judged, spendUntil, currency]).toEqual([{ from: '2026-11-01', to: '2026-11-04' }, '2026-11-04', 'USD']);
    expect(campaigns.map((one) => [one.campaign, one.verdict, one.revenueMinor, one.spendMinor])).toEqual([
      ['good', 'scale', 120 * 1_000 - 400, 15_000],
      ['bad', 'stop', 40 * 1_000, 90_000],
      ['empty', expect.stringMatching(/watch|stop/), 0, 30_000],
    ]);
    const row = result.analysis.report.rankings[0]?.rows[0];
    expect(row).toMatchObject({ value: 'good', measures: { grossMinor: 120 * 1_000 + 77_000, salesBackMinor: 400 } });
    const one = await analyzeCampaigns(deps, owner, { period: '2026-11-01..2026-11-07', campaign: 'bad' });
    expect(one).toMatchObject({ analysis: { campaigns: [{ campaign: 'bad', verdict: 'stop' }] } });
    const ask = (campaign: string) => analyzeCampaigns(deps, owner, { period: '2026-10-01..2026-10-07', campaign });
    expect(await ask('nobody')).toEqual({ ok: false, reason: 'not_found' });
    for (const known of ['good', 'empty']) expect(await ask(known)).toMatchObject({ ok: true });
  });

  it('without spend says nothing of return, and gives no verdict on the budget', async () => {
    const { deps, store } = await openSpend(stores);
    const events = Array.from({ length: 12 }, (_, n) =>
      chargeEvent(n * 900, { customer: `cus_${n}`, metadata: { campaign_name: n % 3 === 0 ? 'a' : 'b' } }),
    );
    await recordSales(store, events);
    const result = await analyzeCampaigns(deps, owner, { period: '2026-11-01..2026-11-07' });
    expect(result).toMatchObject({ ok: true, analysis: { spendUntil: null, judged: { to: '2026-11-07' } } });
    for (const one of result.ok ? result.analysis.campaigns : []) {
      expect(['strong', 'average', 'weak']).toContain(one.verdict);
      expect([one.roas, one.margin, one.costPerPurchase, one.spendMinor]).toEqual([null, null, null, null]);
    }
  });
});

it('is taken over from the range of the sheet that is named', async () => {
  const app = await startApp({ env: { AD_SPEND_RANGE: 'Spend!A:D', BASE_CURRENCY: 'EUR' } });
  app.world.google.addTab('Spend');
  const rows = [
    ['Campaign', 'Day', 'Spend', 'Currency'],
    ['spring', 46_000, 12.5],
    [],
    ['autumn', '02.11.2025', '7,25', 'usd'],
  ];
  for (const [y, row] of rows.entries())
    for (const [x, cell] of row.entries()) app.world.google.edit('Spend', `${'ABCD'[x]}${y + 1}`, cell);
  const result = await readSheetSpend(app.running().deps, new AbortController().signal);
  expect(result).toMatchObject({ ok: true, spend: { saved: true, added: 2 } });
  const spends = await listSpend(app.db(), { from: '2025-01-01' as BusinessDate, to: all.to });
  expect(spends.toSorted((a, b) => a.date.localeCompare(b.date))).toEqual([
    { campaign: 'autumn', date: '2025-11-02', currency: 'USD', amountMinor: 725 },
    { campaign: 'spring', date: '2025-12-09', currency: 'EUR', amountMinor: 1_250 },
  ]);
});
