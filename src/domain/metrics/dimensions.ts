import { type CampaignFacts, campaignNameOf } from '../facts.ts';

/** By what sales are told apart. `total` has one value, the empty one. */
export const dimensions = [
  'total',
  'country',
  'city',
  'campaign',
  'adset',
  'creative',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_content',
  'utm_term',
  'product',
  'method',
  'provider',
  'team',
] as const;
export type Dimension = (typeof dimensions)[number];

/** Those that are summed for each hour too: alarms look at hours. */
export const hourlyDimensions = ['total', 'country', 'campaign', 'product', 'method', 'provider'] as const;
/** Those that a charge has that came to nothing: what it was for is told by the payment, if there ever is one. */
export const chargeDimensions = ['total', 'country', 'method', 'provider'] as const;

/** What a sale says of itself. */
export type Traits = Readonly<{
  provider: string;
  method: string | null;
  country: string | null;
  city: string | null;
  campaign: CampaignFacts;
  team: string | null;
}>;

/** A value of a dimension as it is stored and shown; empty where the sale does not say. */
const readers: Readonly<Record<Dimension, (traits: Traits) => string | null | undefined>> = {
  total: () => '',
  country: ({ country }) => country,
  city: ({ country, city }) => city && (country ? `${country}, ${city}` : city),
  campaign: ({ campaign }) => campaignNameOf(campaign),
  adset: ({ campaign }) => campaign.adset_name ?? campaign.utm_term,
  creative: ({ campaign }) => campaign.ad_name ?? campaign.utm_content,
  utm_source: ({ campaign }) => campaign.utm_source,
  utm_medium: ({ campaign }) => campaign.utm_medium,
  utm_campaign: ({ campaign }) => campaign.utm_campaign,
  utm_content: ({ campaign }) => campaign.utm_content,
  utm_term: ({ campaign }) => campaign.utm_term,
  product: ({ campaign }) => campaign.product_tag,
  method: ({ method }) => method,
  provider: ({ provider }) => provider,
  team: ({ team }) => team,
};

export function valueIn(dimension: Dimension, traits: Traits): string {
  return readers[dimension](traits) ?? '';
}

export function isDimension(text: string): text is Dimension {
  return (dimensions as readonly string[]).includes(text);
}
