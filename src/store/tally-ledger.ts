import type { Dimension, Traits } from '../domain/metrics/dimensions.ts';
import { type BucketOf, hoursFrom, type Slice, Tally } from '../domain/metrics/tally.ts';
import type { Window } from '../domain/ports.ts';
import { wants } from '../domain/reports/only.ts';
import type { ReportFilter } from '../domain/reports/report.ts';
import { attributeBy } from '../domain/teams/attribute.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';
import { readCharges, readReturns, readSales } from './sales.ts';
import { listTeamRules } from './team-rules.ts';

/** Part of the sales: those of one campaign by its very name, or those that a filter lets pass. */
export type Only = Readonly<{ campaign?: string | undefined; filter?: ReportFilter | null | undefined }>;

/** All in one bucket of this name, or by the hours of the day that begins then. */
export type Bucketing = Readonly<{ name: string } | { hoursFrom: Instant }>;

export type TallyWish = Readonly<{ window: Window; bucketing: Bucketing; dimensions: readonly Dimension[] }> & Only;

/** What counts sales, and perhaps money back and charges. */
type Counting = Pick<Tally, 'addSale'> & Partial<Pick<Tally, 'addReturn' | 'addCharge'>>;

function bucketsOf(bucketing: Bucketing): BucketOf {
  return 'name' in bucketing ? () => bucketing.name : hoursFrom(bucketing.hoursFrom);
}

/**
 * A window's ledger summed into several tallies in one reading, page by page; teams by the rules as they are now, where
 * they are asked for: telling whose each sale is takes longer than reading it.
 */
export async function tallyInto(
  db: Reader,
  window: Window,
  tallies: readonly Counting[],
  { campaign, filter, byTeam = true }: Only & Readonly<{ byTeam?: boolean }> = {},
): Promise<void> {
  const attribute = byTeam ? attributeBy(await listTeamRules(db)) : undefined;
  const isWanted = ({ traits }: Readonly<{ traits: Traits }>) => !filter || wants(filter, traits);
  for await (const sales of readSales(db, window, { campaign, attribute }))
    for (const sale of sales) if (isWanted(sale)) for (const tally of tallies) tally.addSale(sale);
  for await (const returns of readReturns(db, window, { campaign, attribute }))
    for (const back of returns) if (isWanted(back)) for (const tally of tallies) tally.addReturn?.(back);
  // A charge that failed belongs to no campaign.
  if (campaign !== undefined || (filter && filter.campaigns.length > 0)) return;
  for await (const charges of readCharges(db, window))
    for (const charge of charges) if (isWanted(charge)) for (const tally of tallies) tally.addCharge?.(charge);
}

/** A window of the ledger itself, where no sums are stored or they are not up to date. */
export async function tallyLedger(
  db: Reader,
  { window, bucketing, dimensions, campaign, filter }: TallyWish,
): Promise<readonly Slice[]> {
  const tally = new Tally(bucketsOf(bucketing), dimensions);
  await tallyInto(db, window, [tally], { campaign, filter, byTeam: dimensions.includes('team') });
  return tally.slices();
}
