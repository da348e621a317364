import type { MissingRate, Rate } from '../metrics/rates.ts';
import type { Currency } from '../money.ts';
import type { Days } from '../period-words.ts';
import type { BusinessDate } from '../time.ts';
import type { CampaignVerdict } from '../verdicts/campaign-verdict.ts';
import type { Report } from './report.ts';

/** A campaign's verdict, and what it was made of. */
export type JudgedCampaign = CampaignVerdict &
  Readonly<{
    /** Net of money back, of the sales of the judged days. */
    revenueMinor: number;
    /** Null: nobody said. */
    spendMinor: number | null;
    /** Days on which it sold or was paid for. */
    days: number;
    /** Of the revenue of all campaigns; 0 where there is none. */
    share: number;
  }>;

/** Campaigns of a period: what they sold, what was spent on them, and what can be said with which evidence. */
export type CampaignAnalysis = Readonly<{
  report: Report;
  /** What revenue, spend and verdicts are told in. */
  currency: Currency;
  /** The days that are judged: where spend is known of the first days only, no others. */
  judged: Days;
  /** The last day of which any spend is known; null: none. */
  spendUntil: BusinessDate | null;
  /** By revenue; of one campaign alone where only that one was asked for. */
  campaigns: readonly JudgedCampaign[];
  rates: readonly Rate[];
  /** Sales and spend that are left out for want of a rate. */
  missing: readonly MissingRate[];
}>;
