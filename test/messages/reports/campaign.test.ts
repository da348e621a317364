import { describe, expect, test } from 'vitest';
import type { CampaignAnalysis, JudgedCampaign } from '../../../src/domain/reports/campaign-analysis.ts';
import type { Verdict } from '../../../src/domain/verdicts/campaign-verdict.ts';
import { campaignChoice, campaignPage, campaignsMessage } from '../../../src/messages/reports/campaign.ts';
import { verdictText } from '../../../src/messages/reports/verdict.ts';
import { renderRich } from '../../../src/messages/telegram-rich.ts';
import { locales } from '../../../src/messages/text.ts';
import { drawnRich } from '../../support/drawn-rich.ts';
import {
  campaigns,
  comparison,
  countries,
  creatives,
  longName,
  reader,
  report,
  total,
  usd,
} from '../../support/report-samples.ts';
import { shown } from '../samples.ts';

const between = (value: number) => ({ value, low: value * 0.8, high: value * 1.25 });

function judged(verdict: Verdict, over: Partial<JudgedCampaign> = {}): JudgedCampaign {
  const hasSpend = ['scale', 'hold', 'watch', 'stop'].includes(verdict);
  return {
    campaign: longName,
    verdict,
    probability: 0.97,
    purchases: 24,
    averageOrder: between(2_700),
    conversion: null,
    revenuePerDay: between(9_143),
    roas: hasSpend ? between(1.92) : null,
    costPerPurchase: hasSpend ? between(1_400) : null,
    margin: hasSpend ? { value: 0.48, low: 0.35, high: 0.58 } : null,
    needs: verdict === 'watch' ? { purchases: 40, days: 12 } : null,
    isFarAboveAverage: false,
    revenueMinor: 64_000,
    spendMinor: hasSpend ? 33_333 : null,
    days: 7,
    share: 0.54,
    ...over,
  };
}

function analysis(all: readonly JudgedCampaign[], over: Partial<CampaignAnalysis> = {}): CampaignAnalysis {
  const own = report('campaigns', { basis: 'sale', rankings: [campaigns] });
  const days = { from: own.period.from, to: own.period.to };
  const hasSpend = all.some(({ spendMinor }) => spendMinor !== null);
  return {
    report: own,
    currency: usd,
    judged: days,
    spendUntil: hasSpend ? days.to : null,
    campaigns: all,
    rates: [],
    missing: [],
    ...over,
  };
}

const page = (one: JudgedCampaign) => {
  const own = report('campaigns', {
    basis: 'sale',
    campaign: longName,
    totals: [total(usd, 70_000, 24, 6_000)],
    rankings: [creatives, countries],
    comparisons: [comparison('previous_period', '2026-11-12', '2026-11-18', [total(usd, 50_000, 20)])],
  });
  return analysis([one], { report: own });
};

const all = ['scale', 'hold', 'watch', 'stop', 'strong', 'average', 'weak'] as const;

describe.each(locales)('in %s', (locale) => {
  test('the report on campaigns says what to think of each', () => {
    const one = analysis(all.slice(0, 4).map((verdict) => judged(verdict, { campaign: verdict })));
    const other = analysis(all.slice(4).map((verdict) => judged(verdict, { campaign: verdict })));
    for (const each of [one, other]) expect(shown(campaignsMessage(each, reader(locale)))).toMatchSnapshot();
  });

  test.each(['watch', 'strong'] as const)('a page of a campaign: %s', (verdict) => {
    expect(shown(campaignPage(page(judged(verdict)), reader(locale)))).toMatchSnapshot();
  });

  test('a page and the report in blocks', () => {
    for (const message of [
      campaignPage(page(judged('watch')), reader(locale)),
      campaignsMessage(analysis([judged('scale')]), reader(locale)),
    ]) {
      const rich = renderRich(message, 'h');
      expect(rich && drawnRich(rich)).toMatchSnapshot();
    }
  });

  test('several campaigns, and none', () => {
    const found = [
      { name: longName, handle: 'h' },
      { name: 'core <b>', handle: 'i' },
    ];
    expect(shown(campaignChoice('core', found, reader(locale)))).toMatchSnapshot();
    expect(shown(campaignChoice('<b>', [], reader(locale)))).toMatchSnapshot();
  });
});

describe('the rule that operators know', () => {
  const words = (one: JudgedCampaign) => shown(campaignPage(page(one), reader('en')));

  test('is said where the evidence supports it, and is a question without spend', () => {
    expect(words(judged('scale', { isFarAboveAverage: true }))).toContain('→ raise the budget by 20–30\u00a0%.');
    expect(words(judged('strong', { isFarAboveAverage: true }))).toContain('Raise the budget by 20–30\u00a0%?');
  });

  test.each(all)('is not said of %s otherwise', (verdict) => {
    expect(words(judged(verdict))).not.toContain('20–30');
  });

  test.each(['strong', 'average', 'weak'] as const)('%s: without spend there is no word of return', (verdict) => {
    expect(words(judged(verdict))).not.toMatch(/ROAS|margin/i);
  });
});

test('what is called average only because it cannot be told claims no certainty', () => {
  const unclear = judged('average', { probability: 0.05 });
  expect(locales.map((locale) => verdictText(unclear, usd, locale).split(' · ')[0])).toMatchInlineSnapshot(`
    [
      "⚪ Обычная выручка: пока не ясно, сильная или слабая",
      "⚪ Average revenue: not clearly strong or weak yet",
    ]
  `);
});
