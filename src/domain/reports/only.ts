import type { Dimension, Traits } from '../metrics/dimensions.ts';
import { valueIn } from '../metrics/dimensions.ts';
import type { ReportFilter } from './report.ts';

export function isWhole(filter: ReportFilter | null): filter is null {
  return filter === null || filter.countries.length + filter.campaigns.length === 0;
}

export function wantsCountry({ countries }: ReportFilter, country: string): boolean {
  return countries.length === 0 || countries.some((wanted) => wanted.toUpperCase() === country.toUpperCase());
}

export function wantsCampaign({ campaigns }: ReportFilter, campaign: string): boolean {
  const name = campaign.toLowerCase();
  return campaigns.length === 0 || campaigns.some((word) => name.includes(word.toLowerCase()));
}

export function wants(filter: ReportFilter, traits: Traits): boolean {
  return wantsCountry(filter, valueIn('country', traits)) && wantsCampaign(filter, valueIn('campaign', traits));
}

/** Where only one of the two is asked for, its stored sums tell the total as well. */
export function onlyDimension({
  countries,
  campaigns,
}: ReportFilter): Extract<Dimension, 'country' | 'campaign'> | null {
  if (countries.length > 0 && campaigns.length > 0) return null;
  return countries.length > 0 ? 'country' : 'campaign';
}
