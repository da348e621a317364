import type { Statistics } from '../anomalies/statistics.ts';
import { type Posterior, shrinkAverages, shrinkRates, times } from './shrink.ts';

/** One campaign in a period, in one currency. Money back counts against the sale it belongs to. */
export type CampaignFacts = Readonly<{
  campaign: string;
  /** Days of the period on which it ran. */
  days: number;
  purchases: number;
  /** Net of money back. */
  revenueMinor: number;
  /** Sum of the squares of the purchases' net amounts: how much orders differ. */
  revenueSquares: number;
  attempts: number;
  succeeded: number;
  /** Null: unknown. Then nothing is said about return, and no verdict asks for more or less budget. */
  spendMinor: number | null;
}>;

export type VerdictSettings = Readonly<{
  /** Share of revenue that is to be left after spend and costs: 0.2. */
  targetMargin: number;
  /** Share of revenue that goods and fees take. */
  costShare: number;
  /** Certainty below which a single campaign is never told to be scaled or stopped. */
  leastCertainty: number;
  /** Of those told together at most this share is wrong on average. */
  falseShare: number;
  minPurchases: number;
}>;

export const defaultVerdictSettings: VerdictSettings = {
  targetMargin: 0.2,
  costShare: 0,
  leastCertainty: 0.8,
  falseShare: 0.05,
  minPurchases: 20,
};

/** A value with the interval that holds the truth with probability 0.9. */
export type Estimated = Readonly<{ value: number; low: number; high: number }>;

export type Verdict = 'scale' | 'hold' | 'watch' | 'stop' | 'strong' | 'average' | 'weak';

export type CampaignVerdict = Readonly<{
  campaign: string;
  verdict: Verdict;
  /** With spend: that the margin is above target (for stop: that money is lost). Without: that the verdict holds. */
  probability: number;
  purchases: number;
  /** Drawn towards the account's mean. Minor units, share of attempts, minor units a day. */
  averageOrder: Estimated;
  conversion: Estimated | null;
  revenuePerDay: Estimated;
  /** Only with spend: revenue over spend, spend over purchases (minor units), share of revenue that is left. */
  roas: Estimated | null;
  costPerPurchase: Estimated | null;
  margin: Estimated | null;
  /** About how many more purchases decide, and the days that takes; null where decided, or not within a year. */
  needs: Readonly<{ purchases: number; days: number }> | null;
  /** The old rule "150 % above average: raise the budget by 20–30 %" is supported: said as a sentence with `scale`, as a
   * question with `strong`, otherwise not at all. */
  isFarAboveAverage: boolean;
}>;

type Tails = Pick<Statistics, 'gammaAtMost' | 'gammaQuantile' | 'normalQuantile'>;

function estimated({ mean, cv2 }: Posterior, { gammaQuantile }: Tails): Estimated {
  const variance = cv2 * mean ** 2;
  return { value: mean, low: gammaQuantile(0.05, mean, variance), high: gammaQuantile(0.95, mean, variance) };
}

/** P(true value > bound). */
function above({ mean, cv2 }: Posterior, bound: number, { gammaAtMost }: Tails): number {
  return mean > 0 ? 1 - gammaAtMost(bound, mean, cv2 * mean ** 2) : 0;
}

/**
 * Which of several claims may be made together: the surest ones, as long as on average no more than `share` of them are
 * wrong (posterior expected false-discovery rate; Müller et al. 2004) and each is at least as sure as `least`.
 */
export function surestTogether(probabilities: readonly number[], share: number, least: number): ReadonlySet<number> {
  const order = probabilities
    .map((_, index) => index)
    .sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const chosen = new Set<number>();
  let errors = 0;
  for (const index of order) {
    const probability = probabilities[index] ?? 0;
    if (probability < least || (errors + 1 - probability) / (chosen.size + 1) > share) break;
    errors += 1 - probability;
    chosen.add(index);
  }
  return chosen;
}

