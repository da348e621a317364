import type { Dimension } from '../../domain/metrics/dimensions.ts';
import { type BucketOf, type Slice, Tally } from '../../domain/metrics/tally.ts';
import type { Window } from '../../domain/ports.ts';
import type { Reader } from '../../store/database.ts';
import { readCharges, readReturns, readSales } from '../../store/sales.ts';

/** A window's ledger summed into several tallies in one reading, page by page. */
export async function tallyInto(
  db: Reader,
  window: Window,
  tallies: readonly Tally[],
  campaign?: string,
): Promise<void> {
  for await (const sales of readSales(db, window, campaign))
    for (const sale of sales) for (const tally of tallies) tally.addSale(sale);
  for await (const returns of readReturns(db, window, campaign))
    for (const back of returns) for (const tally of tallies) tally.addReturn(back);
  // A charge that failed belongs to no campaign.
  if (campaign !== undefined) return;
  for await (const charges of readCharges(db, window))
    for (const charge of charges) for (const tally of tallies) tally.addCharge(charge);
}

/** A window of the ledger itself, where no sums are stored or they are not up to date. */
export async function tallyWindow(
  db: Reader,
  window: Window,
  bucketOf: BucketOf,
  dimensions: readonly Dimension[],
  campaign?: string,
): Promise<readonly Slice[]> {
  const tally = new Tally(bucketOf, dimensions);
  await tallyInto(db, window, [tally], campaign);
  return tally.slices();
}
