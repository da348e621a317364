import { describe, expect, test } from 'vitest';
import {
  type CampaignFacts,
  defaultVerdictSettings,
  judgeCampaigns as judgeWith,
  surestTogether,
} from '../../../src/domain/verdicts/campaign-verdict.ts';
import * as statistics from '../../../src/lib/stats.ts';
import { between, randomOf } from '../anomalies/synthetic.ts';
import { noVerdicts, simulateCampaigns, verdictQuality } from './simulate.ts';

const judgeCampaigns = (campaigns: readonly CampaignFacts[]) => judgeWith(campaigns, statistics);

const target = 1 / (1 - defaultVerdictSettings.targetMargin);

function facts(campaign: string, purchases: number, spendMinor: number | null, order = 2000): CampaignFacts {
  return {
    ...{
      campaign,
      days: 14,
      purchases,
      revenueMinor: purchases * order,
      revenueSquares: 1.36 * purchases * order ** 2,
    },
    ...{ attempts: purchases * 1.2, succeeded: purchases, spendMinor },
  };
}

describe('on simulated campaigns with known truth', () => {
  let quality = noVerdicts;
  let stops = { told: 0, right: 0 };
  for (let account = 0; account < 60; account += 1) {
    const random = randomOf(7000 + account);
    const campaigns = simulateCampaigns(random, 20, between(random, 0.9, 1.6), between(random, 0.2, 0.5));
    const verdicts = judgeCampaigns(campaigns.map((campaign) => campaign.facts));
    quality = verdictQuality(campaigns, (index) => verdicts[index]?.verdict === 'scale', target, quality);
    for (const [index, { trueRoas }] of campaigns.entries()) {
      if (verdicts[index]?.verdict !== 'stop') continue;
      stops = { told: stops.told + 1, right: stops.right + (trueRoas < 1 ? 1 : 0) };
    }
  }

  test('"scale" is right in nine of ten cases where it is given', () => {
    expect(quality.scaled).toBeGreaterThan(100);
    expect(quality.right / quality.scaled).toBeGreaterThanOrEqual(0.9);
  });

  test('"scale" is given to six of ten whose margin allows it, from a hundred sales on', () => {
    expect(quality.allowed).toBeGreaterThan(100);
    expect(quality.allowedScaled / quality.allowed).toBeGreaterThanOrEqual(0.6);
  });

  test('"stop" is right in nine of ten', () => {
    expect(stops.told).toBeGreaterThan(100);
    expect(stops.right / stops.told).toBeGreaterThanOrEqual(0.9);
  });

  test('nine of ten intervals hold the truth', () => {
    let [held, all] = [0, 0];
    for (let account = 0; account < 30; account += 1) {
      const campaigns = simulateCampaigns(randomOf(9000 + account), 20, 1.25, 0.4);
      const verdicts = judgeCampaigns(campaigns.map((campaign) => campaign.facts));
      for (const [index, { trueRoas }] of campaigns.entries()) {
        const roas = verdicts[index]?.roas;
        all += 1;
        held += roas && trueRoas >= roas.low && trueRoas <= roas.high ? 1 : 0;
      }
    }
    expect(held / all).toBeGreaterThan(0.85);
    expect(held / all).toBeLessThan(0.95);
  });
});

