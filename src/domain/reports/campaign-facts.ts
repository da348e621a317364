import { isEmpty, noMeasures } from '../metrics/measures.ts';
import { type InBase, inBase, type MissingRate, type Rate, type RateBook } from '../metrics/rates.ts';
import type { Slice } from '../metrics/tally.ts';
import type { Currency } from '../money.ts';
import type { Days } from '../period-words.ts';
import type { Spend } from '../spend/spend.ts';
import type { BusinessDate } from '../time.ts';
import type { CampaignFacts } from '../verdicts/campaign-verdict.ts';

/** Sums of the squares of what purchases brought, by campaign and currency: how much orders differ. */
export type OrderSquares = Readonly<{ campaign: string; currency: Currency; squares: number }>;

/** What is known of the campaigns of some days. Sales are by day, campaign and currency. */
export type CampaignLedger = Readonly<{
  sales: readonly Slice[];
  spend: readonly Spend[];
  squares: readonly OrderSquares[];
}>;

/** The days of which spend is known, from the first of the period on; all of them where none is. */
export function judgedDays({ from, to }: Days, spendUntil: BusinessDate | null): Days {
  return { from, to: spendUntil !== null && spendUntil < to ? spendUntil : to };
}

/** The only currency that everything is in, or the base one. */
export function tellingCurrency(sales: readonly Slice[], spend: readonly Spend[], base: Currency): Currency {
  const used = new Set([
    ...sales.filter(({ measures }) => !isEmpty(measures)).map(({ currency }) => currency),
    ...spend.map(({ currency }) => currency),
  ]);
  const [only] = used;
  return used.size === 1 && only !== undefined ? only : base;
}

/** Spend as money of its day, to be converted like sales. */
function asSlice({ campaign, date, currency, amountMinor }: Spend): Slice {
  const measures = { ...noMeasures, grossMinor: amountMinor };
  return { dimension: 'campaign', bucket: date, value: campaign, currency, measures };
}

function byCampaign<T>(all: readonly T[], nameOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const known = groups.get(nameOf(one));
    if (known) known.push(one);
    else groups.set(nameOf(one), [one]);
  }
  return groups;
}

/** At the rate of the newest day: how much orders differ is no sum of money. */
function squaresIn(squares: readonly OrderSquares[], book: RateBook, date: BusinessDate): number {
  return squares.reduce((sum, { currency, squares: own }) => {
    const rate = book.ratio(currency, date);
    return rate === null ? sum : sum + own * rate ** 2;
  }, 0);
}

export type ReadFacts = Readonly<{
  facts: readonly CampaignFacts[];
  rates: readonly Rate[];
  missing: readonly MissingRate[];
}>;

function gathered(all: readonly InBase[]): Pick<ReadFacts, 'rates' | 'missing'> {
  const rates = new Map(all.flatMap(({ used }) => used).map((rate) => [`${rate.currency} ${rate.date}`, rate]));
  const missing = new Map<Currency, MissingRate>();
  for (const one of all.flatMap((converted) => converted.missing)) {
    const known = missing.get(one.currency) ?? one;
    missing.set(one.currency, {
      currency: one.currency,
      from: one.from < known.from ? one.from : known.from,
      to: one.to > known.to ? one.to : known.to,
    });
  }
  return { rates: [...rates.values()], missing: [...missing.values()] };
}

/**
 * What the verdicts are made of, all in the book's currency. Sales without a campaign are not judged; a campaign that
 * was paid for and sold nothing is.
 */
export function campaignFacts({ sales, spend, squares }: CampaignLedger, book: RateBook, to: BusinessDate): ReadFacts {
  const sold = byCampaign(
    sales.filter(({ value, measures }) => value !== '' && !isEmpty(measures)),
    ({ value }) => value,
  );
  const paid = byCampaign(spend, ({ campaign }) => campaign);
  const orders = byCampaign(squares, ({ campaign }) => campaign);
  const converted: InBase[] = [];
  const facts = [...new Set([...sold.keys(), ...paid.keys()])].map((campaign): CampaignFacts => {
    const [own, cost] = [sold.get(campaign) ?? [], paid.get(campaign) ?? []];
    const [revenue, costs] = [inBase(own, book), inBase(cost.map(asSlice), book)];
    converted.push(revenue, costs);
    const { grossMinor, salesBackMinor, purchases } = revenue.measures;
    const active = own.filter(({ measures }) => measures.payments > 0).map(({ bucket }) => bucket);
    return {
      campaign,
      days: new Set([...active, ...cost.map(({ date }) => date as string)]).size,
      purchases,
      revenueMinor: grossMinor - salesBackMinor,
      revenueSquares: squaresIn(orders.get(campaign) ?? [], book, to),
      attempts: 0,
      succeeded: 0,
      spendMinor: cost.length === 0 || costs.missing.length > 0 ? null : costs.measures.grossMinor,
    };
  });
  return { facts, ...gathered(converted) };
}
