import type { CampaignFacts } from '../../../src/domain/verdicts/campaign-verdict.ts';
import { normal, poisson, type Random } from '../anomalies/synthetic.ts';

export type Simulated = Readonly<{
  facts: CampaignFacts;
  trueRoas: number;
  trueOrder: number;
  trueRevenuePerDay: number;
}>;

/**
 * Campaigns of one account with known truth: returns, order values and sizes differ from campaign to campaign, single
 * orders are log-normal, sales Poisson given the spend.
 */
export function simulateCampaigns(
  random: Random,
  count: number,
  meanRoas: number,
  spread: number,
): readonly Simulated[] {
  const accountOrder = 1000 + 4000 * random();
  return Array.from({ length: count }, (_, index) => {
    const trueOrder = accountOrder * Math.exp(0.25 * normal(random) - 0.03);
    const trueRoas = meanRoas * Math.exp(spread * normal(random) - spread ** 2 / 2);
    const spendMinor = Math.round((trueOrder / trueRoas) * Math.exp(Math.log(5) + random() * Math.log(400)));
    const days = 14;
    const purchases = poisson(random, (spendMinor * trueRoas) / trueOrder);
    let [revenueMinor, revenueSquares] = [0, 0];
    for (let sale = 0; sale < purchases; sale += 1) {
      const amount = Math.round(trueOrder * Math.exp(0.6 * normal(random) - 0.18));
      revenueMinor += amount;
      revenueSquares += amount ** 2;
    }
    const attempts = Math.max(purchases, Math.round(purchases / (0.7 + 0.25 * random())));
    const facts = {
      campaign: `c${index}`,
      days,
      purchases,
      revenueMinor,
      revenueSquares,
      attempts,
      succeeded: purchases,
      spendMinor,
    };
    return { facts, trueRoas, trueOrder, trueRevenuePerDay: (spendMinor * trueRoas) / days };
  });
}

export type VerdictQuality = Readonly<{ scaled: number; right: number; allowed: number; allowedScaled: number }>;

export const noVerdicts: VerdictQuality = { scaled: 0, right: 0, allowed: 0, allowedScaled: 0 };

/** `isScaled` for each campaign; allowed are those above the target return with at least a hundred sales. */
export function verdictQuality(
  campaigns: readonly Simulated[],
  isScaled: (index: number) => boolean,
  targetRoas: number,
  before: VerdictQuality = noVerdicts,
): VerdictQuality {
  const quality = { ...before };
  for (const [index, { trueRoas, facts }] of campaigns.entries()) {
    const isAllowed = trueRoas > targetRoas && facts.purchases >= 100;
    quality.allowed += isAllowed ? 1 : 0;
    if (!isScaled(index)) continue;
    quality.scaled += 1;
    quality.right += trueRoas > targetRoas ? 1 : 0;
    quality.allowedScaled += isAllowed ? 1 : 0;
  }
  return quality;
}