type Judged = Readonly<{
  facts: CampaignFacts;
  order: Posterior;
  conversion: Posterior | null;
  perDay: Posterior;
  /** Revenue a day over that of the average campaign. */
  relative: Posterior;
  roas: Posterior | null;
  perSpend: Posterior | null;
  orderCv2: number;
}>;

function learn(campaigns: readonly CampaignFacts[]): readonly Judged[] {
  const orders = shrinkAverages(
    campaigns.map(({ purchases, revenueMinor, revenueSquares }) => ({
      count: purchases,
      sum: revenueMinor,
      sumOfSquares: revenueSquares,
    })),
  );
  const perDay = shrinkRates(campaigns.map(({ purchases, days }) => ({ count: purchases, exposure: days })));
  const conversions = shrinkRates(
    campaigns.map(({ succeeded, attempts }) => ({ count: succeeded, exposure: attempts })),
  );
  const spent = shrinkRates(
    campaigns.map(({ purchases, spendMinor }) =>
      spendMinor ? { count: purchases, exposure: spendMinor } : { count: 0, exposure: 0 },
    ),
  );
  const revenues = campaigns.map((_, index) =>
    times(perDay.each[index] ?? perDay.all, orders.each[index] ?? orders.all),
  );
  // Not the product of two means: where few sales go with high prices, no campaign would have so much.
  const average = revenues.reduce((sum, { mean }) => sum + mean, 0) / Math.max(1, revenues.length);
  return campaigns.map((facts, index) => {
    const order = orders.each[index] ?? orders.all;
    const revenue = revenues[index] ?? times(perDay.all, order);
    const perSpend = facts.spendMinor ? (spent.each[index] ?? spent.all) : null;
    return {
      facts,
      order,
      conversion: facts.attempts > 0 ? (conversions.each[index] ?? conversions.all) : null,
      perDay: revenue,
      relative: { mean: average > 0 ? revenue.mean / average : 0, cv2: revenue.cv2 },
      roas: perSpend && times(perSpend, order),
      perSpend,
      orderCv2: orders.orderCv2,
    };
  });
}

/** The return from which on a share `margin` of revenue is left. */
function roasFor(margin: number, { costShare }: VerdictSettings): number {
  const spendable = 1 - costShare - margin;
  return spendable > 0 ? 1 / spendable : Number.POSITIVE_INFINITY;
}

/** Purchases until the interval around today's estimate leaves the bound out, with certainty `least`. */
function purchasesNeeded(
  { facts, roas, orderCv2 }: Judged,
  bound: number,
  least: number,
  { normalQuantile }: Tails,
): CampaignVerdict['needs'] {
  if (!roas || !(roas.mean > 0) || facts.purchases === 0 || facts.days === 0) return null;
  const distance = Math.log(roas.mean / bound);
  const wanted = (normalQuantile((1 + least) / 2) / distance) ** 2 * (1 + orderCv2);
  const purchases = Math.max(1, Math.ceil(wanted - facts.purchases));
  const days = Math.ceil(purchases / (facts.purchases / facts.days));
  return days > 365 ? null : { purchases, days };
}

type Shared = Omit<CampaignVerdict, 'verdict' | 'probability' | 'needs' | 'isFarAboveAverage'>;

function sharedOf(
  { facts, order, conversion, perDay, roas, perSpend }: Judged,
  settings: VerdictSettings,
  tails: Tails,
): Shared {
  const returned = roas && estimated(roas, tails);
  const cost = perSpend && estimated(perSpend, tails);
  const left = (value: number) => 1 - settings.costShare - 1 / value;
  return {
    campaign: facts.campaign,
    purchases: facts.purchases,
    averageOrder: estimated(order, tails),
    conversion: conversion && estimated(conversion, tails),
    revenuePerDay: estimated(perDay, tails),
    roas: returned,
    costPerPurchase: cost && { value: 1 / cost.value, low: 1 / cost.high, high: 1 / cost.low },
    margin: returned && { value: left(returned.value), low: left(returned.low), high: left(returned.high) },
  };
}