describe('a campaign', () => {
  const usual = [
    facts('a', 300, 500_000),
    facts('b', 400, 660_000),
    facts('c', 250, 410_000),
    facts('d', 500, 800_000),
  ];

  const unlike = [
    facts('e', 300, 300_000),
    facts('f', 400, 1_200_000),
    facts('g', 250, 500_000),
    facts('h', 90, 80_000),
  ];

  test('of three lucky sales does not top the list, and is told what is missing', () => {
    const verdicts = judgeCampaigns([...usual, facts('lucky', 3, 1_500)]);
    const lucky = verdicts.at(-1);
    expect(lucky?.verdict).toBe('watch');
    expect(lucky?.roas?.value).toBeLessThan(2);
    expect(lucky?.roas?.low).toBeLessThan(target);
  });

  test('that surely earns more than the target is scaled; that surely loses is stopped', () => {
    const [good, bad] = judgeCampaigns([facts('good', 400, 300_000), facts('bad', 400, 1_600_000), ...usual]);
    expect(good).toMatchObject({ verdict: 'scale', needs: null });
    expect(good?.probability).toBeGreaterThan(0.95);
    expect(good?.margin?.low).toBeGreaterThan(defaultVerdictSettings.targetMargin);
    expect(bad).toMatchObject({ verdict: 'stop' });
    expect(bad?.margin?.high).toBeLessThan(0);
  });

  test('between break-even and target, with the evidence, is held', () => {
    const [between] = judgeCampaigns([facts('between', 3000, 5_400_000), ...usual]);
    expect(between?.verdict).toBe('hold');
  });

  test('near the target with few sales is watched, with how many sales decide', () => {
    const [near] = judgeCampaigns([facts('near', 40, 58_000), ...unlike]);
    expect(near?.verdict).toBe('watch');
    expect(near?.needs?.purchases).toBeGreaterThan(10);
    expect(near?.needs?.days).toBe(Math.ceil((near?.needs?.purchases ?? 0) / (40 / 14)));
  });

  test('without spend the average campaign has the mean revenue, however few sales go with high prices', () => {
    const verdicts = judgeCampaigns([
      facts('a', 90, null, 3000),
      facts('b', 72, null, 1150),
      facts('c', 2, null, 9000),
    ]);
    // 193, 59 and 13 a day: twice the mean of the three.
    expect(verdicts[0]?.verdict).toBe('strong');
  });

  test('without spend is strong, average or weak, and no return is claimed', () => {
    const verdicts = judgeCampaigns([
      facts('big', 900, null),
      facts('mid', 300, null),
      facts('mid2', 320, null),
      facts('tiny', 8, null),
    ]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['strong', 'average', 'average', 'weak']);
    for (const { roas, margin, costPerPurchase } of verdicts)
      expect([roas, margin, costPerPurchase]).toEqual([null, null, null]);
  });

  test('the old rule of 150 % above average is supported by many sales, not by few', () => {
    const many = [
      facts('big', 3000, null),
      ...['m', 'n', 'o', 'p', 'q', 'r', 's'].map((name) => facts(name, 200, null)),
    ];
    expect(judgeCampaigns(many)[0]?.isFarAboveAverage).toBe(true);
    const few = [facts('big', 6, null), ...['m', 'n', 'o', 'p', 'q', 'r', 's'].map((name) => facts(name, 2, null))];
    expect(judgeCampaigns(few)[0]?.isFarAboveAverage).toBe(false);
  });
});

test('nothing sold, nothing spent and a lone campaign give no NaN', () => {
  const odd = [
    facts('none', 0, 0),
    facts('spent', 0, 90_000),
    facts('free', 5, null),
    { ...facts('new', 0, null), days: 0 },
  ];
  for (const campaigns of [odd, odd.slice(0, 1), odd.slice(1, 2), odd.slice(2, 3), odd.slice(3), []]) {
    const text = JSON.stringify(judgeCampaigns(campaigns), (_, value) => (Number.isNaN(value) ? 'NaN' : value));
    expect(text).not.toContain('NaN');
  }
});

test('claims made together are wrong in at most the wanted share, and none is less sure than the least', () => {
  expect([...surestTogether([0.99, 0.7, 0.85, 0.97], 0.05, 0.8)]).toEqual([0, 3]);
  expect([...surestTogether([0.99, 0.99, 0.99, 0.85], 0.05, 0.8)]).toEqual([0, 1, 2, 3]);
  expect([...surestTogether([0.79], 0.5, 0.8)]).toEqual([]);
});
