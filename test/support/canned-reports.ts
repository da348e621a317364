import { noMeasures } from '../../src/domain/metrics/measures.ts';
import { currency } from '../../src/domain/money.ts';
import type { CampaignAnalysis } from '../../src/domain/reports/campaign-analysis.ts';
import type { PaymentExport } from '../../src/domain/reports/exported-payment.ts';
import type { Report } from '../../src/domain/reports/report.ts';
import type { ReportWish } from '../../src/flows/reports/types.ts';
import type { SavedSpend } from '../../src/flows/spend/save-spend.ts';
import type { SavedRules } from '../../src/flows/teams/save-rules.ts';
import { at } from './canned-views.ts';

const usd = { ...noMeasures, grossMinor: 123_456, refundedMinor: 999, payments: 61, purchases: 45, starts: 44 };
const rub = { ...noMeasures, grossMinor: 990_000, payments: 2, purchases: 2, starts: 2 };
const date = '2026-11-20' as Report['period']['from'];

/** What a campaign sold in a week. */
const week: Pick<Report, 'period' | 'totals'> = {
  period: {
    from: '2026-11-14' as typeof date,
    to: date,
    zone: '+01:00',
    upTo: at('13:05:00'),
    upToLocal: '14:05',
    isWhole: false,
  },
  totals: [
    {
      currency: currency('USD'),
      measures: { ...noMeasures, grossMinor: 599_400, salesBackMinor: 2_997, purchases: 201, payments: 240 },
    },
    { currency: currency('RUB'), measures: { ...noMeasures, grossMinor: 99_000, purchases: 1, payments: 1 } },
  ],
};

/** One day's numbers under whatever kind was asked for. */
export function cannedReport({ kind, currency: only = null, campaign = null }: ReportWish): Report {
  const all = [
    { currency: currency('USD'), measures: usd },
    { currency: currency('RUB'), measures: rub },
  ];
  const totals = all.filter((total) => only === null || total.currency === only);
  return {
    kind,
    period: { from: date, to: date, zone: '+01:00', upTo: at('13:05:00'), upToLocal: '14:05', isWhole: false },
    basis: 'day',
    currency: only,
    filter: null,
    campaign,
    totals,
    purchases: totals.reduce((sum, { measures }) => sum + measures.purchases, only === null ? -1 : 0),
    inBase: null,
    customers: { all: 50, new: 12, returning: 38, newSince: null },
    base: null,
    comparisons: [],
    rankings: [],
    steps: [],
    best: null,
    worst: null,
    completeUntil: at('13:04:10'),
    historySince: null,
    revised: [],
    late: null,
    ...(campaign !== null && week),
  };
}

export function cannedAnalysis(wish: Omit<ReportWish, 'kind'>): CampaignAnalysis {
  return {
    report: cannedReport({ ...wish, kind: 'campaigns' }),
    currency: currency('USD'),
    judged: { from: date, to: date },
    spendUntil: null,
    campaigns: [],
    rates: [],
    missing: [],
  };
}

export const cannedSpend: SavedSpend = {
  saved: true,
  problems: [],
  moreProblems: 0,
  campaigns: 1,
  from: date,
  to: date,
  totals: [{ currency: currency('USD'), amountMinor: 12_050 }],
  added: 1,
  changed: 0,
  same: 0,
  removed: 0,
};

export const cannedRules: SavedRules = {
  saved: true,
  problems: [],
  rules: [
    { team: 'Kenesary', field: 'utm_source', pattern: 'fb_kenesary', match: 'exact', priority: 0 },
    { team: 'Traf4', field: 'campaign', pattern: 'pb_', match: 'begins', priority: 5 },
    { team: 'Traf4', field: 'creative', pattern: 'traf4', match: 'contains', priority: 0 },
  ],
  moves: [
    { from: null, to: 'Kenesary', payments: 12, sums: [{ currency: currency('USD'), amountMinor: 11_988 }] },
    { from: 'Traf4', to: null, payments: 1, sums: [{ currency: currency('EUR'), amountMinor: 999 }] },
  ],
  payments: 13,
  conflicts: [{ teams: ['Kenesary', 'Traf4'], payments: 3 }],
  unmatched: 41,
};

export const cannedExport: PaymentExport = {
  days: { from: date, to: date },
  payments: [
    {
      paidAt: at('13:04:10'),
      provider: 'stripe',
      externalId: 'pi_3SUpaid',
      amountMinor: 999,
      reversedMinor: 0,
      currency: currency('USD'),
      method: 'card',
      country: 'US',
      city: '=cmd()',
      campaign: null,
      customerId: 'cst_1',
      email: 'canary@gmail.com',
    },
  ],
};