/** 150 % above average. */
const farAbove = 2.5;

function withSpend(judged: readonly Judged[], settings: VerdictSettings, tails: Tails): readonly CampaignVerdict[] {
  const target = roasFor(settings.targetMargin, settings);
  const breakEven = roasFor(0, settings);
  const chances = judged.map(({ roas, facts: { purchases } }) => ({
    enough: purchases >= settings.minPurchases,
    good: roas ? above(roas, target, tails) : 0,
    bad: roas ? 1 - above(roas, breakEven, tails) : 0,
  }));
  const { falseShare, leastCertainty } = settings;
  const scaled = surestTogether(
    chances.map(({ good, enough }) => (enough ? good : 0)),
    falseShare,
    leastCertainty,
  );
  const stopped = surestTogether(
    chances.map(({ bad }) => bad),
    falseShare,
    leastCertainty,
  );
  return judged.map((one, index) => {
    const { good, bad, enough } = chances[index] ?? { good: 0, bad: 0, enough: false };
    const isGood = scaled.has(index);
    const isBad = !isGood && stopped.has(index);
    const isPaying = enough && 1 - bad >= settings.leastCertainty && 1 - good >= settings.leastCertainty;
    const verdict = isGood ? 'scale' : isBad ? 'stop' : isPaying ? 'hold' : 'watch';
    return {
      ...sharedOf(one, settings, tails),
      verdict,
      probability: isBad ? bad : good,
      needs: verdict === 'watch' ? purchasesNeeded(one, target, settings.leastCertainty, tails) : null,
      isFarAboveAverage: isGood && above(one.relative, farAbove, tails) >= 0.9,
    };
  });
}

const strongFrom = 1.5;
const weakBelow = 0.5;

function withoutSpend(judged: readonly Judged[], settings: VerdictSettings, tails: Tails): readonly CampaignVerdict[] {
  const { falseShare, leastCertainty } = settings;
  const high = judged.map(({ relative }) => above(relative, strongFrom, tails));
  const low = judged.map(({ relative }) => 1 - above(relative, weakBelow, tails));
  const strong = surestTogether(high, falseShare, leastCertainty);
  const weak = surestTogether(low, falseShare, leastCertainty);
  return judged.map((one, index) => {
    const verdict = strong.has(index) ? 'strong' : weak.has(index) ? 'weak' : 'average';
    const [above150, below50] = [high[index] ?? 0, low[index] ?? 0];
    const probability = verdict === 'strong' ? above150 : verdict === 'weak' ? below50 : 1 - above150 - below50;
    return {
      ...sharedOf(one, settings, tails),
      verdict,
      probability,
      needs: null,
      isFarAboveAverage: verdict === 'strong' && above(one.relative, farAbove, tails) >= 0.9,
    };
  });
}

/**
 * A verdict on each campaign of one currency and period, in the order given. Campaigns with known spend get scale, hold,
 * watch or stop; the others strong, average or weak revenue a day, and never a word about return. All are learned
 * together, so that small campaigns are drawn to the mean and do not top a list by luck; claims are made together so
 * that of the campaigns told to be scaled at most `falseShare` are wrong on average.
 */
export function judgeCampaigns(
  campaigns: readonly CampaignFacts[],
  tails: Tails,
  settings: VerdictSettings = defaultVerdictSettings,
): readonly CampaignVerdict[] {
  const judged = learn(campaigns);
  const [paid, unknown] = [judged.filter(({ roas }) => roas !== null), judged.filter(({ roas }) => roas === null)];
  const verdicts = [...withSpend(paid, settings, tails), ...withoutSpend(unknown, settings, tails)];
  const byName = new Map(verdicts.map((verdict) => [verdict.campaign, verdict]));
  return campaigns.flatMap(({ campaign }) => byName.get(campaign) ?? []);
}
