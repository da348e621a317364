import type { Money } from './money.ts';
import type { Instant } from './time.ts';
import type { PurchaseView } from './views.ts';
import { localTime, type Zone } from './zone.ts';

/** Which purchases a chat wants to see; what is empty wants all. */
export type RouteFilter = Readonly<{
  /** Two-letter codes, upper case. */
  countries: readonly string[];
  /** From this captured sum on, per currency; a currency that is not named is not held back. */
  minimum: readonly Money[];
  /** Words that the campaign's name holds, in any case. */
  campaigns: readonly string[];
}>;

export const noFilter: RouteFilter = { countries: [], minimum: [], campaigns: [] };

export function isFiltering({ countries, minimum, campaigns }: RouteFilter): boolean {
  return countries.length + minimum.length + campaigns.length > 0;
}

/** Whether the purchase as it is now is for this chat. A later upsell may let it pass. */
export function passes(filter: RouteFilter, purchase: PurchaseView): boolean {
  return passesCountry(filter, purchase.country) && passesMinimum(filter, purchase) && passesCampaign(filter, purchase);
}

function passesCountry({ countries }: RouteFilter, country: string | null): boolean {
  return countries.length === 0 || countries.includes(country?.toUpperCase() ?? '');
}

function passesMinimum({ minimum }: RouteFilter, { totals }: PurchaseView): boolean {
  if (minimum.length === 0) return true;
  return totals.some(({ currency, capturedMinor }) => {
    const wanted = minimum.find((one) => one.currency === currency);
    return wanted === undefined || capturedMinor >= wanted.amountMinor;
  });
}

function passesCampaign({ campaigns }: RouteFilter, { campaign }: PurchaseView): boolean {
  if (campaigns.length === 0) return true;
  const name = (campaign.campaign_name ?? campaign.utm_campaign ?? '').toLowerCase();
  return campaigns.some((word) => name.includes(word.toLowerCase()));
}

/** Local times `22:00` to `08:00`, over midnight where the first is later. */
export type QuietHours = Readonly<{ from: string; to: string }>;

export function isQuiet({ from, to }: QuietHours, now: Instant, zone: Zone): boolean {
  const time = localTime(now, zone);
  return from <= to ? time >= from && time < to : time >= from || time < to;
}
