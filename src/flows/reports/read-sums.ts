import type { Dimension } from '../../domain/metrics/dimensions.ts';
import type { Slice } from '../../domain/metrics/tally.ts';
import type { Currency } from '../../domain/money.ts';
import type { Window } from '../../domain/ports.ts';
import { isWhole, onlyDimension, wantsCampaign, wantsCountry } from '../../domain/reports/only.ts';
import type { ReportFilter } from '../../domain/reports/report.ts';
import type { FlowDeps } from '../deps.ts';
import { type Grain, measure } from '../metrics/measure.ts';

type Deps = Pick<FlowDeps, 'store' | 'policy'>;
/** Which sales somebody wants to see. */
export type Part = Readonly<{
  filter: ReportFilter | null;
  currency: Currency | null;
  /** By its very name. */
  campaign: string | null;
}>;

function ofCurrency(slices: readonly Slice[], { currency }: Part): readonly Slice[] {
  return currency === null ? slices : slices.filter((slice) => slice.currency === currency);
}

/** What was sold by some dimensions, of the part that is wanted. */
export async function readSlices(
  deps: Deps,
  window: Window,
  dimensions: readonly Dimension[],
  part: Part,
): Promise<readonly Slice[]> {
  const filter = isWhole(part.filter) ? null : part.filter;
  const campaign = part.campaign ?? undefined;
  return ofCurrency(await measure(deps, { window, dimensions, filter, campaign }), part);
}

/** The totals by day or hour. Of one country or campaign they are what is stored under its name. */
export async function readTotals(deps: Deps, window: Window, grain: Grain, part: Part): Promise<readonly Slice[]> {
  const { filter, campaign } = part;
  const total = { window, grain, dimensions: ['total'] as const };
  if (campaign !== null) {
    const all = await measure(deps, { window, grain, dimensions: ['campaign'], filter });
    return ofCurrency(all, part).filter(({ value }) => value === campaign);
  }
  if (isWhole(filter)) return ofCurrency(await measure(deps, total), part);
  const dimension = onlyDimension(filter);
  if (dimension === null) return ofCurrency(await measure(deps, { ...total, filter }), part);
  const isWanted = dimension === 'country' ? wantsCountry : wantsCampaign;
  const slices = await measure(deps, { window, grain, dimensions: [dimension] });
  return ofCurrency(slices, part).filter(({ value }) => isWanted(filter, value));
}
