import { RateBook } from '../../domain/metrics/rates.ts';
import type { Currency } from '../../domain/money.ts';
import type { Days } from '../../domain/period-words.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import type { CampaignAnalysis, JudgedCampaign } from '../../domain/reports/campaign-analysis.ts';
import { campaignFacts, judgedDays, tellingCurrency } from '../../domain/reports/campaign-facts.ts';
import type { BusinessDate } from '../../domain/time.ts';
import { earlier } from '../../domain/time.ts';
import { type CampaignFacts, judgeCampaigns } from '../../domain/verdicts/campaign-verdict.ts';
import { plusDays, startOfDay } from '../../domain/zone.ts';
import * as statistics from '../../lib/stats.ts';
import { afterTurn } from '../../lib/wait.ts';
import { sumOrderSquares } from '../../store/order-squares.ts';
import { listRates } from '../../store/rates.ts';
import { hasSold } from '../../store/recent-sales.ts';
import { hasSpent, listSpend } from '../../store/spend.ts';
import type { FlowDeps } from '../deps.ts';
import { measure } from '../metrics/measure.ts';
import type { Result } from '../types.ts';
import { type Asked, periodAsked, reportOver } from './run-report.ts';
import type { ReportWish } from './types.ts';

type Deps = Pick<FlowDeps, 'sources' | 'store' | 'policy' | 'clock'>;
export type AnalysisWish = Omit<ReportWish, 'kind'>;

function verdicts(facts: readonly CampaignFacts[]): readonly JudgedCampaign[] {
  const judged = judgeCampaigns(facts, statistics);
  const byName = new Map(facts.map((one) => [one.campaign, one]));
  const all = facts.reduce((sum, { revenueMinor }) => sum + revenueMinor, 0);
  return judged
    .flatMap((verdict) => {
      const own = byName.get(verdict.campaign);
      if (!own) return [];
      const { revenueMinor, spendMinor, days } = own;
      return { ...verdict, revenueMinor, spendMinor, days, share: all > 0 ? revenueMinor / all : 0 };
    })
    .toSorted((a, b) => b.revenueMinor - a.revenueMinor || (a.campaign < b.campaign ? -1 : 1));
}

/** The last day of the period of which any spend is known. */
function lastSpend(spend: readonly Readonly<{ date: BusinessDate }>[]): BusinessDate | null {
  return spend.reduce((last: BusinessDate | null, { date }) => (last !== null && last > date ? last : date), null);
}

async function judge(deps: Deps, { period }: Asked, currency: Currency | null) {
  const { store, policy } = deps;
  const { zone, baseCurrency } = policy;
  const ofCurrency = <T extends Readonly<{ currency: string }>>(rows: readonly T[]): readonly T[] =>
    currency === null ? rows : rows.filter((row) => row.currency === currency);
  const known = ofCurrency(await listSpend(store.scanner, period));
  const spendUntil = lastSpend(known);
  const days: Days = judgedDays(period, spendUntil);
  const end = startOfDay(plusDays(days.to, 1), zone);
  const window = { from: startOfDay(days.from, zone), to: earlier(period.upTo, end) };
  const [sold, squared, all] = await Promise.all([
    measure(deps, { window, grain: 'day', dimensions: ['campaign'] }),
    sumOrderSquares(store.scanner, window),
    listRates(store.reader, baseCurrency, period.to),
  ]);
  const [sales, squares] = [ofCurrency(sold), ofCurrency(squared)];
  const spend = known.filter(({ date }) => date <= days.to);
  const telling = tellingCurrency(sales, spend, baseCurrency);
  const book = new RateBook(telling, all);
  const { facts, rates, missing } = campaignFacts({ sales, spend, squares }, book, days.to);
  await afterTurn();
  return { currency: telling, judged: days, spendUntil, campaigns: verdicts(facts), rates, missing };
}

/** Anything was ever sold or spent under the name. */
async function isKnown({ store: { scanner } }: Deps, campaign: string): Promise<boolean> {
  return (await hasSold(scanner, campaign)) || (await hasSpent(scanner, campaign));
}

/**
 * What the campaigns of a period sold, what was spent on them and what can be said of each. All are judged together,
 * also where only one is asked for: what is usual in the account is learned from all of them.
 */
export async function analyzeCampaigns(
  deps: Deps,
  actor: Actor,
  wish: AnalysisWish,
): Promise<Result<{ analysis: CampaignAnalysis }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const own = { ...wish, kind: 'campaigns' } as const;
  const asked = periodAsked(deps, own);
  if (asked === null) return { ok: false, reason: 'bad_period' };
  const { campaign = null, currency = null } = wish;
  if (campaign !== null && !(await isKnown(deps, campaign))) return { ok: false, reason: 'not_found' };
  const [report, judged] = await Promise.all([reportOver(deps, own, asked), judge(deps, asked, currency)]);
  const isAsked = (judgement: JudgedCampaign) => campaign === null || judgement.campaign === campaign;
  return { ok: true, analysis: { report, ...judged, campaigns: judged.campaigns.filter(isAsked) } };
}
