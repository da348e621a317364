import type { Random } from './seeded.ts';
import type { Meta } from './stripe/records.ts';

/** The invented business: where its buyers are, what they pay and which advertisement brought them. */
export type Place = { country: string; city: string; currency: string };

export const PLACES: ReadonlyArray<readonly [Place, number]> = [
  [{ country: 'US', city: 'New York City', currency: 'usd' }, 14],
  [{ country: 'US', city: 'Los Angeles', currency: 'usd' }, 10],
  [{ country: 'US', city: 'Austin', currency: 'usd' }, 7],
  [{ country: 'US', city: 'Chicago', currency: 'usd' }, 7],
  [{ country: 'GB', city: 'London', currency: 'usd' }, 8],
  [{ country: 'CA', city: 'Toronto', currency: 'usd' }, 6],
  [{ country: 'AU', city: 'Sydney', currency: 'usd' }, 5],
  [{ country: 'DE', city: 'Berlin', currency: 'eur' }, 9],
  [{ country: 'FR', city: 'Lyon', currency: 'eur' }, 6],
  [{ country: 'ES', city: 'Valencia', currency: 'eur' }, 6],
  [{ country: 'IT', city: 'Milan', currency: 'eur' }, 4],
  [{ country: 'BR', city: 'São Paulo', currency: 'usd' }, 4],
  [{ country: 'PL', city: 'Kraków', currency: 'eur' }, 3],
  [{ country: 'JP', city: 'Osaka', currency: 'jpy' }, 4],
];

/** Minor units; the yen has none. */
export const PRICES: Readonly<Record<string, ReadonlyArray<readonly [number, number]>>> = {
  usd: [
    [999, 8],
    [1499, 4],
    [1999, 5],
    [3999, 2],
    [9999, 0.5],
    [14900, 0.25],
  ],
  eur: [
    [999, 6],
    [1899, 4],
    [3499, 2],
    [8900, 0.4],
  ],
  jpy: [
    [1480, 5],
    [2980, 3],
    [5800, 1],
  ],
};

type Campaign = {
  team: string;
  source: string;
  medium: string;
  name: string;
  adset: string;
  ads: readonly string[];
  link: string;
};

const CAMPAIGNS: ReadonlyArray<readonly [Campaign, number]> = [
  [
    {
      team: 'core',
      source: 'fb_core',
      medium: 'cpi',
      name: 'Testora_WEB_US_Core-0030-ABO_cpi_fcb_12.11.2026',
      adset: 'WEB_EN_US_Broad_testora-myiq_LC_12.10.2026_Testora_ABO_60',
      ads: ['6025_static_var01_Spectrum_Impulse_12_IQTypes_VP_En', '6031_video_var02_Brain_Age_09_Score_VP_En'],
      link: 'https://quiz.testora.example/iq1',
    },
    10,
  ],
  [
    {
      team: 'alpha',
      source: 'fb_alpha',
      medium: 'cpa',
      name: 'Testora_WEB_EU_Alpha-0112-CBO_cpa_fcb_03.11.2026',
      adset: 'WEB_DE_FR_Lookalike_3pct_Women_25-45',
      ads: ['7110_video_var01_Focus_Test_UGC_De', '7112_static_var03_Memory_Quiz_Fr'],
      link: 'https://quiz.testora.example/memory',
    },
    7,
  ],
  [
    {
      team: 'nova',
      source: 'google',
      medium: 'cpc',
      name: 'Testora_Search_Brand_Global',
      adset: 'Brand_exact',
      ads: ['RSA_brand_01', 'RSA_brand_02'],
      link: 'https://testora.example/start',
    },
    5,
  ],
  [
    {
      team: 'nova',
      source: 'tiktok_nova',
      medium: 'cpm',
      name: 'Testora_WEB_LATAM_Nova-0007_tt_20.10.2026',
      adset: 'WEB_ES_PT_Interest_Puzzles',
      ads: ['8001_ugc_var01_Kitchen_Challenge_Pt', '8002_ugc_var02_Street_Quiz_Es'],
      link: 'https://quiz.testora.example/street',
    },
    4,
  ],
];

export type Source = { label: string; metadata: Meta };

function toMetadata(campaign: Campaign, ad: string): Meta {
  return {
    utm_source: campaign.source,
    utm_medium: campaign.medium,
    utm_campaign: campaign.name,
    utm_term: campaign.adset,
    utm_content: ad,
    campaign_name: campaign.name,
    adset_name: campaign.adset,
    ad_name: ad,
    creative_link: campaign.link,
    product_tag: 'iq_test',
  };
}

/** One advertisement, or nothing for those who came by themselves. */
export function pickMetadata(random: Random): Meta {
  if (random.next() < 0.14) return { product_tag: 'iq_test' };
  const campaign = random.weighted(CAMPAIGNS);
  return toMetadata(campaign, random.pick(campaign.ads));
}

/** What the demo page offers in its list of campaigns. */
export const SOURCES: readonly Source[] = [
  ...CAMPAIGNS.map(([campaign]) => ({
    label: `${campaign.source} · ${campaign.name.split('_').slice(0, 4).join(' ')}`,
    metadata: toMetadata(campaign, campaign.ads[0] ?? ''),
  })),
  { label: 'No campaign (organic)', metadata: { product_tag: 'iq_test' } },
];

export type Buyer = { label: string; name: string; email: string } & Place;

/** What the demo page offers in its list of people. */
export const BUYERS: readonly Buyer[] = [
  { label: 'Anna, New York City', name: 'Anna Weber', email: 'anna.weber@gmail.example', ...placeOf('New York City') },
  { label: 'Jonas, Berlin', name: 'Jonas Klein', email: 'jonas.klein@web.example', ...placeOf('Berlin') },
  { label: 'Haruka, Osaka', name: 'Haruka Sato', email: 'haruka@mail.example', ...placeOf('Osaka') },
  { label: 'Liam, London', name: 'Liam Smith', email: 'liam.smith@mail.example', ...placeOf('London') },
  { label: 'Lucía, Valencia', name: 'Lucía Vega', email: 'lucia.vega@correo.example', ...placeOf('Valencia') },
  {
    label: 'Tricky <b>&, Austin',
    name: 'Robert "<b>&amp;',
    email: 'a.very+tricky_one@mail.example',
    ...placeOf('Austin'),
  },
];

function placeOf(city: string): Place {
  const found = PLACES.find(([place]) => place.city === city);
  if (!found) throw new Error(`no place ${city}`);
  return found[0];
}

export const FIRST_NAMES =
  'Ava Noah Mia Liam Emma Lucas Sofia Elena Marco Yuki Hana Kenji Ines Pedro Zoe Max Nora Finn Lena Omar'.split(' ');
export const LAST_NAMES =
  'Smith Weber Rossi Sato Silva Martin Kowalski Brown Garcia Klein Tanaka Dubois Novak Jones Costa Berg'.split(' ');
