import { z } from 'zod';
import type { CampaignAnalysis, JudgedCampaign } from '../../domain/reports/campaign-analysis.ts';
import { reportAnswer, reportBody } from './report-body.ts';
import { businessDate, count, money } from './shapes.ts';

const estimated = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .meta({ description: 'With the interval that holds the truth with probability 0.9' });

export const analysisAnswer = reportAnswer.extend({
  currency: z.string().meta({ description: 'What revenue, spend and verdicts are told in' }),
  judged: z.object({ from: businessDate, to: businessDate }),
  spendUntil: businessDate.nullable(),
  missingRates: z.array(z.looseObject({ currency: z.string(), from: businessDate, to: businessDate })),
  campaigns: z.array(
    z.looseObject({
      campaign: z.string(),
      verdict: z.enum(['scale', 'hold', 'watch', 'stop', 'strong', 'average', 'weak']),
      probability: z.number(),
      purchases: count,
      days: count,
      share: z.number(),
      revenue: money,
      spend: money.nullable(),
      roas: estimated.nullable(),
      costPerPurchase: estimated.nullable(),
      margin: estimated.nullable(),
      needs: z.object({ purchases: count, days: count }).nullable(),
    }),
  ),
});

function campaignBody({ revenueMinor, spendMinor, ...judged }: JudgedCampaign, currency: string) {
  return {
    ...judged,
    revenue: { amountMinor: revenueMinor, currency },
    spend: spendMinor === null ? null : { amountMinor: spendMinor, currency },
  };
}

/** The report's own numbers, and what can be said of each campaign. Estimates of money are in minor units. */
export function analysisBody({ report, currency, campaigns, judged, spendUntil, missing }: CampaignAnalysis) {
  return {
    ...reportBody(report),
    currency,
    judged,
    spendUntil,
    missingRates: missing,
    campaigns: campaigns.map((one) => campaignBody(one, currency)),
  };
}
